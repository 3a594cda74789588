import type { TriggerEvent } from '../events/trigger-event.ts';

/**
 * Events in the order they are looked at: as they came, but none before the one it follows, as far as that is among
 * them. Upstream: server/events/ordering (3.8.8), which holds followers back until their leader was seen.
 */
export function causalOrder<E extends TriggerEvent>(events: readonly E[]): E[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const placed = new Set<string>();
  const ordered: E[] = [];
  for (const event of events) {
    const chain: E[] = [];
    for (
      let at: E | undefined = event;
      at && !placed.has(at.id);
      at = at.follows ? byId.get(at.follows) : undefined
    ) {
      placed.add(at.id); // also ends a circle
      chain.push(at);
    }
    ordered.push(...chain.reverse());
  }
  return ordered;
}

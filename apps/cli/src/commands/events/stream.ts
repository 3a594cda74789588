import { streamFrames } from '@orch/client';
import type { Command } from '../../command.ts';
import { clockTime } from '../../output/times.ts';
import { oneLine } from '../../output/style.ts';
import { resourceName } from './resource-name.ts';

interface EventLike {
  readonly id?: unknown;
  readonly event?: unknown;
  readonly occurred?: unknown;
}
const isEventLike = (value: unknown): value is EventLike => typeof value === 'object' && value !== null;

export const streamEvents: Command = {
  name: 'stream',
  summary: 'Print events as they happen',
  options: [
    ['--prefix <text>...', 'only names that begin so; repeatable'],
    ['--backfill', 'also those of the last minutes'],
    ['--count <count>', 'end after so many'],
  ],
  examples: ['events stream', 'events stream --prefix prefect.flow-run. -o json'],
  run: async (context, given) => {
    const prefix = given.list('prefix');
    const count = given.count('count') ?? Infinity;
    const seen = new Set<string>();
    const stop = new AbortController();
    context.signal.addEventListener('abort', () => stop.abort(), { once: true });
    const filterFrame = (): Record<string, unknown> => ({
      type: 'filter',
      // after a cut, what happened meanwhile is asked for
      backfill: given.is('backfill') || seen.size > 0,
      filter: prefix.length > 0 ? { event: { prefix } } : {},
    });
    const { client } = context;
    const frames = streamFrames({
      url: client.urlOf('/events/out'),
      key: client.key,
      filterFrame,
      signal: stop.signal,
    });
    for await (const frame of frames) {
      const event = 'event' in frame ? frame.event : undefined;
      if (frame.type !== 'event' || !isEventLike(event)) continue;
      const id = String(event.id);
      if (seen.has(id)) continue;
      seen.add(id);
      if (seen.size > 10_000) seen.delete(seen.values().next().value!);
      const time = context.print.paint('dim', clockTime(String(event.occurred)));
      await context.print.line(
        event,
        `${time}  ${oneLine(`${String(event.event)}  ${resourceName(event)}`)}`,
        id,
      );
      if (seen.size >= count) return stop.abort();
    }
  },
};

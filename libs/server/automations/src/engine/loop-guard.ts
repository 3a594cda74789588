import { type OutgoingEvent, RESOURCE_ID } from '@orch/events';
import type { WatchedEvents } from '@orch/triggers';
import type { ActiveAutomation } from './active-automations.ts';

/** A label of the events that automations cause: the ids of the automations behind it, each set off by the one before. */
export const CHAIN_LABEL = 'orch.automation.chain';
/** Automations may set off one another this far. */
export const CHAIN_MAX = 5;

const EFFECT = /^prefect\.automation\.(triggered|resolved|action\.)/;
const AUTOMATION = /^prefect\.automation\.(.+)$/;

/** The automations behind an event, the last one being whose event it is. */
export function chainOf({ event, resource }: Pick<OutgoingEvent, 'event' | 'resource'>): readonly string[] {
  if (!EFFECT.test(event)) return [];
  const own = AUTOMATION.exec(resource[RESOURCE_ID] ?? '')?.[1];
  const noted = (resource[CHAIN_LABEL] ?? '').split(',').filter((id) => id !== '');
  return own === undefined || noted.includes(own) ? noted : [...noted, own];
}

/** Patterns that name what automations do, and not only everything there is. */
const NAMES_EFFECTS = /^prefect\.automation/;

/**
 * Whether so many automations are behind an event that none of these triggers may see it. Only who names what
 * automations do hears of it: a few automations that hear everything would otherwise set one another off in all orders.
 */
export const endsChain = (chain: readonly string[], triggers: readonly WatchedEvents[]): boolean =>
  chain.length >= CHAIN_MAX ||
  (chain.length > 0 && !triggers.some(({ expect }) => expect.some((pattern) => NAMES_EFFECTS.test(pattern))));

/** Why `endsChain`. */
export const CHAIN_ENDED = 'automations are behind it, too many or not named by the trigger';

/** Why an automation does not see an event of automations; `undefined`: it does, or it is none of those. */
export function whyHidden(
  event: Pick<OutgoingEvent, 'event' | 'resource'>,
  { row, eventTriggers }: ActiveAutomation,
): string | undefined {
  const chain = chainOf(event);
  if (chain.includes(row.id)) return 'the automation set it off itself';
  return endsChain(chain, eventTriggers) ? CHAIN_ENDED : undefined;
}

/** Whether an event tells of something that the automation itself set off, or ends a chain that has grown too long. */
export const isOwnEffect = (
  event: Pick<OutgoingEvent, 'event' | 'resource'>,
  automation: ActiveAutomation,
): boolean => whyHidden(event, automation) !== undefined;

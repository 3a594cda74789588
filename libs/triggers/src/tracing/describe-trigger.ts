import type { Watched, WatchedEvents, WatchedGroup, WatchedMetric } from '../evaluation/trigger.ts';
import { counted, either, eventText, labelText, spanText } from './words.ts';

/** What a trigger waits for, in plain words. */
export function describeTrigger(trigger: Watched): string {
  if (trigger.type === 'event') return trigger.isProactive ? silence(trigger) : presence(trigger);
  return trigger.type === 'metric' ? metric(trigger) : group(trigger);
}

const named = (names: readonly string[]): string =>
  names.length === 0 ? 'any event' : either(names.map(eventText));

const apart = ({ forEach }: WatchedEvents): string =>
  forEach.length === 0 ? '' : ` of the same ${forEach.map(labelText).join(' and the same ')}`;

const opened = ({ after }: WatchedEvents): string => (after.length === 0 ? '' : ` after ${named(after)}`);

function presence(trigger: WatchedEvents): string {
  const within = trigger.withinUs === 0 ? '' : ` within ${spanText(trigger.withinUs)}`;
  const times = trigger.threshold === 1 ? '' : `${counted(trigger.threshold, 'event')} `;
  return `waits until ${times}${named(trigger.expect)}${apart(trigger)}${opened(trigger)}${within}`;
}

function silence(trigger: WatchedEvents): string {
  const fewer = trigger.threshold === 1 ? 'no' : `fewer than ${counted(trigger.threshold, 'event')}`;
  return `waits until ${fewer} ${named(trigger.expect)}${apart(trigger)}${opened(trigger)} came for ${spanText(trigger.withinUs)}`;
}

const METRICS = {
  lateness: ['the mean lateness of flow runs', ' seconds'],
  duration: ['the mean duration of flow runs', ' seconds'],
  successes: ['the share of flow runs that completed', ''],
} as const;
const OPERATORS = { '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least' } as const;

function metric({ name, operator, threshold, rangeUs, firingForUs }: WatchedMetric): string {
  const [what, unit] = METRICS[name];
  return `waits until ${what} of the last ${spanText(rangeUs)} has been ${OPERATORS[operator]} ${threshold}${unit} for ${spanText(firingForUs)}`;
}

function group({ type, children, required, withinUs }: WatchedGroup): string {
  const within = withinUs === null ? '' : ` within ${spanText(withinUs)}`;
  if (type === 'sequence')
    return `waits until its ${children.length} triggers fired one after the other${within}`;
  const some = required === children.length ? `all ${required}` : `${required} of ${children.length}`;
  return `waits until ${some} of its triggers fired${within}`.replace('all 1 of its triggers', 'its trigger');
}

import type { Micros } from '@orch/kernel';
import type { Firing } from './firing.ts';
import { type Ticks, fire } from './evaluate-automation.ts';
import type { TriggerState } from './state.ts';
import type { WatchedMetric } from './trigger.ts';

/** What a metric trigger remembers between two looks. */
export interface MetricState {
  /** It fired, and fires again only after the metric was back for long enough. */
  readonly isBreached: boolean;
  /** Since when the metric has said otherwise, without a break. */
  readonly turnedUs: Micros | null;
}

export interface MetricOutcome {
  readonly state: MetricState;
  readonly turned: 'breached' | 'resolved' | null;
}

/** Whether a value is beyond the threshold. Without runs there is no value, and nothing is beyond anything. */
export function isBeyond({ operator, threshold }: WatchedMetric, value: number | null): boolean {
  if (value === null) return false;
  if (operator === '<') return value < threshold;
  if (operator === '<=') return value <= threshold;
  return operator === '>' ? value > threshold : value >= threshold;
}

/**
 * Judges a value that was just measured. The metric has to be beyond its threshold for `firingForUs` without a break to
 * fire once; it fires again after it was back for as long. Upstream: as the client describes MetricTriggerQuery (3.8.8).
 */
export function judgeMetric(
  trigger: WatchedMetric,
  before: MetricState,
  value: number | null,
  nowUs: Micros,
): MetricOutcome {
  if (isBeyond(trigger, value) === before.isBreached)
    return { state: { ...before, turnedUs: null }, turned: null };
  const turnedUs = before.turnedUs ?? nowUs;
  if (nowUs - turnedUs < trigger.firingForUs) return { state: { ...before, turnedUs }, turned: null };
  const isBreached = !before.isBreached;
  return { state: { isBreached, turnedUs: null }, turned: isBreached ? 'breached' : 'resolved' };
}

/** The firings of the whole automation that come of a breach. */
export const observeBreach = (trigger: WatchedMetric, state: TriggerState, ticks: Ticks): Firing[] =>
  fire(trigger, {}, state, null, ticks);

import type { EventTrigger, MetricTrigger, Trigger } from '@orch/contract';
import type { Micros } from '@orch/kernel';
import { fitsGlob, isExpected } from '../events/glob.ts';
import { type Specification, type TriggerEvent, includes, labelOf } from '../events/trigger-event.ts';

const MICROS_PER_SECOND = 1_000_000;

/** A trigger of an automation as it is evaluated: every one has an id, times are in microseconds. */
export type Watched = WatchedEvents | WatchedMetric | WatchedGroup;

export interface WatchedEvents {
  readonly type: 'event';
  readonly id: string;
  readonly match: Specification;
  readonly matchRelated: readonly Specification[];
  readonly after: readonly string[];
  readonly expect: readonly string[];
  /** In the order that keys are made of. */
  readonly forEach: readonly string[];
  readonly isProactive: boolean;
  readonly threshold: number;
  readonly withinUs: Micros;
  readonly parent: WatchedGroup | null;
}

/** Looks at flow runs of the last while, not at events. */
export interface WatchedMetric {
  readonly type: 'metric';
  readonly id: string;
  readonly match: Specification;
  readonly matchRelated: readonly Specification[];
  readonly name: MetricTrigger['metric']['name'];
  readonly operator: MetricTrigger['metric']['operator'];
  readonly threshold: number;
  readonly rangeUs: Micros;
  readonly firingForUs: Micros;
  readonly parent: WatchedGroup | null;
}

/** Fires when enough of its triggers have fired. */
export interface WatchedGroup {
  readonly type: 'compound' | 'sequence';
  readonly id: string;
  readonly children: readonly Watched[];
  /** How many of its triggers have to fire. */
  readonly required: number;
  readonly withinUs: Micros | null;
  readonly parent: WatchedGroup | null;
}

/** Reads a stored trigger. Upstream: server/events/schemas/automations.py (3.8.8). */
export function watched(trigger: Trigger, parent: WatchedGroup | null = null): Watched {
  if (trigger.type === 'event') return watchedEvents(trigger, parent);
  if (trigger.type === 'metric') return watchedMetric(trigger, parent);
  const children: Watched[] = [];
  const group: WatchedGroup = {
    type: trigger.type,
    id: trigger.id ?? '',
    children,
    required: requiredOf(trigger),
    withinUs: trigger.within === null ? null : trigger.within * MICROS_PER_SECOND,
    parent,
  };
  children.push(...trigger.triggers.map((child) => watched(child, group)));
  return group;
}

function requiredOf(trigger: Exclude<Trigger, EventTrigger | MetricTrigger>): number {
  if (trigger.type === 'sequence' || trigger.require === 'all') return trigger.triggers.length;
  return trigger.require === 'any' ? 1 : trigger.require;
}

const watchedEvents = (trigger: EventTrigger, parent: WatchedGroup | null): WatchedEvents => ({
  type: 'event',
  id: trigger.id ?? '',
  match: trigger.match,
  matchRelated: [trigger.match_related].flat(),
  after: trigger.after,
  expect: trigger.expect,
  forEach: [...trigger.for_each].sort(byCodePoint),
  isProactive: trigger.posture === 'Proactive',
  threshold: trigger.threshold,
  withinUs: trigger.within * MICROS_PER_SECOND,
  parent,
});

const watchedMetric = (trigger: MetricTrigger, parent: WatchedGroup | null): WatchedMetric => ({
  type: 'metric',
  id: trigger.id ?? '',
  match: trigger.match,
  matchRelated: [trigger.match_related].flat(),
  name: trigger.metric.name,
  operator: trigger.metric.operator,
  threshold: trigger.metric.threshold,
  rangeUs: trigger.metric.range * MICROS_PER_SECOND,
  firingForUs: trigger.metric.firing_for * MICROS_PER_SECOND,
  parent,
});

const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The triggers of a tree that look at events. */
export const eventTriggersOf = (trigger: Watched): WatchedEvents[] =>
  leavesOf(trigger).filter((one) => one.type === 'event');

/** The triggers of a tree that look at flow runs. */
export const metricTriggersOf = (trigger: Watched): WatchedMetric[] =>
  leavesOf(trigger).filter((one) => one.type === 'metric');

const leavesOf = (trigger: Watched): (WatchedEvents | WatchedMetric)[] =>
  'children' in trigger ? trigger.children.flatMap(leavesOf) : [trigger];

/** Names of events, as shell patterns, that a trigger has to see. */
export const namesOf = (trigger: WatchedEvents): readonly string[] =>
  trigger.expect.length === 0 ? ['*'] : [...new Set([...trigger.expect, ...trigger.after])];

export const expects = (trigger: WatchedEvents, name: string): boolean =>
  trigger.expect.length === 0 || trigger.expect.some((pattern) => isExpected(pattern, name));

export const startsAfter = (trigger: WatchedEvents, name: string): boolean =>
  trigger.after.some((pattern) => isExpected(pattern, name));

/** Whether an event is about what the trigger watches: by its name, its resource and the related ones. */
export function covers(trigger: WatchedEvents, event: TriggerEvent): boolean {
  return (
    namesOf(trigger).some((pattern) => fitsGlob(pattern, event.event)) &&
    (trigger.expect.length === 0 || namesOf(trigger).some((pattern) => beginsLike(pattern, event.event))) &&
    includes(trigger.match, [event.resource]) &&
    trigger.matchRelated.every((specification) => includes(specification, event.related))
  );
}

/**
 * The reference looks at names twice: a star of the second look stands for one character at least, so `deploy.*` does
 * not cover `deploy.`, and only stars are wild. Upstream: EventTrigger.event_pattern (3.8.8).
 */
function beginsLike(pattern: string, name: string): boolean {
  let at = 0;
  for (const [index, part] of pattern.split('*').entries()) {
    const found = index === 0 ? (name.startsWith(part) ? 0 : -1) : name.indexOf(part, at + 1);
    if (found < 0 || (index > 0 && name.length <= at)) return false;
    at = found + part.length;
  }
  return true;
}

/** The values that an event is counted under, in the order of `forEach`. */
export const keyOf = (trigger: WatchedEvents, event: TriggerEvent): string[] =>
  trigger.forEach.map((label) => labelOf(event, label) ?? '');

/** Whether a count lets the trigger fire: enough events, or too few of them. */
export const meetsThreshold = (trigger: WatchedEvents, count: number): boolean =>
  trigger.isProactive ? count < trigger.threshold : count >= trigger.threshold;

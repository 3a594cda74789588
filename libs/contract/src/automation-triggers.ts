import * as z from 'zod';

import { type ResourceSpecification, resourceSpecification } from './events.ts';
import { anyFloat, int4, wireEnum, wireStr, wireTimedelta, wireUuid } from './primitives.ts';
import {
  type Choice,
  fail,
  failMissing,
  isJsonObject,
  list,
  nullable,
  orNull,
  rule,
  variant,
  type Wire,
  wireType,
  withDefault,
} from './wire-type.ts';

/** Seconds: proactive triggers watch at least this long. */
export const PROACTIVE_WITHIN_MIN_S = 10;
/** How deep compound and sequence triggers may be nested. */
export const TRIGGER_DEPTH_MAX = 16;

const uniqueTexts = list(wireStr).transform((items) => [...new Set(items)]);
const textSet = uniqueTexts.default([]);

const specifications = list(resourceSpecification);
const oneOrManySpecifications: Wire<ResourceSpecification | ResourceSpecification[]> = wireType(
  (value, sink) => {
    if (Array.isArray(value)) return readAll(specifications, value, sink);
    return readAll(resourceSpecification, value, sink);
  },
);

/** Runs a schema inside a reader. */
function readAll<T>(schema: z.ZodType<T>, value: unknown, sink: z.core.ParsePayload): T {
  const result = schema._zod.run({ value, issues: [] }, { async: false }) as z.core.ParsePayload<T>; // nothing is asynchronous
  sink.issues.push(...result.issues);
  return result.value;
}

/** A trigger's id; null means that one has to be made. */
const id = orNull(wireUuid);
const POSTURES = ['Reactive', 'Proactive'] as const;

const eventTriggerShape = z.object({
  type: withDefault(wireEnum(['event'], 'literal_error'), 'event'),
  id,
  match: resourceSpecification.default({}),
  match_related: oneOrManySpecifications.default({}),
  after: textSet,
  expect: textSet,
  for_each: textSet,
  posture: wireEnum(POSTURES, 'literal_error'),
  threshold: withDefault(int4, 1),
  within: wireTimedelta({ min: 0 }).optional(),
});

/**
 * `within` is seconds; a proactive trigger without one gets the minimum.
 * Upstream: server/events/schemas/automations.py, EventTrigger (3.8.8).
 */
export const eventTrigger = rule(eventTriggerShape, ({ posture, within }) =>
  posture === 'Proactive' && within && within < PROACTIVE_WITHIN_MIN_S
    ? `\`within\` for Proactive triggers must be greater than or equal to ${PROACTIVE_WITHIN_MIN_S} seconds`
    : undefined,
).transform((trigger) => ({
  ...trigger,
  within: trigger.within || (trigger.posture === 'Proactive' ? PROACTIVE_WITHIN_MIN_S : 0),
}));
export type EventTrigger = z.output<typeof eventTrigger>;

/** Seconds: the least span that a metric is asked for, and the least time that it has to be beyond its threshold. */
export const METRIC_SPAN_MIN_S = 300;
export const METRIC_NAMES = ['lateness', 'duration', 'successes'] as const;
export const METRIC_OPERATORS = ['<', '<=', '>', '>='] as const;

const metricSpan = withDefault(wireTimedelta(), METRIC_SPAN_MIN_S);

/**
 * `range` and `firing_for` are seconds. `lateness` and `duration` are means in seconds, `successes` is a share between 0 and 1.
 * Upstream: events/schemas/automations.py, MetricTrigger (client 3.8.8); the reference server refuses it.
 */
export const metricTrigger = z.object({
  type: withDefault(wireEnum(['metric'], 'literal_error'), 'metric'),
  id,
  match: resourceSpecification.default({}),
  match_related: oneOrManySpecifications.default({}),
  posture: withDefault(wireEnum(['Metric'], 'literal_error'), 'Metric'),
  metric: rule(
    z.object({
      name: wireEnum(METRIC_NAMES),
      threshold: anyFloat,
      operator: wireEnum(METRIC_OPERATORS),
      range: metricSpan,
      firing_for: metricSpan,
    }),
    ({ range, firing_for: firingFor }) =>
      Math.min(range, firingFor) < METRIC_SPAN_MIN_S
        ? 'The minimum range is 300 seconds (5 minutes)'
        : undefined,
  ),
});
export type MetricTrigger = z.output<typeof metricTrigger>;

/** Fires when enough of its triggers have fired within `within` seconds (null: ever). */
export interface CompoundTrigger {
  readonly type: 'compound';
  readonly id: string | null;
  readonly triggers: Trigger[];
  readonly within: number | null;
  readonly require: number | 'any' | 'all';
}
/** Fires when its triggers have fired in order within `within` seconds (null: ever). */
export interface SequenceTrigger {
  readonly type: 'sequence';
  readonly id: string | null;
  readonly triggers: Trigger[];
  readonly within: number | null;
}
export type Trigger = EventTrigger | MetricTrigger | CompoundTrigger | SequenceTrigger;

const require: Wire<number | 'any' | 'all'> = wireType((value, sink) => {
  if (value === 'any' || value === 'all') return value;
  if (value === undefined) return failMissing(sink);
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  return fail(sink, 'literal_error', "Input should be 'any', 'all' or a valid integer");
});

// Required, but may be null.
const window = nullable(wireTimedelta());
const children: z.ZodType<Trigger[]> = z.lazy(() => list(anyTrigger));

/** Upstream: server/events/schemas/automations.py, CompoundTrigger (3.8.8). */
export const compoundTrigger = rule(
  z.object({
    type: withDefault(wireEnum(['compound'], 'literal_error'), 'compound'),
    id,
    triggers: children,
    within: window,
    require,
  }),
  (trigger) => {
    if (typeof trigger.require !== 'number') return undefined;
    if (trigger.require < 1) return 'require must be at least 1';
    return trigger.require > trigger.triggers.length
      ? 'require must be less than or equal to the number of triggers'
      : undefined;
  },
);

/** Upstream: server/events/schemas/automations.py, SequenceTrigger (3.8.8). */
export const sequenceTrigger = z.object({
  type: withDefault(wireEnum(['sequence'], 'literal_error'), 'sequence'),
  id,
  triggers: children,
  within: window,
});

type AnyTrigger =
  typeof eventTrigger | typeof metricTrigger | typeof compoundTrigger | typeof sequenceTrigger;

function triggerKind(value: Record<string, unknown>): unknown {
  if (value['type'] !== undefined) return value['type'];
  if (value['posture'] === 'Metric') return 'metric';
  if (!('triggers' in value)) return 'event';
  return 'require' in value ? 'compound' : 'sequence';
}

const anyTrigger: Wire<Trigger> = variant((value): Choice<AnyTrigger> | undefined => {
  switch (triggerKind(value)) {
    case 'event':
      return { name: 'EventTrigger', schema: eventTrigger };
    case 'metric':
      return { name: 'MetricTrigger', schema: metricTrigger };
    case 'compound':
      return { name: 'CompoundTrigger', schema: compoundTrigger };
    case 'sequence':
      return { name: 'SequenceTrigger', schema: sequenceTrigger };
    default:
      return undefined;
  }
}, "Input tag 'type' should be one of 'event', 'metric', 'compound', 'sequence'");

/** How deep the triggers of a raw value are nested, counted without recursion. */
function triggerDepth(value: unknown): number {
  let depth = 0;
  for (let level: unknown[] = [value]; level.length > 0 && depth <= TRIGGER_DEPTH_MAX; depth += 1)
    level = level.flatMap((one): unknown[] =>
      isJsonObject(one) && Array.isArray(one['triggers']) ? one['triggers'] : [],
    );
  return depth;
}

/** The trigger of an automation, told apart by `type`. */
export const trigger: Wire<Trigger> = wireType((value, sink) => {
  if (triggerDepth(value) > TRIGGER_DEPTH_MAX)
    return fail(sink, 'value_error', `Value error, triggers may be nested ${TRIGGER_DEPTH_MAX} deep at most`);
  return readAll(anyTrigger, value, sink);
});

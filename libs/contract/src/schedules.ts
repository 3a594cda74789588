import * as z from 'zod';

import { withOpaque } from './opaque.ts';
import {
  opaqueObject,
  wireBool,
  wireDateTime,
  wireStr,
  wireStrMax,
  wireTimedelta,
  positiveInt,
} from './primitives.ts';
import { type Choice, list, maybe, optional, orNull, rule, variant, withDefault } from './wire-type.ts';

/** Upstream: settings, PREFECT_DEPLOYMENT_SCHEDULE_MAX_SCHEDULED_RUNS (3.8.8). */
export const SCHEDULED_RUNS_MAX = 50;
/** Upstream: _internal/schemas/validators.py, MAX_RRULE_LENGTH (3.8.8). */
export const RRULE_CHARS_MAX = 6500;

const knownZones = new Map<string, boolean>();

/** Whether the name is an IANA time zone (offsets such as `+01:00` are none). */
export function isTimeZone(name: string): boolean {
  const known = knownZones.get(name);
  if (known !== undefined) return known;
  let valid = /^[A-Za-z]/.test(name);
  try {
    if (valid) new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    valid = false;
  }
  if (valid) knownZones.set(name, true); // only real names are kept, so the map is bounded
  return valid;
}

const timezone = rule(wireStr, (name) =>
  name === '' || isTimeZone(name)
    ? undefined
    : 'Invalid timezone (specify in IANA tzdata format, for example, America/New_York)',
);

/**
 * `interval` is seconds. `anchor_date` null means "now", filled in by whoever holds the clock.
 * Upstream: server/schemas/schedules.py, IntervalSchedule (3.8.8).
 */
export const intervalSchedule = z.strictObject({
  // what rounds to no microsecond at all is no interval
  interval: rule(wireTimedelta(), (seconds) =>
    Math.round(seconds * 1e6) < 1 ? 'interval must be positive' : undefined,
  ),
  anchor_date: orNull(wireDateTime),
  timezone: orNull(timezone),
});
export type IntervalSchedule = z.output<typeof intervalSchedule>;

/** The expression itself is judged by the scheduling library. Upstream: CronSchedule (3.8.8). */
export const cronSchedule = z.strictObject({
  cron: wireStr,
  timezone: orNull(timezone),
  day_or: withDefault(wireBool, true),
});
export type CronSchedule = z.output<typeof cronSchedule>;

/** The rule itself is judged by the scheduling library. Upstream: RRuleSchedule (3.8.8). */
export const rruleSchedule = z.strictObject({
  rrule: wireStrMax(RRULE_CHARS_MAX),
  timezone: timezone.nullable().default('UTC'),
});
export type RRuleSchedule = z.output<typeof rruleSchedule>;

type AnySchedule = typeof intervalSchedule | typeof cronSchedule | typeof rruleSchedule;

/** One of the three kinds, told apart by its main member. */
export const schedule = variant((value): Choice<AnySchedule> => {
  if ('cron' in value) return { name: 'CronSchedule', schema: cronSchedule };
  if ('rrule' in value) return { name: 'RRuleSchedule', schema: rruleSchedule };
  return { name: 'IntervalSchedule', schema: intervalSchedule };
}, 'Input should be a schedule');
export type Schedule = IntervalSchedule | CronSchedule | RRuleSchedule;

const maxScheduledRuns = rule(positiveInt, (count) =>
  count > SCHEDULED_RUNS_MAX
    ? `\`max_scheduled_runs\` must be less than or equal to ${SCHEDULED_RUNS_MAX}.`
    : undefined,
);

/** Upstream: server/schemas/actions.py, DeploymentScheduleCreate (3.8.8). */
export const deploymentScheduleCreate = withOpaque(
  z.strictObject({
    active: withDefault(wireBool, true),
    schedule,
    max_scheduled_runs: orNull(maxScheduledRuns),
    parameters: withDefault(opaqueObject, {}),
    slug: orNull(wireStr),
    replaces: orNull(wireStr),
  }),
  ['parameters'],
);
export type DeploymentScheduleCreate = z.output<typeof deploymentScheduleCreate>;
export const deploymentSchedulesCreateBody = withOpaque(list(deploymentScheduleCreate), ['*.parameters']);

/** Absent members stay as they are. Upstream: server/schemas/actions.py, DeploymentScheduleUpdate (3.8.8). */
export const deploymentScheduleUpdate = withOpaque(
  z.strictObject({
    active: maybe(wireBool),
    schedule: maybe(schedule),
    max_scheduled_runs: maybe(maxScheduledRuns),
    parameters: optional(opaqueObject),
    slug: maybe(wireStr),
    replaces: maybe(wireStr),
  }),
  ['parameters'],
);
export type DeploymentScheduleUpdate = z.output<typeof deploymentScheduleUpdate>;

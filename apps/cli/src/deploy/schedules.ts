import { Failure } from '../failure.ts';
import { type Mapping, isMapping } from '../mapping.ts';

const ISO_DURATION =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const CLOCK_DURATION = /^(?:(\d+) days?,? )?(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?$/;
const SHORT_DURATION = /^(\d+)([smhdw])$/;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const weighted = (parts: readonly (string | undefined)[], seconds: readonly number[]): number =>
  parts.reduce((sum, part, at) => sum + Number(part ?? 0) * seconds[at]!, 0);

/** Seconds of `900`, `"900"`, `PT15M`, `00:15:00` or `15m`; undefined when it is none of them. */
export const intervalSeconds = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const iso = value.length > 1 ? ISO_DURATION.exec(value) : null;
  if (iso) return weighted(iso.slice(1), [604_800, 86_400, 3600, 60, 1]);
  const clock = CLOCK_DURATION.exec(value);
  if (clock) return weighted(clock.slice(1), [86_400, 3600, 60, 1]);
  const short = SHORT_DURATION.exec(value);
  return short ? Number(short[1]) * UNIT_SECONDS[short[2]!]! : undefined;
};

const withoutEmpty = (members: Mapping): Mapping =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));

/** An rrule may be a JSON object of a whole schedule. */
const rruleOf = (text: string, timezone: unknown): Mapping => {
  try {
    const parsed = JSON.parse(text) as unknown;
    if (isMapping(parsed)) return withoutEmpty({ ...parsed, timezone: timezone ?? parsed['timezone'] });
  } catch {
    // a plain rule
  }
  return withoutEmpty({ rrule: text, timezone });
};

const scheduleOf = (config: Mapping): Mapping => {
  const { cron, interval, rrule, timezone } = config;
  if (typeof cron === 'string') return withoutEmpty({ cron, timezone, day_or: config['day_or'] });
  if (typeof rrule === 'string') return rruleOf(rrule, timezone);
  const seconds = intervalSeconds(interval);
  if (seconds === undefined || seconds <= 0)
    throw new Failure(`an interval is seconds or a duration such as PT15M, not "${String(interval)}"`);
  return withoutEmpty({ interval: seconds, timezone, anchor_date: config['anchor_date'] });
};

/**
 * Schedules of a file as the API takes them.
 * Upstream: cli/deploy/_schedules.py, _schedule_config_to_deployment_schedule (3.8.8).
 */
export const schedulesOf = (configs: readonly unknown[]): readonly Mapping[] =>
  configs.filter(isMapping).map((config) => {
    const { active, parameters, slug, replaces } = config;
    return {
      schedule: scheduleOf(config),
      ...withoutEmpty({ active, slug: slug || undefined, replaces: replaces || undefined }),
      ...(isMapping(parameters) && Object.keys(parameters).length > 0 ? { parameters } : {}),
    };
  });

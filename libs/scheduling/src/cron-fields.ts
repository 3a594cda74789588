import { ScheduleError } from './schedule-error.ts';

/** A number, or `l`: the last day of the month. */
export type CronValue = number | 'l';

/** A cron expression taken apart. Absent sets mean "any". Days of the week: 0 = Sunday. */
export interface CronFields {
  readonly minutes: ReadonlySet<CronValue> | null;
  readonly hours: ReadonlySet<CronValue> | null;
  readonly days: ReadonlySet<CronValue> | null;
  readonly months: ReadonlySet<CronValue> | null;
  readonly weekdays: ReadonlySet<CronValue> | null;
  /** `null` for any second; second 0 when the expression has no such field. */
  readonly seconds: ReadonlySet<CronValue> | null;
  readonly years: ReadonlySet<CronValue> | null;
  /** Weekday → which ones of the month (`l`: the last). When not empty it takes the place of `weekdays`. */
  readonly nthWeekdays: ReadonlyMap<number, ReadonlySet<number | 'l'>>;
}

const DAY = 2,
  MONTH = 3,
  WEEKDAY = 4,
  YEAR = 6;
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
  [0, 59],
  [1970, 2099],
] as const;
const ALL_COUNT = [60, 24, 31, 12, 7, 60, 130] as const;
const MONTHS = namesOf('jan feb mar apr may jun jul aug sep oct nov dec', 1);
const WEEKDAYS = namesOf('sun mon tue wed thu fri sat', 0);
const ALIASES = new Map([
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
]);
const CHARS_MAX = 1_000;
const NTH = /^(?:((?:[a-z]{3}-[a-z]{3})|\w+)#|l)(\d+)$/;

function namesOf(names: string, first: number): ReadonlyMap<string, number> {
  return new Map(names.split(' ').map((name, i) => [name, first + i]));
}

interface FieldContext {
  readonly at: number;
  readonly fieldCount: number;
  readonly nth: Map<number | '*', Set<number | 'l'>>;
}

/**
 * Takes an expression apart: minute, hour, day, month, weekday, then (optional) second and year.
 * Upstream: the croniter dialect that schemas/schedules.py uses (3.8.8); "random" and "hashed" fields are refused.
 * @throws ScheduleError
 */
export function parseCron(text: string): CronFields {
  if (text.length > CHARS_MAX) throw new ScheduleError(`Invalid cron string: "${text.slice(0, 40)}..."`);
  const refused = new ScheduleError(`Invalid cron string: "${text}"`);
  const lower = text.toLowerCase();
  const parts = (ALIASES.get(lower) ?? lower).trim().split(/\s+/);
  if (parts.some((part) => part === 'r' || part === 'h'))
    throw new ScheduleError(`Random and Hashed expressions are unsupported, received: "${text}"`);
  if (parts.length < 5 || parts.length > 7) throw refused;
  const nth: FieldContext['nth'] = new Map();
  const sets = parts.map((part, at) => {
    const values = fieldValues(part, { at, fieldCount: parts.length, nth });
    if (!values) throw refused;
    return meansAny(values, at, parts) ? null : (values as ReadonlySet<CronValue>); // without '*' only values are left
  });
  const [minutes = null, hours = null, days = null, months = null, weekdays = null] = sets;
  const nthWeekdays = spreadNth(nth);
  const plain = [...(weekdays ?? [])].filter((day) => !nthWeekdays.has(Number(day)));
  if (nthWeekdays.size > 0 && plain.length > 0 && (weekdays?.size ?? 7) !== 7) throw refused;
  const seconds = parts.length > 5 ? (sets[5] ?? null) : new Set([0]);
  return { minutes, hours, days, months, weekdays, seconds, years: sets[YEAR] ?? null, nthWeekdays };
}

/** A field that names every value is no restriction, unless day and weekday are to be joined by "or". */
function meansAny(values: ReadonlySet<CronValue | '*'>, at: number, parts: readonly string[]): boolean {
  if (values.has('*')) return true;
  if (values.size !== ALL_COUNT[at]) return false;
  if (at === DAY) return parts[WEEKDAY]!.includes('*');
  return at === WEEKDAY ? parts[DAY]!.includes('*') : true;
}

function spreadNth(nth: FieldContext['nth']): Map<number, Set<number | 'l'>> {
  const everywhere = nth.get('*') ?? [];
  const spread = new Map<number, Set<number | 'l'>>();
  for (let day = 0; day < 7; day += 1) {
    const these = new Set([...(nth.get(day) ?? []), ...everywhere]);
    if (these.size > 0) spread.set(day, these);
  }
  return spread;
}

/** `undefined` when the field is malformed. */
function fieldValues(field: string, context: FieldContext): Set<CronValue | '*'> | undefined {
  if (field.includes('?') && (field !== '?' || (context.at !== DAY && context.at !== WEEKDAY)))
    return undefined;
  const values = new Set<CronValue | '*'>();
  for (const item of (field === '?' ? '*' : field).split(',')) {
    const special = context.at === WEEKDAY ? NTH.exec(item) : null;
    const which = special ? (special[1] === undefined ? 'l' : Number(special[2])) : undefined;
    if (typeof which === 'number' && (which < 1 || which > 5)) return undefined;
    const these = itemValues(special ? (special[1] ?? special[2] ?? '') : item, context);
    if (!these) return undefined;
    for (const value of these) {
      values.add(value);
      if (which === undefined || value === 'l') continue;
      context.nth.set(value, (context.nth.get(value) ?? new Set()).add(which));
    }
  }
  return values;
}

function itemValues(item: string, context: FieldContext): (CronValue | '*')[] | undefined {
  const [least, most] = RANGES[context.at]!;
  const starred = item.replace(/^\*(?=\/.)/, `${least}-${most}`);
  const span =
    /^([^-]+)-([^-/]+)(?:\/(\d+))?$/.exec(starred) ??
    /^([^-]+)-([^-/]+)(?:\/(\d+))?$/.exec(starred.replace(/^(.+)\/(.+)$/, `$1-${most}/$2`));
  if (!span) {
    if (starred === '*') return ['*'];
    const value = valueOf(starred, context);
    return value === undefined || (value !== 'l' && (value < least || value > most)) ? undefined : [value];
  }
  const [, from = '', to = '', stepText = '1'] = span;
  const low = valueOf(from, context);
  const high = context.at === DAY && to === 'l' ? 31 : valueOf(to, context);
  const step = Number(stepText);
  if (typeof low !== 'number' || typeof high !== 'number' || step < 1 || Math.max(low, high) > most)
    return undefined;
  const values = rangeValues(low, high, step, [least, most]);
  return values.every((value) => value >= least) ? values : undefined;
}

/** A range that runs backwards goes over the end of the field; one of equal ends is the whole field. */
function rangeValues(
  low: number,
  high: number,
  step: number,
  [least, most]: readonly [number, number],
): number[] {
  if (low < high) return steps(low, high, step);
  if (low === high) return steps(least, most, step);
  const head = steps(low, most, step);
  const last = head.at(-1)!;
  const toSkip = last - least + step > most - least + 1 && most - last < step ? step - (most - last) : 0;
  return [...head, ...steps(least + toSkip, high, step)];
}

function steps(from: number, to: number, step: number): number[] {
  const values: number[] = [];
  for (let value = from; value <= to; value += step) values.push(value);
  return values;
}

/** Names, and the numbers that stand for others: day 0 and month 0 in long forms, weekday 7. */
function valueOf(text: string, { at, fieldCount }: FieldContext): CronValue | undefined {
  if (at === DAY && text === 'l') return 'l';
  const named = at === MONTH ? MONTHS.get(text) : at === WEEKDAY ? WEEKDAYS.get(text) : undefined;
  if (named !== undefined) return named;
  if (!/^\d{1,9}$/.test(text)) return undefined;
  const value = Number(text);
  if (at === WEEKDAY && value === 7 && fieldCount === 5) return 0;
  return at === DAY && value === 0 && fieldCount === 6 ? 1 : value;
}

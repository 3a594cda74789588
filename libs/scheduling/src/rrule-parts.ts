import { dateOf, dayOf, modulo, weekdayOf } from './calendar.ts';
import { FREQUENCIES, HOURLY, MINUTELY, MONTHLY, type Rule, SECONDLY, WEEKLY, YEARLY } from './rrule-rule.ts';
import { ScheduleError } from './schedule-error.ts';
import { type RuleDate, parseRuleDate } from './rrule-date.ts';

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const INTEGERS = ['INTERVAL', 'COUNT'];
const LISTS = [
  'BYSETPOS',
  'BYMONTH',
  'BYMONTHDAY',
  'BYYEARDAY',
  'BYEASTER',
  'BYWEEKNO',
  'BYHOUR',
  'BYMINUTE',
  'BYSECOND',
];
const INTERVAL_MAX = 1_000_000_000;
/**
 * Smallest and largest values that can ever be met, counted from the front or the back. The reference takes others too:
 * its scheduler then looks for a date until the year 9999.
 */
const RANGES: Readonly<Record<string, { readonly max: number; readonly fromTheBack?: true }>> = {
  COUNT: { max: Infinity },
  BYMONTH: { max: 12 },
  BYMONTHDAY: { max: 31, fromTheBack: true },
  BYYEARDAY: { max: 366, fromTheBack: true },
  BYWEEKNO: { max: 53, fromTheBack: true },
};

interface Parts {
  frequency?: number;
  weekStart?: number;
  until?: RuleDate;
  weekdays?: (readonly [number, number])[];
  readonly numbers: Map<string, number[]>;
}

/**
 * One rule, `FREQ=…;BYDAY=…` with or without `RRULE:`, already in capitals.
 * Upstream: dateutil's rrulestr, which schemas/schedules.py uses (3.8.8).
 * @throws ScheduleError
 */
export function parseRule(line: string, start: RuleDate): Rule {
  const colon = line.indexOf(':');
  if (colon >= 0 && line.slice(0, colon) !== 'RRULE') throw new ScheduleError('unknown parameter name');
  const parts: Parts = { numbers: new Map() };
  for (const pair of line.slice(colon + 1).split(';')) {
    const [name = '', value, ...more] = pair.split('=');
    if (value === undefined || more.length > 0) throw new ScheduleError('not enough values to unpack');
    readPart(parts, name, value);
  }
  return ruleOf(parts, start);
}

function readPart(parts: Parts, name: string, value: string): void {
  const invalid = new ScheduleError(`invalid '${name}': ${value}`);
  if (name === 'FREQ' || name === 'WKST') {
    const at = (name === 'FREQ' ? FREQUENCIES : WEEKDAYS).findIndex((known) => known === value);
    if (at < 0) throw invalid;
    if (name === 'FREQ') parts.frequency = at;
    else parts.weekStart = at;
  } else if (name === 'UNTIL') {
    const until = parseRuleDate(value);
    if (!until) throw invalid;
    parts.until = until;
  } else if (name === 'BYDAY' || name === 'BYWEEKDAY') {
    parts.weekdays = value.split(',').map((text) => nthWeekday(text) ?? raise(invalid));
  } else if (INTEGERS.includes(name) || LISTS.includes(name)) {
    const numbers = (LISTS.includes(name) ? value.split(',') : [value]).map((text) =>
      /^ *[+-]?\d{1,10} *$/.test(text) ? Number(text) : raise(invalid),
    );
    if (numbers.some((number) => !isInRange(name, number))) throw invalid;
    parts.numbers.set(name, numbers);
  } else {
    throw new ScheduleError(`unknown parameter '${name}'`);
  }
}

function isInRange(name: string, number: number): boolean {
  const range = RANGES[name];
  if (!range) return true;
  const distance = range.fromTheBack ? Math.abs(number) : number;
  return distance >= 1 && distance <= range.max;
}

function raise(error: Error): never {
  throw error;
}

/** `MO`, `+1MO` or `MO(+1)`; 0 for every one. */
function nthWeekday(text: string): readonly [number, number] | undefined {
  const [, before, day, after] = /^([+-]?\d+)?([A-Z]{2})(?:\(([+-]?\d+)\))?$/.exec(text) ?? [];
  const weekday = WEEKDAYS.indexOf(day ?? '');
  const nth = before ?? after;
  if (
    weekday < 0 ||
    (before !== undefined && after !== undefined) ||
    (nth !== undefined && Number(nth) === 0)
  )
    return undefined;
  return [weekday, nth === undefined ? 0 : Number(nth)];
}

function ruleOf(parts: Parts, startDate: RuleDate): Rule {
  const { frequency, numbers, until } = parts;
  if (frequency === undefined) throw new ScheduleError('FREQ is missing');
  if (until && until.isAware !== startDate.isAware)
    throw new ScheduleError('RRULE UNTIL values must be specified in UTC when DTSTART is timezone-aware');
  const interval = numbers.get('INTERVAL')?.[0] ?? 1;
  if (interval < 1 || interval > INTERVAL_MAX) throw new ScheduleError(`invalid 'INTERVAL': ${interval}`);
  const positions = numbers.get('BYSETPOS') ?? null;
  if (positions?.some((at) => at === 0 || Math.abs(at) > 366))
    throw new ScheduleError('bysetpos must be between 1 and 366, or between -366 and -1');
  const start = startDate.wall;
  const { month, day } = dateOf(dayOf(start));
  const set = (name: string): ReadonlySet<number> | null =>
    numbers.has(name) ? new Set(numbers.get(name)) : null;
  const namesDays =
    ['BYWEEKNO', 'BYYEARDAY', 'BYMONTHDAY', 'BYEASTER'].some((name) => numbers.has(name)) ||
    parts.weekdays !== undefined;
  const nth = (parts.weekdays ?? []).filter(([, n]) => n !== 0 && frequency <= MONTHLY);
  const plain = (parts.weekdays ?? [])
    .filter(([, n]) => n === 0 || frequency > MONTHLY)
    .map(([weekday]) => weekday);
  if (!namesDays && frequency === WEEKLY) plain.push(weekdayOf(dayOf(start)));
  return {
    frequency,
    interval,
    start,
    positions,
    weekStart: parts.weekStart ?? 0,
    count: numbers.get('COUNT')?.[0] ?? null,
    until: until?.wall ?? null,
    months: set('BYMONTH') ?? (!namesDays && frequency === YEARLY ? new Set([month]) : null),
    monthDays: set('BYMONTHDAY') ?? (!namesDays && frequency <= MONTHLY ? new Set([day]) : null),
    yearDays: set('BYYEARDAY'),
    weekNumbers: set('BYWEEKNO'),
    weekdays: plain.length > 0 ? new Set(plain) : null,
    nthWeekdays: nth.length > 0 ? nth : null,
    easterDays: set('BYEASTER'),
    hours: clockValues(numbers.get('BYHOUR'), {
      frequency,
      unit: HOURLY,
      interval,
      start: Math.floor(start / 3_600),
      base: 24,
    }),
    minutes: clockValues(numbers.get('BYMINUTE'), {
      frequency,
      unit: MINUTELY,
      interval,
      start: Math.floor(start / 60),
      base: 60,
    }),
    seconds: clockValues(numbers.get('BYSECOND'), { frequency, unit: SECONDLY, interval, start, base: 60 }),
  };
}

interface ClockField {
  readonly frequency: number;
  readonly unit: number;
  readonly interval: number;
  readonly start: number;
  readonly base: number;
}

/** Without values, a longer frequency takes those of the start. Values that the steps never reach are dropped. */
function clockValues(values: readonly number[] | undefined, field: ClockField): readonly number[] | null {
  const own = modulo(field.start, field.base);
  if (!values) return field.frequency < field.unit ? [own] : null;
  if (values.some((value) => value < 0 || value >= field.base))
    throw new ScheduleError(`a value must be in 0..${field.base - 1}`);
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  if (field.frequency !== field.unit) return sorted;
  const common = greatestCommonDivisor(field.interval, field.base);
  const reached = sorted.filter((value) => modulo(value - own, common) === 0);
  if (reached.length === 0) throw new ScheduleError('Invalid rrule byxxx generates an empty set.');
  return reached;
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

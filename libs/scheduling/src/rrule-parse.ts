import { type RuleDate, parseRuleDate } from './rrule-date.ts';
import { parseRule } from './rrule-parts.ts';
import { MINUTELY, type Rule, type RuleSet, SECONDLY } from './rrule-rule.ts';
import { ScheduleError } from './schedule-error.ts';
import { wallAt } from './wall-time.ts';

/** Where rules start that do not say so: 2020-01-01 00:00. Upstream: DEFAULT_RRULE_ANCHOR (3.8.8). */
export const DEFAULT_START = 1_577_836_800;
const DEFAULT_DATE: RuleDate = { wall: DEFAULT_START, isAware: false };
const CHARS_MAX = 6_500;

/**
 * The long and the short text forms: one rule, or lines `DTSTART`, `RRULE`, `EXRULE`, `RDATE`, `EXDATE` in any mix.
 * Zones in the text are passed over: the schedule's zone decides.
 * Upstream: validate_rrule_string and dateutil's rrulestr (3.8.8).
 * @throws ScheduleError
 */
export function parseRRule(text: string): RuleSet {
  if (text.length > CHARS_MAX)
    throw new ScheduleError(
      `Invalid RRule string "${text.slice(0, 40)}..."\nMax length is ${CHARS_MAX}, got ${text.length}`,
    );
  try {
    return parseLines(text.toUpperCase());
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw new ScheduleError(`Invalid RRule string "${text}": ${error.message}`);
  }
}

function parseLines(text: string): RuleSet {
  const lines = text.split(/\s+/).filter((line) => line !== '');
  if (lines.length === 0) throw new ScheduleError('empty string');
  const found = {
    rules: [] as string[],
    exceptRules: [] as string[],
    dates: [] as RuleDate[],
    exceptDates: [] as RuleDate[],
  };
  let start = DEFAULT_DATE;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const [name, ...options] = (colon < 0 ? 'RRULE' : line.slice(0, colon)).split(';');
    const value = line.slice(colon + 1);
    if (name === 'RRULE' || name === 'EXRULE') {
      if (options.length > 0) throw new ScheduleError(`unsupported ${name} parm: ${options[0]}`);
      (name === 'RRULE' ? found.rules : found.exceptRules).push(value);
    } else if (name === 'RDATE') found.dates.push(...datesOf(value, options, /^VALUE=DATE-TIME$/));
    else if (name === 'EXDATE')
      found.exceptDates.push(...datesOf(value, options, /^(VALUE=DATE(-TIME)?|TZID=.*)$/));
    else if (name === 'DTSTART') {
      const [only, ...more] = datesOf(value, options, /^(VALUE=DATE(-TIME)?|TZID=.*)$/);
      if (!only || more.length > 0) throw new ScheduleError(`Multiple DTSTART values specified:${value}`);
      start = { ...only, isAware: only.isAware || options.some((option) => option.startsWith('TZID=')) };
    } else throw new ScheduleError(`unsupported property: ${name}`);
  }
  return setOf(found, start);
}

function setOf(
  found: { rules: string[]; exceptRules: string[]; dates: RuleDate[]; exceptDates: RuleDate[] },
  start: RuleDate,
): RuleSet {
  const isSet =
    found.rules.length > 1 || found.dates.length + found.exceptRules.length + found.exceptDates.length > 0;
  if (!isSet && found.rules.length === 0) throw new ScheduleError('there is no RRULE');
  const rules = (texts: readonly string[]): Rule[] => texts.map((rule) => parseRule(rule, start));
  const walls = (dates: readonly RuleDate[]): number[] => dates.map(({ wall }) => wall);
  return {
    isSet,
    rules: rules(found.rules),
    exceptRules: rules(found.exceptRules),
    dates: walls(found.dates).sort((a, b) => a - b),
    exceptDates: walls(found.exceptDates),
  };
}

function datesOf(value: string, options: readonly string[], allowed: RegExp): RuleDate[] {
  const odd = options.find((option) => !allowed.test(option));
  if (odd !== undefined) throw new ScheduleError(`unsupported parm: ${odd}`);
  return value.split(',').map((text) => {
    const date = parseRuleDate(text);
    if (!date) throw new ScheduleError(`Unknown string format: ${text}`);
    return date;
  });
}

/**
 * The text with a start, as it is stored: rules of seconds and minutes start near now, in phase with the default start,
 * all others at the default start. Upstream: normalize_rrule_string (3.8.8).
 * @throws ScheduleError
 */
export function startedRRule(text: string, nowUs: number, zone: string): string {
  const { isSet, rules } = parseRRule(text);
  if (text.toUpperCase().includes('DTSTART')) return text;
  const [rule] = rules;
  let start = DEFAULT_START;
  if (!isSet && rule && rule.count === null && (rule.frequency === MINUTELY || rule.frequency === SECONDLY)) {
    const period = rule.interval * (rule.frequency === MINUTELY ? 60 : 1);
    start += Math.max(0, Math.floor((wallAt(zone, nowUs) - DEFAULT_START) / period)) * period;
  }
  const digits = new Date(start * 1_000).toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
  return `DTSTART:${digits}\n${text}`;
}

import { ScheduleError, scheduleDates, type StoredSchedule } from '@orch/scheduling';
import type { ScheduleRule } from '../../api/deployments.ts';

const SHOWN = 10;
const US = 1_000;

/** What a rule means: its next dates, or why it cannot be understood. */
export type NextDates = { readonly dates: readonly Date[] } | { readonly problem: string };

const stored = (rule: ScheduleRule, now: number): StoredSchedule => {
  const timezone = rule.timezone ?? 'UTC';
  if (rule.cron !== undefined) return { cron: rule.cron, timezone, day_or: rule.day_or ?? true };
  if (rule.rrule !== undefined) return { rrule: rule.rrule, timezone };
  return {
    interval: rule.interval ?? 0,
    anchor_date: rule.anchor_date ?? new Date(now).toISOString(),
    timezone,
  };
};

/** The next ten dates, by the same code that the server makes runs with. */
export function nextDates(rule: ScheduleRule, now: number = Date.now()): NextDates {
  try {
    const dates = [...scheduleDates(stored(rule, now), { startUs: now * US, max: SHOWN })];
    return { dates: dates.map((us) => new Date(us / US)) };
  } catch (error) {
    if (error instanceof ScheduleError || error instanceof RangeError) return { problem: error.message };
    throw error;
  }
}

export { parseCron } from './cron-fields.ts';
export { parseRRule, startedRRule } from './rrule-parse.ts';
export { type DateRange, type StoredSchedule, scheduleDates } from './schedule-dates.ts';
export { ScheduleError } from './schedule-error.ts';

import type { OptionSpec } from '../../command.ts';
import { usage } from '../../failure.ts';
import type { Given } from '../../given.ts';
import { durationFrom } from '../../values.ts';

export const SCHEDULE_OPTIONS: readonly OptionSpec[] = [
  ['--cron <expression>', 'minute hour day month weekday'],
  ['--interval <duration>', 'every so often: 90s, 15m, 2h, 1d'],
  ['--rrule <rule>', 'an RFC 5545 rule'],
  ['--timezone <zone>', 'e.g. Europe/Berlin', 'UTC'],
  ['--anchor <time>', 'where an interval counts from', 'now'],
  ['--no-day-or', 'cron: day and weekday must both fit'],
];

/** The schedule that the options describe. @throws Failure unless it is one */
export const scheduleFrom = (given: Given): Record<string, unknown> => {
  const [cron, interval, rrule] = [given.text('cron'), given.text('interval'), given.text('rrule')];
  if ([cron, interval, rrule].filter((one) => one !== undefined).length !== 1)
    throw usage('one of --cron, --interval and --rrule is needed');
  const timezone = given.text('timezone');
  const anchor = given.text('anchor');
  if (anchor !== undefined && interval === undefined) throw usage('--anchor goes with --interval');
  return {
    ...(cron === undefined ? {} : { cron, ...(given.options['dayOr'] === false ? { day_or: false } : {}) }),
    ...(rrule === undefined ? {} : { rrule }),
    ...(interval === undefined ? {} : { interval: durationFrom(interval, '--interval') }),
    ...(anchor === undefined ? {} : { anchor_date: anchor }),
    ...(timezone === undefined ? {} : { timezone }),
  };
};

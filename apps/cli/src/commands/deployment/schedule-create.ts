import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';
import { findDeployment } from '../../find/find-deployment.ts';
import type { Given } from '../../given.ts';
import { durationFrom } from '../../values.ts';
import { DEPLOYMENT_ARGUMENT } from './deployment-thing.ts';
import { scheduleText } from './schedule-text.ts';

export const createSchedule: Command = {
  name: 'schedule create',
  summary: 'Add a schedule to a deployment',
  takes: [DEPLOYMENT_ARGUMENT],
  options: [
    ['--cron <expression>', 'minute hour day month weekday'],
    ['--interval <duration>', 'every so often: 90s, 15m, 2h, 1d'],
    ['--rrule <rule>', 'an RFC 5545 rule'],
    ['--timezone <zone>', 'e.g. Europe/Berlin', 'UTC'],
    ['--anchor <time>', 'where an interval counts from', 'now'],
    ['--slug <slug>', 'a name for it'],
    ['--paused', 'do not start yet'],
  ],
  examples: [
    'deployment schedule create etl/nightly --cron "0 9 * * 1-5" --timezone Europe/Berlin',
    'deployment schedule create etl/nightly --interval 15m',
  ],
  run: async (context, given) => {
    const schedule = scheduleFrom(given);
    const { id, name } = await findDeployment(context.client, given.arg(0));
    const created = await context.client.call('POST /deployments/{id}/schedules', {
      path: { id },
      body: [{ schedule, active: !given.is('paused'), slug: given.text('slug') ?? null }],
    });
    const one = created.at(-1) ?? {};
    await context.print.done(
      `Added schedule ${scheduleText(schedule)} to deployment ${name}.`,
      one,
      String(one['id'] ?? ''),
    );
  },
};

const scheduleFrom = (given: Given): Record<string, unknown> => {
  const [cron, interval, rrule] = [given.text('cron'), given.text('interval'), given.text('rrule')];
  if ([cron, interval, rrule].filter((one) => one !== undefined).length !== 1)
    throw usage('one of --cron, --interval and --rrule is needed');
  const timezone = given.text('timezone');
  const anchor = given.text('anchor');
  if (anchor !== undefined && interval === undefined) throw usage('--anchor goes with --interval');
  return {
    ...(cron === undefined ? {} : { cron }),
    ...(rrule === undefined ? {} : { rrule }),
    ...(interval === undefined ? {} : { interval: durationFrom(interval, '--interval') }),
    ...(anchor === undefined ? {} : { anchor_date: anchor }),
    ...(timezone === undefined ? {} : { timezone }),
  };
};

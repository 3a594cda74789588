import type { Command } from '../../command.ts';
import { findDeployment } from '../../find/find-deployment.ts';
import { DEPLOYMENT_ARGUMENT } from './deployment-thing.ts';
import { replaceSchedules } from './replace-schedules.ts';
import { SCHEDULE_OPTIONS, scheduleFrom } from './schedule-options.ts';
import { scheduleText } from './schedule-text.ts';

export const setSchedule: Command = {
  name: 'set-schedule',
  summary: 'Give a deployment this schedule and no other',
  takes: [DEPLOYMENT_ARGUMENT],
  options: SCHEDULE_OPTIONS,
  examples: [
    'deployment set-schedule etl/nightly --cron "0 9 * * *"',
    'deployment set-schedule etl/nightly --interval 15m',
  ],
  run: async (context, given) => {
    const schedule = scheduleFrom(given);
    const { id, name } = await findDeployment(context.client, given.arg(0));
    const [stored] = await replaceSchedules(context, id, [{ schedule, active: true }]);
    await context.print.done(
      `Deployment ${name} now runs by ${scheduleText(schedule)}.`,
      stored ?? {},
      String(stored?.['id'] ?? ''),
    );
  },
};

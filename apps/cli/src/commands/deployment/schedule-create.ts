import type { Command } from '../../command.ts';
import { findDeployment } from '../../find/find-deployment.ts';
import { DEPLOYMENT_ARGUMENT } from './deployment-thing.ts';
import { replaceSchedules } from './replace-schedules.ts';
import { SCHEDULE_OPTIONS, scheduleFrom } from './schedule-options.ts';
import { scheduleText } from './schedule-text.ts';

export const createSchedule: Command = {
  name: 'schedule create',
  summary: 'Add a schedule to a deployment',
  takes: [DEPLOYMENT_ARGUMENT],
  options: [
    ...SCHEDULE_OPTIONS,
    ['--slug <slug>', 'a name for it'],
    ['--paused', 'do not start yet'],
    ['--replace', 'take away the schedules it has'],
  ],
  examples: [
    'deployment schedule create etl/nightly --cron "0 9 * * 1-5" --timezone Europe/Berlin',
    'deployment schedule create etl/nightly --interval 15m',
  ],
  run: async (context, given) => {
    const schedule = scheduleFrom(given);
    const { id, name } = await findDeployment(context.client, given.arg(0));
    const entry = { schedule, active: !given.is('paused'), slug: given.text('slug') ?? null };
    const created = given.is('replace')
      ? await replaceSchedules(context, id, [entry])
      : await context.client.call('POST /deployments/{id}/schedules', { path: { id }, body: [entry] });
    const one = created.at(-1) ?? {};
    await context.print.done(
      `Added schedule ${scheduleText(schedule)} to deployment ${name}.`,
      one,
      String(one['id'] ?? ''),
    );
  },
};

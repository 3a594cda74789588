import type { Command } from '../../command.ts';
import { DEPLOYMENT_ARGUMENT } from './deployment-thing.ts';
import { findSchedule } from './find-schedule.ts';

export const deleteSchedule: Command = {
  name: 'schedule delete',
  summary: 'Remove a schedule of a deployment',
  takes: [DEPLOYMENT_ARGUMENT, ['<schedule>', 'its id or slug']],
  examples: ['deployment schedule delete etl/nightly weekdays --yes'],
  run: async (context, given) => {
    const { deploymentId, schedule } = await findSchedule(context.client, given.arg(0), given.arg(1));
    await context.confirm(`Delete schedule "${schedule.id}"?`);
    await context.client.call('DELETE /deployments/{id}/schedules/{schedule_id}', {
      path: { id: deploymentId, schedule_id: schedule.id },
    });
    await context.print.done(`Deleted schedule ${schedule.id}.`, schedule, schedule.id);
  },
};

import type { Command } from '../../command.ts';
import { DEPLOYMENT_ARGUMENT } from './deployment-thing.ts';
import { findSchedule } from './find-schedule.ts';

const switchSchedule = (verb: string, active: boolean, summary: string, past: string): Command => ({
  name: `schedule ${verb}`,
  summary,
  takes: [DEPLOYMENT_ARGUMENT, ['<schedule>', 'its id or slug']],
  examples: [`deployment schedule ${verb} etl/nightly weekdays`],
  run: async (context, given) => {
    const { deploymentId, schedule } = await findSchedule(context.client, given.arg(0), given.arg(1));
    await context.client.call('PATCH /deployments/{id}/schedules/{schedule_id}', {
      path: { id: deploymentId, schedule_id: schedule.id },
      body: { active },
    });
    await context.print.done(`${past} schedule ${schedule.id}.`, { ...schedule, active }, schedule.id);
  },
});

export const pauseSchedule = switchSchedule('pause', false, 'Stop a schedule', 'Paused');
export const resumeSchedule = switchSchedule('resume', true, 'Start a schedule again', 'Resumed');

import type { Noun } from '../../command.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { backfillDeployment } from './backfill.ts';
import { deploymentThing } from './deployment-thing.ts';
import { inspectDeployment } from './inspect.ts';
import { lsDeployments } from './ls.ts';
import { runDeployment } from './run.ts';
import { clearSchedules } from './schedule-clear.ts';
import { createSchedule } from './schedule-create.ts';
import { deleteSchedule } from './schedule-delete.ts';
import { lsSchedules } from './schedule-ls.ts';
import { pauseSchedule, resumeSchedule } from './schedule-switch.ts';
import { setSchedule } from './set-schedule.ts';
import { watchable } from '../../watch/watchable.ts';

export const deployment: Noun = {
  name: 'deployment',
  commands: [
    watchable(lsDeployments),
    inspectDeployment,
    runDeployment,
    backfillDeployment,
    changeCommand(
      deploymentThing,
      ({ client }, { id }) => client.call('POST /deployments/{id}/pause_deployment', { path: { id } }),
      {
        verb: 'pause',
        summary: 'Let no new runs start',
        past: 'Paused',
        examples: ['deployment pause etl/nightly'],
      },
    ),
    changeCommand(
      deploymentThing,
      ({ client }, { id }) => client.call('POST /deployments/{id}/resume_deployment', { path: { id } }),
      {
        verb: 'resume',
        summary: 'Let runs start again',
        past: 'Resumed',
        examples: ['deployment resume etl/nightly'],
      },
    ),
    lsSchedules,
    createSchedule,
    pauseSchedule,
    resumeSchedule,
    deleteSchedule,
    clearSchedules,
    setSchedule,
    deleteCommand(
      deploymentThing,
      ({ client }, { id }) => client.call('DELETE /deployments/{id}', { path: { id } }),
      {
        examples: ['deployment delete etl/nightly --yes'],
      },
    ),
  ],
};

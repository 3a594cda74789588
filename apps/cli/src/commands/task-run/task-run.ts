import type { Noun } from '../../command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { taskRunLogs } from './logs.ts';
import { lsTaskRuns } from './ls.ts';
import { taskRunThing } from './task-run-thing.ts';
import { watchable } from '../../watch/watchable.ts';

const MEMBERS =
  'name id state_name flow_run_id task_key dynamic_key run_count created start_time end_time total_run_time tags cache_key';

export const taskRun: Noun = {
  name: 'task-run',
  commands: [
    watchable(lsTaskRuns),
    inspectCommand(taskRunThing, MEMBERS.split(' '), {
      examples: ['task-run inspect 01a1fe51-2d01-7019-aa4c-037dae82e2dd'],
    }),
    taskRunLogs,
  ],
};

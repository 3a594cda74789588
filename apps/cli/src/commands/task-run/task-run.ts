import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { isUuid } from '../../values.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { lsTaskRuns } from './ls.ts';

const MEMBERS =
  'name id state_name flow_run_id task_key dynamic_key run_count created start_time end_time total_run_time tags cache_key';

const thing = {
  kind: 'task run',
  argument: ['<run>', 'id, or a name'],
  find: async ({ client }: CommandContext, wanted: string) =>
    isUuid(wanted)
      ? client.call('GET /task_runs/{id}', { path: { id: wanted } })
      : pickOne(
          await client.call('POST /task_runs/filter', {
            body: { task_runs: { name: { any_: [wanted] } }, limit: 6 },
          }),
          wanted,
          'task run',
        ),
  name: ({ id }: { id: string }) => id,
} as const;

export const taskRun: Noun = {
  name: 'task-run',
  commands: [
    lsTaskRuns,
    inspectCommand(thing, MEMBERS.split(' '), {
      examples: ['task-run inspect 01a1fe51-2d01-7019-aa4c-037dae82e2dd'],
    }),
  ],
};

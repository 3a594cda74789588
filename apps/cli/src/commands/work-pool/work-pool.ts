import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { usage } from '../../failure.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { createWorkPool } from './create.ts';
import { lsWorkPools } from './ls.ts';
import { lsWorkers } from './workers.ts';

const thing = {
  kind: 'work pool',
  argument: ['<pool>', 'its name'],
  find: ({ client }: CommandContext, wanted: string) =>
    client.call('GET /work_pools/{name}', { path: { name: wanted } }),
  name: (row: object) => String('name' in row ? row.name : ''),
} as const;

const patch =
  (body: { is_paused?: boolean; concurrency_limit?: number | null }) =>
  ({ client }: CommandContext, row: object): Promise<unknown> =>
    client.call('PATCH /work_pools/{name}', { path: { name: thing.name(row) }, body });

export const workPool: Noun = {
  name: 'work-pool',
  commands: [
    lsWorkPools,
    createWorkPool,
    inspectCommand(
      thing,
      'name id type status is_paused concurrency_limit active_slots description created updated base_job_template'.split(
        ' ',
      ),
      { examples: ['work-pool inspect prod', 'work-pool inspect prod -o json'] },
    ),
    changeCommand(thing, patch({ is_paused: true }), {
      verb: 'pause',
      summary: 'Hand out no more runs',
      past: 'Paused',
      examples: ['work-pool pause prod'],
    }),
    changeCommand(thing, patch({ is_paused: false }), {
      verb: 'resume',
      summary: 'Hand out runs again',
      past: 'Resumed',
      examples: ['work-pool resume prod'],
    }),
    changeCommand(
      thing,
      (context, row, given) => {
        const limit = given.arg(1);
        if (limit !== 'none' && !/^\d{1,9}$/.test(limit))
          throw usage('the limit is a whole number, or "none"');
        return patch({ concurrency_limit: limit === 'none' ? null : Number(limit) })(context, row);
      },
      {
        verb: 'set-concurrency-limit',
        summary: 'Limit how many runs it has at once',
        past: 'Changed',
        takes: [['<limit>', 'a number, or "none"']],
        examples: ['work-pool set-concurrency-limit prod 20', 'work-pool set-concurrency-limit prod none'],
      },
    ),
    lsWorkers,
    deleteCommand(
      thing,
      ({ client }, row) => client.call('DELETE /work_pools/{name}', { path: { name: thing.name(row) } }),
      { examples: ['work-pool delete old --yes'] },
    ),
  ],
};

import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { usage } from '../../failure.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { createWorkPool } from './create.ts';
import { workPoolTemplate } from './default-template.ts';
import { lsWorkPools } from './ls.ts';
import { previewWorkPool } from './preview.ts';
import { workPoolSlots } from './slots.ts';
import { configureStorage } from './storage-configure.ts';
import { inspectStorage } from './storage-inspect.ts';
import { updateWorkPool } from './update.ts';
import { workPoolThing } from './work-pool-thing.ts';
import { lsWorkers } from './workers.ts';
import { watchable } from '../../watch/watchable.ts';

const patch =
  (body: { is_paused?: boolean; concurrency_limit?: number | null }) =>
  ({ client }: CommandContext, row: object): Promise<unknown> =>
    client.call('PATCH /work_pools/{name}', { path: { name: workPoolThing.name(row) }, body });

export const workPool: Noun = {
  name: 'work-pool',
  commands: [
    watchable(lsWorkPools),
    createWorkPool,
    inspectCommand(
      workPoolThing,
      'name id type status is_paused concurrency_limit active_slots description created updated base_job_template'.split(
        ' ',
      ),
      { examples: ['work-pool inspect prod', 'work-pool inspect prod -o json'] },
    ),
    changeCommand(workPoolThing, patch({ is_paused: true }), {
      verb: 'pause',
      summary: 'Hand out no more runs',
      past: 'Paused',
      examples: ['work-pool pause prod'],
    }),
    changeCommand(workPoolThing, patch({ is_paused: false }), {
      verb: 'resume',
      summary: 'Hand out runs again',
      past: 'Resumed',
      examples: ['work-pool resume prod'],
    }),
    changeCommand(
      workPoolThing,
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
    changeCommand(workPoolThing, patch({ concurrency_limit: null }), {
      verb: 'clear-concurrency-limit',
      summary: 'Let it have as many runs at once as there are',
      past: 'Changed',
      examples: ['work-pool clear-concurrency-limit prod'],
    }),
    updateWorkPool,
    previewWorkPool,
    workPoolSlots,
    workPoolTemplate,
    inspectStorage,
    ...configureStorage,
    lsWorkers,
    deleteCommand(
      workPoolThing,
      ({ client }, row) =>
        client.call('DELETE /work_pools/{name}', { path: { name: workPoolThing.name(row) } }),
      { examples: ['work-pool delete old --yes'] },
    ),
  ],
};

import type { JsonObject } from '@orch/client';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { usage } from '../../failure.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { createWorkQueue } from './create.ts';
import { lsWorkQueues } from './ls.ts';
import { previewWorkQueue, readWorkQueueRuns, workQueueSlots } from './runs.ts';
import { workQueueThing } from './work-queue-thing.ts';
import { watchable } from '../../watch/watchable.ts';

const pathOf = (row: JsonObject) => ({
  work_pool_name: String(row['work_pool_name']),
  name: String(row['name']),
});
const patch =
  (body: { is_paused?: boolean; concurrency_limit?: number | null }) =>
  ({ client }: CommandContext, row: JsonObject): Promise<unknown> =>
    client.call('PATCH /work_pools/{work_pool_name}/queues/{name}', { path: pathOf(row), body });

export const workQueue: Noun = {
  name: 'work-queue',
  commands: [
    watchable(lsWorkQueues),
    createWorkQueue,
    inspectCommand(
      workQueueThing,
      'name id work_pool_name status is_paused priority concurrency_limit active_slots last_polled description created'.split(
        ' ',
      ),
      { examples: ['work-queue inspect prod/default'] },
    ),
    changeCommand(workQueueThing, patch({ is_paused: true }), {
      verb: 'pause',
      summary: 'Hand out no more runs of this queue',
      past: 'Paused',
      examples: ['work-queue pause prod/slow'],
    }),
    changeCommand(workQueueThing, patch({ is_paused: false }), {
      verb: 'resume',
      summary: 'Hand out runs of this queue again',
      past: 'Resumed',
      examples: ['work-queue resume prod/slow'],
    }),
    changeCommand(
      workQueueThing,
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
        examples: ['work-queue set-concurrency-limit prod/slow 3'],
      },
    ),
    changeCommand(workQueueThing, patch({ concurrency_limit: null }), {
      verb: 'clear-concurrency-limit',
      summary: 'Let it have as many runs at once as its pool',
      past: 'Changed',
      examples: ['work-queue clear-concurrency-limit prod/slow'],
    }),
    previewWorkQueue,
    readWorkQueueRuns,
    workQueueSlots,
    deleteCommand(
      workQueueThing,
      ({ client }, row) =>
        client.call('DELETE /work_pools/{work_pool_name}/queues/{name}', { path: pathOf(row) }),
      { examples: ['work-queue delete prod/slow --yes'] },
    ),
  ],
};

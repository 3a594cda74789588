import type { Command } from '../../command.ts';
import { idColumn, since, stateColumn, wide } from '../../output/columns.ts';
import { workPoolThing } from './work-pool-thing.ts';

/** States in which a run takes a slot of its pool. */
const TAKING = ['PENDING', 'RUNNING', 'CANCELLING'];

export const workPoolSlots: Command = {
  name: 'slots',
  summary: 'List the runs that take up the slots of a pool',
  takes: [workPoolThing.argument],
  options: [['--limit <count>', 'how many', '50']],
  examples: ['work-pool slots prod'],
  run: async (context, given) => {
    const pool = await workPoolThing.find(context, given.arg(0));
    const rows = await context.client.call('POST /flow_runs/filter', {
      body: {
        work_pools: { name: { any_: [workPoolThing.name(pool)] } },
        flow_runs: { state: { type: { any_: TAKING } } },
        sort: 'START_TIME_ASC',
        limit: given.limit(),
      },
    });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        stateColumn,
        wide('QUEUE', 'work_queue_name'),
        since('SINCE', 'start_time', context.nowMs),
        idColumn,
      ],
      name: ({ id }) => id,
      empty: 'All slots are free.',
    });
  },
};

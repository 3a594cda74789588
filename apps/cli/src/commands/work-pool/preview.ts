import type { Command } from '../../command.ts';
import { flowNames } from '../../find/flow-names.ts';
import { idColumn, stateColumn } from '../../output/columns.ts';
import { relativeTime } from '../../output/times.ts';
import { durationFrom } from '../../values.ts';
import { workPoolThing } from './work-pool-thing.ts';

export const previewWorkPool: Command = {
  name: 'preview',
  summary: 'List the runs that a pool will hand out next',
  takes: [workPoolThing.argument],
  options: [
    ['--within <duration>', 'how far ahead', '1h'],
    ['--limit <count>', 'how many', '50'],
  ],
  examples: ['work-pool preview prod', 'work-pool preview prod --within 1d'],
  run: async (context, given) => {
    const seconds = durationFrom(given.text('within') ?? '1h', '--within');
    const rows = await context.client.call('POST /flow_runs/filter', {
      body: {
        work_pools: { name: { any_: [(await workPoolThing.find(context, given.arg(0))).name] } },
        flow_runs: {
          state: { type: { any_: ['SCHEDULED'] } },
          next_scheduled_start_time: { before_: new Date(context.nowMs + seconds * 1000).toISOString() },
        },
        sort: 'NEXT_SCHEDULED_START_TIME_ASC',
        limit: given.limit(),
      },
    });
    const names = context.print.isTable ? await flowNames(context.client, rows) : new Map<string, string>();
    await context.print.list(rows, {
      columns: [
        { head: 'NAME', text: ({ name }) => name, flexible: true },
        stateColumn,
        { head: 'FLOW', text: ({ flow_id }) => names.get(flow_id) ?? '', flexible: true },
        {
          head: 'DUE',
          text: (run) =>
            relativeTime(run.next_scheduled_start_time ?? run.expected_start_time, context.nowMs),
        },
        { head: 'QUEUE', text: ({ work_queue_name }) => work_queue_name ?? '', flexible: true },
        idColumn,
      ],
      name: ({ id }) => id,
      empty: 'No runs are due.',
    });
  },
};

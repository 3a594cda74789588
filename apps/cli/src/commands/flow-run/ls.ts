import type { FlowRunResponse } from '@orch/contract';
import type { Command } from '../../command.ts';
import { flowNames } from '../../find/flow-names.ts';
import { idColumn, stateColumn } from '../../output/columns.ts';
import { durationText, relativeTime } from '../../output/times.ts';
import { RUN_FILTER_OPTIONS, runFilter } from './filter-options.ts';

export const lsFlowRuns: Command = {
  name: 'ls',
  summary: 'List flow runs, the newest first',
  options: [['--limit <count>', 'how many', '20'], ...RUN_FILTER_OPTIONS],
  examples: ['flow-run ls', 'flow-run ls --state failed --since 1d', 'flow-run ls --flow etl -o json'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /flow_runs/filter', {
      body: {
        ...(await runFilter(context, given)),
        sort: 'EXPECTED_START_TIME_DESC',
        limit: given.limit(20),
      },
    });
    const names = context.print.isTable ? await flowNames(context.client, rows) : new Map<string, string>();
    await context.print.list(rows, {
      columns: [
        { head: 'NAME', text: (row: FlowRunResponse) => row.name, flexible: true },
        stateColumn,
        { head: 'FLOW', text: (row) => names.get(row.flow_id) ?? '', flexible: true },
        {
          head: 'WHEN',
          text: (row) => relativeTime(row.start_time ?? row.expected_start_time, context.nowMs),
          style: () => 'dim',
        },
        { head: 'TOOK', text: (row) => durationText(row.total_run_time), align: 'right' },
        idColumn,
      ],
      name: (row) => row.id,
      empty: 'No flow runs.',
    });
  },
};

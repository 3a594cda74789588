import type { TaskRunResponse } from '@orch/contract';
import type { Command } from '../../command.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';
import { idColumn, stateColumn } from '../../output/columns.ts';
import { durationText, relativeTime } from '../../output/times.ts';

export const lsTaskRuns: Command = {
  name: 'ls',
  summary: 'List task runs, the newest first',
  options: [
    ['--limit <count>', 'how many', '50'],
    ['--flow-run <run>', 'only those of this flow run'],
    ['--state <type>...', 'only this state, e.g. failed; repeatable'],
  ],
  examples: ['task-run ls --flow-run brave-otter', 'task-run ls --state failed -o json'],
  run: async (context, given) => {
    const run = given.text('flowRun');
    const states = given.list('state').map((state) => state.toUpperCase());
    const rows = await context.client.call('POST /task_runs/filter', {
      body: {
        sort: 'ID_DESC',
        limit: given.limit(),
        ...(run === undefined
          ? {}
          : { flow_runs: { id: { any_: [(await findFlowRun(context.client, run)).id] } } }),
        ...(states.length === 0 ? {} : { task_runs: { state: { type: { any_: states } } } }),
      },
    });
    await context.print.list(rows, {
      columns: [
        { head: 'NAME', text: (row: TaskRunResponse) => row.name, flexible: true },
        stateColumn,
        {
          head: 'WHEN',
          text: (row) => relativeTime(row.start_time ?? row.expected_start_time, context.nowMs),
          style: () => 'dim',
        },
        { head: 'TOOK', text: (row) => durationText(row.total_run_time), align: 'right' },
        idColumn,
      ],
      name: (row) => row.id,
      empty: 'No task runs.',
    });
  },
};

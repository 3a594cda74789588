import type { FlowRunResponse } from '@orch/contract';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { usage } from '../../failure.ts';
import { findDeployment } from '../../find/find-deployment.ts';
import { flowNames } from '../../find/flow-names.ts';
import type { Given } from '../../given.ts';
import { idColumn, stateColumn } from '../../output/columns.ts';
import { durationText, relativeTime } from '../../output/times.ts';
import { pastFrom } from '../../values.ts';

const STATE_TYPES = 'SCHEDULED PENDING RUNNING COMPLETED FAILED CANCELLED CRASHED PAUSED CANCELLING'.split(
  ' ',
);

export const lsFlowRuns: Command = {
  name: 'ls',
  summary: 'List flow runs, the newest first',
  options: [
    ['--limit <count>', 'how many', '20'],
    ['--state <state>...', 'only this state: a type (failed) or a name (Late); repeatable'],
    ['--flow <name>...', 'only runs of this flow; repeatable'],
    ['--deployment <deployment>', 'only runs of this deployment'],
    ['--tag <tag>...', 'only runs with this tag; repeatable'],
    ['--since <time>', 'only runs expected since then: a date or 2h'],
  ],
  examples: ['flow-run ls', 'flow-run ls --state failed --since 1d', 'flow-run ls --flow etl -o json'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /flow_runs/filter', {
      body: { ...(await filters(context, given)), sort: 'EXPECTED_START_TIME_DESC', limit: given.limit(20) },
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

const filters = async (context: CommandContext, given: Given): Promise<Record<string, unknown>> => {
  const states = given.list('state');
  const types = states.map((state) => state.toUpperCase()).filter((state) => STATE_TYPES.includes(state));
  const names = states.filter((state) => !STATE_TYPES.includes(state.toUpperCase()));
  if (types.length > 0 && names.length > 0) throw usage('--state takes types or names, not both');
  const since = given.text('since');
  const tags = given.list('tag');
  const deployment = given.text('deployment');
  const runs = {
    ...(types.length > 0 ? { state: { type: { any_: types } } } : {}),
    ...(names.length > 0 ? { state: { name: { any_: names } } } : {}),
    ...(tags.length > 0 ? { tags: { all_: tags } } : {}),
    ...(since ? { expected_start_time: { after_: pastFrom(since, '--since', context.nowMs) } } : {}),
    ...(deployment
      ? { deployment_id: { any_: [(await findDeployment(context.client, deployment)).id] } }
      : {}),
  };
  const flows = given.list('flow');
  return { flow_runs: runs, ...(flows.length > 0 ? { flows: { name: { any_: flows } } } : {}) };
};

import type { Command } from '../../command.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';
import { flowNames } from '../../find/flow-names.ts';
import { fieldsOf } from '../../output/columns.ts';
import { durationText } from '../../output/times.ts';

export const inspectFlowRun: Command = {
  name: 'inspect',
  summary: 'Show a flow run',
  takes: [['<run>', 'id, the beginning of an id, or a name']],
  examples: ['flow-run inspect brave-otter', 'flow-run inspect 01a1fe51 -o json'],
  run: async (context, given) => {
    const run = await findFlowRun(context.client, given.arg(0));
    if (!context.print.isTable) return context.show(run, run.id, []);
    const flows = await flowNames(context.client, [run]);
    const shown = {
      ...run,
      flow: flows.get(run.flow_id) ?? run.flow_id,
      message: run.state?.message,
      took: durationText(run.total_run_time),
      created_by: run.created_by?.display_value,
    };
    const members =
      'name id state_name message flow deployment_id work_pool_name work_queue_name run_count created expected_start_time start_time end_time took tags parameters created_by';
    await context.show(run, run.id, fieldsOf(shown, members.split(' '), context.nowMs));
  },
};

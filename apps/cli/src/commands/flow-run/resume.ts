import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';
import { pairsFrom } from '../../values.ts';

export const resumeFlowRun: Command = {
  name: 'resume',
  summary: 'Let a paused flow run go on',
  takes: [['<run>', 'id, the beginning of an id, or a name']],
  options: [['--input <name=value>...', 'what the run asks for; repeatable']],
  examples: ['flow-run resume brave-otter', 'flow-run resume brave-otter --input approved=true'],
  run: async (context, given) => {
    const run = await findFlowRun(context.client, given.arg(0));
    const input = pairsFrom(given.list('input'), '--input');
    const { state, status, details } = await context.client.call('POST /flow_runs/{id}/resume', {
      path: { id: run.id },
      body: { run_input: Object.keys(input).length > 0 ? input : null },
    });
    if (status !== 'ACCEPT')
      throw new Failure(
        `flow run ${run.name} does not go on: ${'reason' in details ? details.reason : status}`,
      );
    await context.print.done(`Flow run ${run.name} goes on.`, { id: run.id, name: run.name, state }, run.id);
  },
};

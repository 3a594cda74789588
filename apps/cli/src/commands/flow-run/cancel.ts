import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';

const ENDED = new Set(['CANCELLING', 'CANCELLED']);

export const cancelFlowRun: Command = {
  name: 'cancel',
  summary: 'Cancel a flow run',
  takes: [['<run...>', 'ids, beginnings of ids, or names']],
  examples: ['flow-run cancel brave-otter', 'flow-run cancel brave-otter calm-fox'],
  run: async (context, given) => {
    for (const wanted of given.args) {
      const run = await findFlowRun(context.client, wanted);
      const { state, details } = await context.client.call('POST /flow_runs/{id}/set_state', {
        path: { id: run.id },
        body: { state: { type: 'CANCELLING', name: 'Cancelling' } },
      });
      // a run that no worker has yet is cancelled at once, which the server says by another state
      if (!state || !ENDED.has(state.type)) {
        const reason = 'reason' in details ? details.reason : null;
        throw new Failure(
          `flow run ${run.name} was not cancelled: ${reason ?? `it is ${run.state_name ?? 'new'}`}`,
        );
      }
      const sentence =
        state.type === 'CANCELLED' ? `Cancelled flow run ${run.name}.` : `Cancelling flow run ${run.name}.`;
      await context.print.done(sentence, { id: run.id, name: run.name, state }, run.id);
    }
  },
};

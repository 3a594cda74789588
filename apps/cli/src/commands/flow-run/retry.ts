import type { Command } from '../../command.ts';
import { Failure, usage } from '../../failure.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';

const FINAL = new Set(['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED']);

export const retryFlowRun: Command = {
  name: 'retry',
  summary: 'Run an ended flow run again, under the same id',
  takes: [['<run>', 'id, the beginning of an id, or a name']],
  examples: ['flow-run retry brave-otter'],
  run: async (context, given) => {
    const run = await findFlowRun(context.client, given.arg(0));
    if (!FINAL.has(run.state_type ?? ''))
      throw usage(`flow run ${run.name} has not ended: it is ${run.state_name}`);
    if (run.deployment_id === null)
      throw usage(`flow run ${run.name} has no deployment: no worker would take it`, 'Call its flow again.');
    const { state, status, details } = await context.client.call('POST /flow_runs/{id}/set_state', {
      path: { id: run.id },
      body: {
        state: {
          type: 'SCHEDULED',
          name: 'AwaitingRetry',
          state_details: { scheduled_time: new Date(context.nowMs).toISOString() },
        },
        force: true,
      },
    });
    if (status !== 'ACCEPT')
      throw new Failure(
        `flow run ${run.name} was not retried: ${'reason' in details ? details.reason : status}`,
      );
    await context.print.done(
      `Flow run ${run.name} runs again.`,
      { id: run.id, name: run.name, state },
      run.id,
    );
  },
};

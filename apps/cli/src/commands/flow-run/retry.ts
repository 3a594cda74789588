import { FINAL_STATES, isFinalState } from '@orch/client';
import { usage, Failure } from '../../failure.ts';
import { changeRuns } from './change-runs.ts';

export const retryFlowRun = changeRuns(
  async ({ client, nowMs }, run) => {
    if (!isFinalState(run.state_type))
      throw usage(`flow run ${run.name} has not ended: it is ${run.state_name}`);
    if (run.deployment_id === null)
      throw usage(`flow run ${run.name} has no deployment: no worker would take it`, 'Call its flow again.');
    const { state, status, details } = await client.call('POST /flow_runs/{id}/set_state', {
      path: { id: run.id },
      body: {
        state: {
          type: 'SCHEDULED',
          name: 'AwaitingRetry',
          state_details: { scheduled_time: new Date(nowMs).toISOString() },
        },
        force: true,
      },
    });
    if (status !== 'ACCEPT')
      throw new Failure(
        `flow run ${run.name} was not retried: ${'reason' in details ? details.reason : status}`,
      );
    return { sentence: `Flow run ${run.name} runs again.`, value: { id: run.id, name: run.name, state } };
  },
  {
    verb: 'retry',
    summary: 'Run ended flow runs again, under the same ids',
    within: FINAL_STATES,
    examples: [
      'flow-run retry brave-otter',
      'flow-run retry --deployment etl/nightly --state failed --since 1d -y',
    ],
  },
);

import { Failure } from '../../failure.ts';
import { changeRuns } from './change-runs.ts';

const ENDED = new Set(['CANCELLING', 'CANCELLED']);

export const cancelFlowRun = changeRuns(
  async ({ client }, run) => {
    const { state, details } = await client.call('POST /flow_runs/{id}/set_state', {
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
    const verb = state.type === 'CANCELLED' ? 'Cancelled' : 'Cancelling';
    return { sentence: `${verb} flow run ${run.name}.`, value: { id: run.id, name: run.name, state } };
  },
  {
    verb: 'cancel',
    summary: 'Cancel flow runs',
    within: ['SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED'],
    examples: [
      'flow-run cancel brave-otter',
      'flow-run cancel brave-otter calm-fox',
      'flow-run cancel --flow etl --state scheduled --yes',
    ],
  },
);

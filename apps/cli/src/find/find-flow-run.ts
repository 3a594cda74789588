import type { ApiClient } from '@orch/client';
import type { FlowRunResponse } from '@orch/contract';
import { isUuid } from '../values.ts';
import { pickOne } from './pick-one.ts';

const RECENT = 200;

/** A flow run by id, by name, or by the beginning of the id of a recent one. */
export const findFlowRun = async (client: ApiClient, wanted: string): Promise<FlowRunResponse> => {
  if (isUuid(wanted)) return client.call('GET /flow_runs/{id}', { path: { id: wanted } });
  const named = await client.call('POST /flow_runs/filter', {
    body: { flow_runs: { name: { any_: [wanted] } }, sort: 'ID_DESC', limit: 6 },
  });
  const recent =
    named.length > 0
      ? named
      : await client.call('POST /flow_runs/filter', { body: { sort: 'ID_DESC', limit: RECENT } });
  return pickOne(recent, wanted, 'flow run', ({ id, state_name }) => `${id} (${state_name ?? 'no state'})`);
};

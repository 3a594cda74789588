import type { ApiClient, JsonObject } from '@orch/client';
import { isUuid } from '../values.ts';
import { flowNames } from './flow-names.ts';
import { pickOne } from './pick-one.ts';

export interface DeploymentRow extends JsonObject {
  readonly id: string;
  readonly name: string;
  readonly flow_id: string;
}

/** A deployment by id, by `flow/deployment`, by its own name where that is unique, or by the beginning of its id. */
export const findDeployment = async (client: ApiClient, wanted: string): Promise<DeploymentRow> => {
  if (isUuid(wanted))
    return (await client.call('GET /deployments/{id}', { path: { id: wanted } })) as DeploymentRow;
  const slash = wanted.indexOf('/');
  if (slash > 0) {
    const path = { flow_name: wanted.slice(0, slash), deployment_name: wanted.slice(slash + 1) };
    return (await client.call('GET /deployments/name/{flow_name}/{deployment_name}', {
      path,
    })) as DeploymentRow;
  }
  const named = await client.call('POST /deployments/filter', {
    body: { deployments: { name: { any_: [wanted] } }, limit: 6 },
  });
  const rows =
    named.length > 0 ? named : await client.call('POST /deployments/filter', { body: { limit: 200 } });
  const flows =
    named.length > 1 ? await flowNames(client, named as readonly DeploymentRow[]) : new Map<string, string>();
  return pickOne(rows as readonly DeploymentRow[], wanted, 'deployment', ({ id, name, flow_id }) =>
    flows.has(flow_id) ? `${flows.get(flow_id)!}/${name}` : id,
  );
};

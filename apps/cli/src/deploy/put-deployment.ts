import { type ApiClient, ApiError, type JsonObject } from '@orch/client';
import type { FilledDeployment } from './deployment-body.ts';
import { deploymentBody } from './deployment-body.ts';

/** A deployment that was written, and whether it is new. */
export interface PutDeployment {
  readonly id: string;
  readonly isNew: boolean;
  readonly stored: JsonObject;
}

const present = async (client: ApiClient, flow: string, name: string): Promise<JsonObject | undefined> =>
  client
    .call('GET /deployments/name/{flow_name}/{deployment_name}', {
      path: { flow_name: flow, deployment_name: name },
    })
    .catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    });

/** Creates a deployment, or changes the one of that name; schedules that nobody mentions stay as they are. */
export const putDeployment = async (client: ApiClient, filled: FilledDeployment): Promise<PutDeployment> => {
  const body = deploymentBody(filled);
  const before = await present(client, filled.flow.name, filled.name);
  if (!before) {
    const flow = await client.call('POST /flows/', { body: { name: filled.flow.name } });
    const stored = await client.call('POST /deployments/', {
      body: { name: filled.name, flow_id: flow.id, ...body },
    });
    return { id: String(stored['id']), isNew: true, stored };
  }
  const id = String(before['id']);
  await client.call('PATCH /deployments/{id}', { path: { id }, body });
  return { id, isNew: false, stored: await client.call('GET /deployments/{id}', { path: { id } }) };
};

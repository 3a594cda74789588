import type { ApiClient, JsonObject } from '@orch/client';
import { findDeployment } from '../../find/find-deployment.ts';
import { pickOne } from '../../find/pick-one.ts';

export interface FoundSchedule {
  readonly deploymentId: string;
  readonly schedule: JsonObject & { readonly id: string };
}

/** A schedule of a deployment, by its id, the beginning of it, or its slug. */
export const findSchedule = async (
  client: ApiClient,
  deployment: string,
  wanted: string,
): Promise<FoundSchedule> => {
  const { id } = await findDeployment(client, deployment);
  const all = await client.call('GET /deployments/{id}/schedules', { path: { id } });
  const rows = all.map((row) => ({ ...row, id: String(row['id']), name: row['slug'] }));
  const { name: _slug, ...schedule } = pickOne(rows, wanted, 'schedule');
  return { deploymentId: id, schedule };
};

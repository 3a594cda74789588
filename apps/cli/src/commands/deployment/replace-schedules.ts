import type { JsonObject } from '@orch/client';
import type { CommandContext } from '../../context.ts';

/** Gives a deployment these schedules instead of those it has, at once. */
export const replaceSchedules = async (
  { client }: CommandContext,
  id: string,
  schedules: readonly object[],
): Promise<readonly JsonObject[]> => {
  await client.call('PATCH /deployments/{id}', { path: { id }, body: { schedules } });
  return client.call('GET /deployments/{id}/schedules', { path: { id } });
};

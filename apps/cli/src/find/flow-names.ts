import type { ApiClient } from '@orch/client';

/** Names of flows by id, asked for at once. */
export const flowNames = async (
  client: ApiClient,
  rows: readonly { readonly flow_id?: unknown }[],
): Promise<ReadonlyMap<string, string>> => {
  const ids = [...new Set(rows.map(({ flow_id }) => String(flow_id)))];
  if (ids.length === 0) return new Map();
  const flows = await client.call('POST /flows/filter', {
    body: { flows: { id: { any_: ids } }, limit: 200 },
  });
  return new Map(flows.map(({ id, name }) => [id, name]));
};

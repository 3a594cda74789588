import type { JsonObject } from '@orch/client';
import type { CommandContext } from '../../context.ts';

/** A worker, with the name of its pool. */
export type FoundWorker = JsonObject & { readonly work_pool_name: string };

const POOLS_MAX = 200;

/** Workers of one pool, or of every pool. */
export const findWorkers = async (
  { client }: CommandContext,
  pool: string | undefined,
): Promise<readonly FoundWorker[]> => {
  const names =
    pool === undefined
      ? (await client.call('POST /work_pools/filter', { body: { limit: POOLS_MAX } })).map((one) =>
          String(one['name']),
        )
      : [pool];
  const lists = await Promise.all(
    names.map(async (name) => {
      const path = { work_pool_name: name };
      const body = { limit: 200 };
      const workers = await client.call('POST /work_pools/{work_pool_name}/workers/filter', { path, body });
      return workers.map((one) => ({ ...one, work_pool_name: name }));
    }),
  );
  return lists.flat();
};

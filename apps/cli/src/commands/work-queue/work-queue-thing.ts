import type { JsonObject } from '@orch/client';
import type { CommandContext } from '../../context.ts';
import { Failure } from '../../failure.ts';

const find = async ({ client }: CommandContext, wanted: string): Promise<JsonObject> => {
  const slash = wanted.indexOf('/');
  if (slash > 0) {
    const path = { work_pool_name: wanted.slice(0, slash), name: wanted.slice(slash + 1) };
    return client.call('GET /work_pools/{work_pool_name}/queues/{name}', { path });
  }
  const rows = await client.call('POST /work_queues/filter', {
    body: { work_queues: { name: { any_: [wanted] } }, limit: 6 },
  });
  if (rows.length === 1) return rows[0]!;
  const names = rows.map((row) => `${String(row['work_pool_name'])}/${wanted}`).join(', ');
  if (rows.length === 0) throw new Failure(`there is no work queue "${wanted}"`);
  throw new Failure(`"${wanted}" is more than one work queue`, 1, `Say which: ${names}`);
};

export const workQueueThing = {
  kind: 'work queue',
  argument: ['<queue>', 'pool/queue, or its name where that is unique'],
  find,
  name: (row: JsonObject) => `${String(row['work_pool_name'])}/${String(row['name'])}`,
} as const;

import { ApiError } from '@orch/client';
import { allPages } from '../pages.ts';
import { membersOf, type ResourceKind } from '../resource.ts';

const POOL_MEMBERS = [
  'name',
  'type',
  'description',
  'is_paused',
  'concurrency_limit',
  'base_job_template',
  'storage_configuration',
];
const QUEUE_MEMBERS = ['pool', 'name', 'description', 'is_paused', 'concurrency_limit', 'priority'];

export const workPools: ResourceKind = {
  member: 'work_pools',
  word: 'work pool',
  reference: 'work_pool',
  members: POOL_MEMBERS,
  required: ['name'],
  whole: ['base_job_template'],
  fixed: ['type'],
  name: ({ name }) => String(name),
  list: async (client) =>
    (await allPages((page) => client.call('POST /work_pools/filter', { body: page }))).map((row) => ({
      id: String(row['id']),
      spec: membersOf(row, POOL_MEMBERS),
    })),
  create: (client, body) => client.call('POST /work_pools/', { body }),
  update: (client, _id, { name }, changed) =>
    client.call('PATCH /work_pools/{name}', { path: { name: String(name) }, body: changed }),
};

export const workQueues: ResourceKind = {
  member: 'work_queues',
  word: 'work queue',
  reference: 'work_queue',
  members: QUEUE_MEMBERS,
  required: ['pool', 'name'],
  whole: [],
  name: ({ pool, name }) => `${String(pool)}/${String(name)}`,
  list: async (client) =>
    (await allPages((page) => client.call('POST /work_queues/filter', { body: page }))).map((row) => ({
      id: String(row['id']),
      spec: membersOf({ ...row, pool: row['work_pool_name'] }, QUEUE_MEMBERS),
    })),
  create: async (client, { pool, ...body }) => {
    const path = { work_pool_name: String(pool) };
    await client
      .call('POST /work_pools/{work_pool_name}/queues', { path, body })
      .catch(async (error: unknown) => {
        if (!(error instanceof ApiError && error.status === 409)) throw error;
        // a new pool brings its default queue
        const { name, ...changes } = body;
        await client.call('PATCH /work_pools/{work_pool_name}/queues/{name}', {
          path: { ...path, name: String(name) },
          body: changes,
        });
      });
  },
  update: (client, _id, { pool, name }, changed) =>
    client.call('PATCH /work_pools/{work_pool_name}/queues/{name}', {
      path: { work_pool_name: String(pool), name: String(name) },
      body: changed,
    }),
};

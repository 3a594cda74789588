import { allPages } from '../pages.ts';
import { membersOf, type ResourceKind } from '../resource.ts';

const MEMBERS = ['name', 'limit', 'active', 'slot_decay_per_second'];
/** Limits that stand for something else: of a tag, of a deployment. */
const DERIVED = /^(tag|deployment):/;

export const globalLimits: ResourceKind = {
  member: 'global_concurrency_limits',
  word: 'global concurrency limit',
  reference: 'global_concurrency_limit',
  members: MEMBERS,
  required: ['name', 'limit'],
  whole: [],
  name: ({ name }) => String(name),
  list: async (client) =>
    (await allPages((page) => client.call('POST /v2/concurrency_limits/filter', { body: page })))
      .filter(({ name }) => !DERIVED.test(String(name)))
      .map((row) => ({ id: String(row['id']), spec: membersOf(row, MEMBERS) })),
  create: (client, body) => client.call('POST /v2/concurrency_limits/', { body }),
  update: (client, id, _spec, changed) =>
    client.call('PATCH /v2/concurrency_limits/{id_or_name}', { path: { id_or_name: id }, body: changed }),
};

export const tagLimits: ResourceKind = {
  member: 'concurrency_limits',
  word: 'concurrency limit',
  reference: 'concurrency_limit',
  members: ['tag', 'concurrency_limit'],
  required: ['tag', 'concurrency_limit'],
  whole: [],
  name: ({ tag }) => String(tag),
  list: async (client) =>
    (await allPages((page) => client.call('POST /concurrency_limits/filter', { body: page }))).map((row) => ({
      id: String(row['id']),
      spec: membersOf(row, ['tag', 'concurrency_limit']),
    })),
  create: (client, body) => client.call('POST /concurrency_limits/', { body }),
  // creating one of a tag that has one changes it
  update: (client, _id, spec) => client.call('POST /concurrency_limits/', { body: spec }),
};

import { allPages } from '../pages.ts';
import { membersOf, type ResourceKind } from '../resource.ts';

const MEMBERS = ['name', 'value', 'tags'];

export const variables: ResourceKind = {
  member: 'variables',
  word: 'variable',
  reference: 'variable',
  members: MEMBERS,
  required: ['name', 'value'],
  whole: ['value', 'tags'],
  name: ({ name }) => String(name),
  list: async (client) =>
    (await allPages((page) => client.call('POST /variables/filter', { body: page }))).map((row) => ({
      id: row.id,
      spec: membersOf({ ...row }, MEMBERS),
    })),
  create: (client, body) => client.call('POST /variables/', { body }),
  update: (client, id, _spec, changed) =>
    client.call('PATCH /variables/{id}', { path: { id }, body: changed }),
};

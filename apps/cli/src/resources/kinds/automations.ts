import { allPages } from '../pages.ts';
import { membersOf, type ResourceKind } from '../resource.ts';
import { isMapping } from '../../mapping.ts';

const MEMBERS = [
  'name',
  'description',
  'enabled',
  'tags',
  'trigger',
  'actions',
  'actions_on_trigger',
  'actions_on_resolve',
];

/** Triggers have ids of their own, which the server gives them. */
const withoutIds = (trigger: unknown): unknown => {
  if (!isMapping(trigger)) return trigger;
  const { id: _id, triggers, ...rest } = trigger;
  return Array.isArray(triggers) ? { ...rest, triggers: triggers.map(withoutIds) } : rest;
};

export const automations: ResourceKind = {
  member: 'automations',
  word: 'automation',
  reference: 'automation',
  members: MEMBERS,
  required: ['name', 'trigger', 'actions'],
  whole: ['tags'],
  name: ({ name }) => String(name),
  list: async (client) =>
    (await allPages((page) => client.call('POST /automations/filter', { body: page }))).map((row) => ({
      id: String(row['id']),
      spec: { ...membersOf(row, MEMBERS), trigger: withoutIds(row['trigger']) },
    })),
  create: (client, body) => client.call('POST /automations/', { body }),
  // it is replaced as a whole: `spec` has everything
  update: (client, id, spec) => client.call('PUT /automations/{id}', { path: { id }, body: spec }),
};

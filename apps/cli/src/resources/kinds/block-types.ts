import type { ApiClient, JsonObject } from '@orch/client';
import { allPages } from '../pages.ts';
import { isMapping, membersOf, type ResourceKind, type Spec } from '../resource.ts';

const TYPE_MEMBERS = ['slug', 'name', 'description', 'code_example', 'logo_url', 'documentation_url'];
const SCHEMA_MEMBERS = ['fields', 'capabilities'];

/** The newest schema of each type; the server gives the newest first. */
const newestSchemas = async (
  client: ApiClient,
  types: readonly JsonObject[],
): Promise<ReadonlyMap<string, JsonObject>> => {
  const any_ = types.map(({ id }) => id);
  const schemas = await allPages((page) =>
    client.call('POST /block_schemas/filter', {
      body: { ...page, block_schemas: { block_type_id: { any_ } } },
    }),
  );
  const newest = new Map<string, JsonObject>();
  for (const schema of schemas) {
    const type = String(schema['block_type_id']);
    if (!newest.has(type)) newest.set(type, schema);
  }
  return newest;
};

/** Slugs of the types that servers know by themselves, from the collections of integrations. */
const standardSlugs = async (client: ApiClient): Promise<ReadonlySet<string>> => {
  const response = await client.send('GET', '/collections/views/aggregate-block-metadata', {
    answers: [404],
  });
  if (!response.ok) return new Set();
  const packages: unknown = await response.json();
  const slugs = Object.values(isMapping(packages) ? packages : {})
    .filter(isMapping)
    .flatMap(({ block_types }) => (isMapping(block_types) ? Object.keys(block_types) : []));
  return new Set(slugs);
};

const putSchema = (client: ApiClient, id: string, { fields, capabilities }: Spec): Promise<unknown> =>
  client.call('POST /block_schemas/', {
    body: { block_type_id: id, fields: fields ?? {}, capabilities: capabilities ?? [] },
  });

/** Protected types are none of anybody's: the server brings and keeps them. */
export const blockTypes: ResourceKind = {
  member: 'block_types',
  word: 'block type',
  reference: 'block_type',
  members: [...TYPE_MEMBERS, ...SCHEMA_MEMBERS],
  required: ['slug', 'name', 'fields'],
  whole: ['fields', 'capabilities'],
  name: ({ slug }) => String(slug),
  list: async (client) => {
    const all = await allPages((page) => client.call('POST /block_types/filter', { body: page }));
    const types = all.filter((row) => row['is_protected'] !== true);
    const [schemas, standard] = [await newestSchemas(client, types), await standardSlugs(client)];
    return types.map((row) => ({
      id: String(row['id']),
      isStandard: standard.has(String(row['slug'])),
      spec: {
        ...membersOf(row, TYPE_MEMBERS),
        ...membersOf(schemas.get(String(row['id'])) ?? {}, SCHEMA_MEMBERS),
      },
    }));
  },
  create: async (client, spec) => {
    const type = await client.call('POST /block_types/', { body: membersOf(spec, TYPE_MEMBERS) });
    await putSchema(client, String(type['id']), spec);
  },
  update: async (client, id, spec, changed) => {
    const { slug: _slug, name: _name, ...body } = membersOf(changed, TYPE_MEMBERS);
    if (Object.keys(body).length > 0) await client.call('PATCH /block_types/{id}', { path: { id }, body });
    if (SCHEMA_MEMBERS.some((name) => Object.hasOwn(changed, name))) await putSchema(client, id, spec);
  },
};

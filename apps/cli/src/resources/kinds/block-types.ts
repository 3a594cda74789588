import type { ApiClient, JsonObject } from '@orch/client';
import { allPages } from '../pages.ts';
import { membersOf, type ResourceKind, type Spec } from '../resource.ts';
import { isMapping } from '../../mapping.ts';

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

/** Types that come with the server are as old as the protected ones, which nobody else can make. */
const standardUntil = (all: readonly JsonObject[]): string =>
  all
    .filter((row) => row['is_protected'] === true)
    .map((row) => String(row['created']))
    .reduce((latest, created) => (created > latest ? created : latest), '');

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
  // the server says of every schema which others it refers to
  normal: (spec) =>
    isMapping(spec['fields'])
      ? { ...spec, fields: { block_schema_references: {}, ...spec['fields'] } }
      : spec,
  list: async (client) => {
    const all = await allPages((page) => client.call('POST /block_types/filter', { body: page }));
    const types = all.filter((row) => row['is_protected'] !== true);
    const [schemas, until] = [await newestSchemas(client, types), standardUntil(all)];
    return types.map((row) => ({
      id: String(row['id']),
      isStandard: String(row['created']) <= until,
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

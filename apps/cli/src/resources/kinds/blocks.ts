import type { ApiClient, JsonObject } from '@orch/client';
import { Failure } from '../../failure.ts';
import { allPages } from '../pages.ts';
import { type ResourceKind, type Spec } from '../resource.ts';
import { isMapping } from '../../mapping.ts';

const slugOf = (row: JsonObject): string => {
  const type = row['block_type'];
  return isMapping(type) ? String(type['slug']) : '';
};

/** A key that may not read secrets gets stars: they are no values. */
const isHidden = (value: unknown): boolean =>
  typeof value === 'string'
    ? /^\*{8}/.test(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(isHidden);
const readable = (data: unknown): Spec => {
  if (isHidden(data)) throw new Failure('its secrets are hidden from the key it was read with');
  return isMapping(data) ? data : {};
};

/** The values of a block, where blocks within it are referred to, not repeated. */
const dataOf = (row: JsonObject): Spec => {
  const data = isMapping(row['data']) ? row['data'] : {};
  const references = isMapping(row['block_document_references']) ? row['block_document_references'] : {};
  const inner = Object.entries(references).flatMap(([name, reference]) => {
    const document = isMapping(reference) ? reference['block_document'] : undefined;
    const id = isMapping(document) ? document['id'] : undefined;
    return id === undefined ? [] : [[name, { $ref: { block_document_id: id } }] as const];
  });
  return { ...data, ...Object.fromEntries(inner) };
};

const typeAndSchema = async (
  client: ApiClient,
  slug: string,
): Promise<{ block_type_id: unknown; block_schema_id: unknown }> => {
  const type = await client.call('GET /block_types/slug/{slug}', { path: { slug } });
  const [schema] = await client.call('POST /block_schemas/filter', {
    body: { block_schemas: { block_type_id: { any_: [type['id']] } }, limit: 1 },
  });
  if (!schema) throw new Failure(`block type ${slug} has no schema yet`);
  return { block_type_id: type['id'], block_schema_id: schema['id'] };
};

export const blocks: ResourceKind = {
  member: 'blocks',
  word: 'block',
  reference: 'block',
  members: ['type', 'name', 'data'],
  required: ['type', 'name'],
  whole: [],
  secret: ['data'],
  name: ({ type, name }) => `${String(type)}/${String(name)}`,
  list: async (client) =>
    (
      await allPages((page) =>
        client.call('POST /block_documents/filter', { body: { ...page, include_secrets: true } }),
      )
    )
      .filter((row) => row['is_anonymous'] !== true)
      .map((row) => ({
        id: String(row['id']),
        spec: { type: slugOf(row), name: row['name'], data: dataOf(row) },
      })),
  create: async (client, { type, name, data }) =>
    client.call('POST /block_documents/', {
      body: { name, data: readable(data), ...(await typeAndSchema(client, String(type))) },
    }),
  update: async (client, id, { type, data }) => {
    const { block_schema_id } = await typeAndSchema(client, String(type));
    const body = { data: readable(data), block_schema_id, merge_existing_data: true };
    await client.call('PATCH /block_documents/{id}', { path: { id }, body });
  },
};

import { ApiError, type JsonObject } from '@orch/client';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { objectFrom } from '../../document-from.ts';
import { Failure, usage } from '../../failure.ts';
import { pairsFrom } from '../../values.ts';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const createBlock: Command = {
  name: 'create',
  summary: 'Create a block, or change its values with --overwrite',
  takes: [['<name>', 'lower-case letters, digits and dashes']],
  options: [
    ['-t, --type <slug>', 'its type: orch block type ls'],
    ['-f, --values <file>', 'its values, JSON or YAML; "-" reads standard input, as is good for secrets'],
    ['--set <name=value>...', 'a value; JSON where it is JSON; repeatable'],
    ['--overwrite', 'change the block when it is there'],
  ],
  examples: [
    'block create warehouse --type secret -f - < secret.yaml',
    'block create region --type json --set value={"zone":1}',
  ],
  run: async (context, given) => {
    const slug = given.text('type');
    if (slug === undefined) throw usage('which type? --type SLUG', 'See: orch block type ls');
    const name = given.arg(0);
    const file = given.text('values');
    const data = {
      ...(file === undefined ? {} : await objectFrom(context, file)),
      ...pairsFrom(given.list('set'), '--set'),
    };
    const { type, schema } = await typeOf(context, slug);
    check(data, schema, slug);
    const body = { name, data, block_type_id: type['id'], block_schema_id: schema['id'] };
    const stored = await context.client.call('POST /block_documents/', { body }).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
      if (!given.is('overwrite'))
        throw usage(`there is a block ${slug}/${name} already`, 'Change it with --overwrite.');
      return changed(context, slug, name, { data, block_schema_id: schema['id'] });
    });
    await context.print.done(`Set block ${slug}/${name}.`, withoutData(stored), `${slug}/${name}`);
  },
};

/** What was just typed is not printed again: most of it is secret. */
const withoutData = ({ data: _data, ...rest }: JsonObject): JsonObject => rest;

const changed = async (
  { client }: CommandContext,
  slug: string,
  name: string,
  body: { data: unknown; block_schema_id: unknown },
): Promise<JsonObject> => {
  const path = { slug, block_document_name: name };
  const found = await client.call('GET /block_types/slug/{slug}/block_documents/name/{block_document_name}', {
    path,
  });
  const id = String(found['id']);
  await client.call('PATCH /block_documents/{id}', {
    path: { id },
    body: { ...body, merge_existing_data: true },
  });
  return client.call('GET /block_documents/{id}', { path: { id } });
};

/** A type with its newest schema. */
const typeOf = async (
  { client }: CommandContext,
  slug: string,
): Promise<{ type: JsonObject; schema: JsonObject }> => {
  const type = await client.call('GET /block_types/slug/{slug}', { path: { slug } });
  const [schema] = await client.call('POST /block_schemas/filter', {
    body: { block_schemas: { block_type_id: { any_: [type['id']] } }, limit: 1 },
  });
  if (!schema)
    throw new Failure(`block type ${slug} has no schema yet`, 1, 'Register it: orch block register -f FILE');
  return { type, schema };
};

/** Says at once which value is missing or misspelt; the server stores what it gets. */
const check = (data: JsonObject, schema: JsonObject, slug: string): void => {
  const fields = isObject(schema['fields']) ? schema['fields'] : {};
  const known = isObject(fields['properties']) ? Object.keys(fields['properties']) : [];
  const needed = Array.isArray(fields['required']) ? fields['required'].map(String) : [];
  const missing = needed.filter((name) => !Object.hasOwn(data, name));
  if (missing.length > 0)
    throw usage(`a block of type ${slug} needs ${missing.join(', ')}`, `Values: ${known.join(', ')}`);
  const unknown = Object.keys(data).filter((name) => known.length > 0 && !known.includes(name));
  if (unknown.length > 0)
    throw usage(`a block of type ${slug} has no ${unknown.join(', ')}`, `Values: ${known.join(', ')}`);
};

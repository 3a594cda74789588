import * as z from 'zod';

import {
  byIds,
  byLike,
  byTexts,
  byTextsOrLike,
  embeddedBody,
  falseMember,
  filterPart,
  flag,
  limitMember,
  offsetMember,
  operatorFilter,
  texts,
} from './filters.ts';
import { withOpaque } from './opaque.ts';
import { opaqueObject, readStr, wireBool, wireName, wirePattern, wireStr, wireUuid } from './primitives.ts';
import { blockDocumentSort } from './sorting.ts';
import {
  embedded,
  fail,
  failValue,
  list,
  maybe,
  nullable,
  optional,
  optionalMember,
  orNull,
  rule,
  wireType,
  withDefault,
} from './wire-type.ts';

const LOWER_CASE_AND_DASHES = /^[a-z0-9-]*$/;

/** Upstream: types/names.py, BlockTypeSlug (3.8.8). */
export const blockTypeSlug = wirePattern(
  LOWER_CASE_AND_DASHES,
  'Block type slug must only contain lowercase letters, numbers, and dashes.',
);
/** Upstream: types/names.py, BlockDocumentName (3.8.8). */
export const blockDocumentName = wireType<string>((value, sink) => {
  const name = readStr(value, sink);
  if (typeof name !== 'string') return name;
  if (name === '' || /[/%&><]/.test(name))
    return fail(sink, 'string_pattern_mismatch', "String should match pattern '^[^/%&><]+$'");
  return LOWER_CASE_AND_DASHES.test(name)
    ? name
    : failValue(sink, 'Block document name must only contain lowercase letters, numbers, and dashes.');
});

/** Upstream: server/schemas/actions.py, BlockTypeCreate (3.8.8). */
export const blockTypeCreate = z.strictObject({
  name: wireName,
  slug: blockTypeSlug,
  logo_url: orNull(wireStr),
  documentation_url: orNull(wireStr),
  description: orNull(wireStr),
  code_example: orNull(wireStr),
});
export type BlockTypeCreate = z.output<typeof blockTypeCreate>;

/** Absent members stay as they are. */
export const blockTypeUpdate = z.strictObject({
  logo_url: maybe(wireStr),
  documentation_url: maybe(wireStr),
  description: maybe(wireStr),
  code_example: maybe(wireStr),
});
export type BlockTypeUpdate = z.output<typeof blockTypeUpdate>;

/** The checksum is computed over the raw `fields`. Upstream: server/schemas/actions.py, BlockSchemaCreate (3.8.8). */
export const blockSchemaCreate = withOpaque(
  z.strictObject({
    fields: withDefault(opaqueObject, {}),
    block_type_id: wireUuid,
    capabilities: withDefault(list(wireStr), []),
    version: withDefault(wireStr, 'non-versioned'),
  }),
  ['fields'],
);
export type BlockSchemaCreate = z.output<typeof blockSchemaCreate>;

const blockDocumentShape = z.strictObject({
  name: orNull(blockDocumentName),
  data: withDefault(opaqueObject, {}),
  block_schema_id: wireUuid,
  block_type_id: wireUuid,
  is_anonymous: withDefault(wireBool, false),
});

/** Only anonymous documents may go without a name. Upstream: server/schemas/actions.py, BlockDocumentCreate (3.8.8). */
export const blockDocumentCreate = withOpaque(
  rule(blockDocumentShape, ({ name, is_anonymous }) =>
    name === null && !is_anonymous ? 'Names must be provided for block documents.' : undefined,
  ),
  ['data'],
);
export type BlockDocumentCreate = z.output<typeof blockDocumentCreate>;

/** `merge_existing_data` false replaces `data` as a whole. Upstream: BlockDocumentUpdate (3.8.8). */
export const blockDocumentUpdate = withOpaque(
  z.strictObject({
    block_schema_id: maybe(wireUuid),
    data: optional(opaqueObject),
    merge_existing_data: withDefault(wireBool, true),
  }),
  ['data'],
);
export type BlockDocumentUpdate = z.output<typeof blockDocumentUpdate>;

/** Upstream: server/schemas/filters.py, BlockTypeFilter (3.8.8): no operator. */
export const blockTypeFilter = filterPart({ name: maybe(byLike), slug: maybe(byTexts) });
export type BlockTypeFilter = z.output<typeof blockTypeFilter>;

/** Upstream: server/schemas/filters.py, BlockSchemaFilter (3.8.8). */
export const blockSchemaFilter = operatorFilter({
  block_type_id: maybe(byIds),
  block_capabilities: maybe(filterPart({ all_: texts })),
  id: maybe(byIds),
  version: maybe(byTexts),
});
export type BlockSchemaFilter = z.output<typeof blockSchemaFilter>;

/** Anonymous documents are left out unless asked for. Upstream: server/schemas/filters.py, BlockDocumentFilter (3.8.8). */
export const blockDocumentFilter = operatorFilter({
  id: maybe(byIds),
  is_anonymous: nullable(filterPart({ eq_: flag })).default({ eq_: false }),
  block_type_id: maybe(byIds),
  name: maybe(byTextsOrLike),
});
export type BlockDocumentFilter = z.output<typeof blockDocumentFilter>;

const block_types = optionalMember(blockTypeFilter);
const block_schemas = optionalMember(blockSchemaFilter);
const block_documents = optionalMember(blockDocumentFilter);
const page = { offset: offsetMember, limit: limitMember };

export const blockTypesFilterBody = embeddedBody({ block_types, block_schemas, ...page });
export type BlockTypesFilterBody = z.output<typeof blockTypesFilterBody>;
export const blockSchemasFilterBody = embeddedBody({ block_schemas, ...page });
export type BlockSchemasFilterBody = z.output<typeof blockSchemasFilterBody>;
export const blockDocumentsFilterBody = embeddedBody({
  block_documents,
  block_types,
  block_schemas,
  include_secrets: falseMember,
  sort: embedded(blockDocumentSort, 'NAME_ASC'),
  ...page,
});
export type BlockDocumentsFilterBody = z.output<typeof blockDocumentsFilterBody>;
export const blockDocumentsCountBody = embeddedBody({ block_documents, block_types, block_schemas });

export const includeSecretsQuery = z.object({ include_secrets: withDefault(wireBool, false) });
export const blockSchemaChecksumQuery = z.object({ version: orNull(wireStr) });

import { isObject, type JsonObject } from '../lossless-json.ts';

const DEFINITION = '#/definitions/';
/** A schema nests no deeper than this many references; more is refused rather than followed. */
const DEPTH_MAX = 100;

/** Every `$ref` below a value. Upstream: blocks/core.py, _collect_nested_reference_strings (3.8.8). */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === '$ref') return typeof inner === 'string' ? [inner] : [];
    return referencesIn(inner);
  });
}

const keyOf = (reference: string): string => reference.replace(DEFINITION, '');

/**
 * The definitions that `value` refers to, directly or through others, as long as `follow` says so.
 * Each is visited once, so circles end.
 */
export function definitionsOf(
  value: unknown,
  definitions: JsonObject,
  follow: (definition: JsonObject) => boolean,
  found: JsonObject = {},
  depth = 0,
): JsonObject {
  if (depth > DEPTH_MAX) return found;
  for (const reference of referencesIn(value)) {
    const key = keyOf(reference);
    const definition = Object.hasOwn(definitions, key) ? definitions[key] : undefined;
    if (Object.hasOwn(found, key) || !isObject(definition) || !follow(definition)) continue;
    found[key] = definition;
    definitionsOf(definition, definitions, follow, found, depth + 1);
  }
  return found;
}

const isBlock = (definition: JsonObject): boolean =>
  definition['block_type_slug'] !== undefined && definition['block_type_slug'] !== null;

/**
 * The definitions of plain objects; those of blocks are schemas of their own.
 * Upstream: blocks/core.py, _get_non_block_reference_definitions (3.8.8).
 */
export const definitionsApartFromBlocks = (fields: JsonObject, definitions: JsonObject): JsonObject =>
  definitionsOf(
    fields,
    definitions,
    (definition) => Object.keys(definition).length > 0 && !isBlock(definition),
  );

/**
 * The fields of the block that lies below the property `name`: the only definition it refers to, or the one of the
 * given block type. Undefined when there is none.
 * Upstream: models/block_schemas.py, _get_fields_for_child_schema (3.8.8).
 */
export function nestedFields(
  fields: JsonObject,
  definitions: JsonObject,
  name: string,
  slug: string,
): JsonObject | undefined {
  const { properties } = fields;
  const references =
    isObject(properties) && Object.hasOwn(properties, name) ? referencesIn(properties[name]) : [];
  const candidates = references.map((reference) => definitions[keyOf(reference)]).filter(isObject);
  if (references.length === 1) return candidates[0];
  return candidates.find((definition) => definition['block_type_slug'] === slug);
}

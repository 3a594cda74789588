type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface PreprocessOptions {
  /** Take the schema as it is: nothing is put right (`ignoreRequired` still holds). */
  readonly asIs?: boolean;
  /** Whether a property that has a default may be null too. */
  readonly allowNoneWithDefault?: boolean;
  /** Whether absent members are fine: every `required` list is left out. */
  readonly ignoreRequired?: boolean;
}

/**
 * A copy of a schema in which the habits of old generators are put right: optional properties may be null, a list
 * under `items` is a tuple, and a block may be given by reference.
 * Upstream: utilities/schema_tools/validation.py, preprocess_schema (3.8.8).
 */
export function preprocessSchema(schema: Json, options: PreprocessOptions = {}): Json {
  const copy = structuredClone(schema);
  if (!options.asIs) putRight(copy, options.allowNoneWithDefault ?? false);
  return options.ignoreRequired ? (withoutRequired(copy) as Json) : copy;
}

function putRight(copy: Json, allowNone: boolean): void {
  processProperties(copy, allowNone);
  if (!isObject(copy['definitions'])) return;
  for (const definition of Object.values(copy['definitions'])) {
    if (!isObject(definition)) continue;
    processProperties(definition, allowNone);
    if ('block_type_slug' in definition && typeof definition['title'] === 'string') {
      copy['definitions'][definition['title']] = { oneOf: [definition, BLOCK_REFERENCE] };
    }
  }
}

const BLOCK_REFERENCE = {
  type: 'object',
  properties: {
    $ref: {
      oneOf: [
        { type: 'string', format: 'uuid' },
        { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
      ],
    },
  },
  required: ['$ref'],
};

function processProperties(schema: Json, allowNone: boolean): void {
  if (!isObject(schema['properties'])) return;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  for (const [key, property] of Object.entries(schema['properties'])) {
    if (!isObject(property)) continue;
    if (!required.includes(key)) allowNull(property, allowNone);
    tupleItems(property);
    processProperties(property, allowNone);
  }
}

function allowNull(property: Json, allowNone: boolean): void {
  const { type } = property;
  if (type === undefined || type === 'null' || ('default' in property && !allowNone)) return;
  property['anyOf'] = [{ type }, { type: 'null' }];
  delete property['type'];
}

function tupleItems(property: Json): void {
  const { items } = property;
  if (!Array.isArray(items) || items.length === 0 || property['prefixItems']) return;
  property['prefixItems'] = items;
  delete property['items'];
}

/** Without any `required` key, wherever it stands. Upstream: utilities/collections.py, remove_nested_keys (3.8.8). */
function withoutRequired(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRequired);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'required')
      .map(([key, item]) => [key, withoutRequired(item)]),
  );
}

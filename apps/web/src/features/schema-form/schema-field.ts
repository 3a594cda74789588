import type { JsonObject } from '../../api/deployments.ts';

export type FieldKind =
  | 'text'
  | 'secret'
  | 'whole'
  | 'number'
  | 'switch'
  | 'choice'
  | 'date'
  | 'moment'
  | 'texts'
  | 'list'
  | 'object'
  | 'reference'
  | 'variants'
  | 'json';

/** One value of a JSON schema, as a form shows it. */
export interface SchemaField {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly kind: FieldKind;
  readonly isNeeded: boolean;
  readonly isNullable: boolean;
  readonly fallback: unknown;
  readonly example: string | undefined;
  readonly choices: readonly unknown[];
  /** Of an object. */
  readonly fields: readonly SchemaField[];
  /** Of a list. */
  readonly item: SchemaField | undefined;
  /** Of a value that may be one of several. */
  readonly variants: readonly SchemaField[];
  /** Of a reference: the type of block that it takes. */
  readonly blockType: string | undefined;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const DEPTH_MAX = 6;

function follow(ref: string, root: JsonObject): JsonObject | undefined {
  if (!ref.startsWith('#/')) return undefined;
  let found: unknown = root;
  for (const part of ref.slice(2).split('/')) found = isObject(found) ? found[part] : undefined;
  return isObject(found) ? found : undefined;
}

/** Follows references; what stands beside one wins over what it leads to. */
export function resolved(schema: JsonObject, root: JsonObject, depth = 0): JsonObject {
  const { $ref: own, allOf, ...rest } = schema;
  const only =
    Array.isArray(allOf) && allOf.length === 1 && isObject(allOf[0]) ? allOf[0]['$ref'] : undefined;
  const ref = own ?? only;
  if (typeof ref !== 'string' || depth > DEPTH_MAX) return schema;
  const target = follow(ref, root);
  return target ? { ...resolved(target, root, depth + 1), ...rest } : schema;
}

const hasText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function kindOf(schema: JsonObject): FieldKind {
  if (hasText(schema['block_type_slug'])) return 'reference';
  if (Array.isArray(schema['enum'])) return 'choice';
  if (schema['const'] !== undefined) return 'choice';
  switch (schema['type']) {
    case 'boolean':
      return 'switch';
    case 'integer':
      return 'whole';
    case 'number':
      return 'number';
    case 'array':
      return isObject(schema['items']) ? (schema['items']['type'] === 'string' ? 'texts' : 'list') : 'json';
    case 'object':
      return isObject(schema['properties']) && Object.keys(schema['properties']).length > 0
        ? 'object'
        : 'json';
    case 'string':
      if (schema['writeOnly'] === true || schema['format'] === 'password') return 'secret';
      if (schema['format'] === 'date') return 'date';
      return schema['format'] === 'date-time' ? 'moment' : 'text';
    default:
      return 'json';
  }
}

const choicesOf = (schema: JsonObject): readonly unknown[] =>
  Array.isArray(schema['enum']) ? schema['enum'] : schema['const'] === undefined ? [] : [schema['const']];
/** The first paragraph: docstrings of classes go on with their attributes. */
const describedBy = (schema: JsonObject): string | undefined =>
  hasText(schema['description']) ? schema['description'].split(/\n\s*\n/)[0] : undefined;

const titleOf = (name: string): string => {
  const words = name.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
const exampleOf = (schema: JsonObject): string | undefined => {
  const first = Array.isArray(schema['examples']) ? schema['examples'][0] : schema['example'];
  return first === undefined ? undefined : typeof first === 'string' ? first : JSON.stringify(first);
};

const withItems = (schema: JsonObject, root: JsonObject): JsonObject =>
  isObject(schema['items']) ? { ...schema, items: resolved(schema['items'], root) } : schema;

/** Reads one member of a schema. `isPlain`: it must not be of several kinds again. */
function fieldOf(
  name: string,
  given: JsonObject,
  root: JsonObject,
  isNeeded: boolean,
  depth: number,
): SchemaField {
  const whole = resolved(given, root);
  const any = [whole['anyOf'], whole['oneOf']].find(Array.isArray)?.filter(isObject);
  const others = any?.filter((one) => one['type'] !== 'null') ?? [];
  const only = others.length === 1 ? others[0] : undefined;
  const { anyOf: _, oneOf: __, ...own } = whole;
  const inner = withItems(only ? { ...resolved(only, root), ...own } : any ? own : whole, root);
  const kinds = others.map((one) => resolved(one, root));
  // texts of which some are known: one box that suggests them
  const isSuggesting = kinds.length > 1 && kinds.every((one) => ['choice', 'text'].includes(kindOf(one)));
  const isVariants = any !== undefined && !only && others.length > 1 && !isSuggesting;
  const kind: FieldKind =
    depth > DEPTH_MAX ? 'json' : isVariants ? 'variants' : isSuggesting ? 'text' : kindOf(inner);
  const items = kind === 'texts' && isObject(inner['items']) ? inner['items'] : undefined;
  return {
    name,
    title: hasText(given['title'])
      ? given['title']
      : hasText(whole['title']) && !only
        ? whole['title']
        : titleOf(name),
    description: describedBy(inner),
    kind,
    isNeeded,
    isNullable: any !== undefined && others.length !== any.length,
    fallback: whole['default'],
    example: exampleOf(inner),
    choices: isSuggesting ? kinds.flatMap(choicesOf) : choicesOf(items ?? inner),
    fields: kind === 'object' ? fieldsOf(inner, root, depth + 1) : [],
    item:
      kind === 'list' && isObject(inner['items'])
        ? fieldOf('Item', inner['items'], root, true, depth + 1)
        : undefined,
    variants:
      kind === 'variants'
        ? others.map((one, index) => fieldOf(`Variant ${index + 1}`, one, root, isNeeded, depth + 1))
        : [],
    blockType: hasText(inner['block_type_slug']) ? inner['block_type_slug'] : undefined,
  };
}

/** The members of an object's schema, in the order of its author. */
export function fieldsOf(
  schema: JsonObject | null,
  root: JsonObject | null = schema,
  depth = 0,
): readonly SchemaField[] {
  const properties = schema?.['properties'];
  if (!schema || !root || !isObject(properties)) return [];
  const needed = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties)
    .filter((entry): entry is [string, JsonObject] => isObject(entry[1]))
    .sort(([, a], [, b]) => Number(a['position'] ?? 0) - Number(b['position'] ?? 0))
    .map(([name, property]) => fieldOf(name, property, root, needed.includes(name), depth));
}

/** Values to begin with: the defaults that the schema names. */
export const fallbacksOf = (fields: readonly SchemaField[]): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap(({ name, fallback }) =>
      fallback === undefined || fallback === null ? [] : [[name, fallback]],
    ),
  );

const MASKED = /^\*{8,}$/;
/** A secret that the server keeps to itself; sent back as it is, it stays. */
export const isMasked = (value: unknown): boolean => typeof value === 'string' && MASKED.test(value);

/** Which of several kinds a value is. */
export function variantOf(variants: readonly SchemaField[], value: unknown): number {
  if (value === undefined || value === null) return 0;
  const fits = (field: SchemaField): boolean => {
    if (isMasked(value)) return field.kind === 'secret';
    switch (field.kind) {
      case 'object':
        return isObject(value);
      case 'choice':
        return field.choices.includes(value);
      case 'texts':
      case 'list':
        return Array.isArray(value);
      case 'switch':
        return typeof value === 'boolean';
      case 'whole':
      case 'number':
        return typeof value === 'number';
      case 'json':
        return typeof value !== 'string';
      default:
        return typeof value === 'string';
    }
  };
  const found = variants.findIndex(fits);
  return found < 0 ? variants.length - 1 : found;
}

export type Values = Readonly<Record<string, unknown>>;
/** What the control of a field is given. */
export interface SchemaFieldProps {
  readonly field: SchemaField;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly path: string;
}

import { NotJson } from '../../ui/not-json.ts';
import { isMasked, type SchemaField, type Values, variantOf } from './schema-field.ts';

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';
const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Found = Record<string, string>;
export const NOT_JSON = 'This is not JSON.';

function missingAt(field: SchemaField, value: unknown, path: string): Found {
  if (value instanceof NotJson) return { [path]: NOT_JSON };
  // an untouched switch is off
  if (isMasked(value) || (field.kind === 'switch' && !field.isNullable)) return {};
  if (isNothing(value) && field.kind !== 'object')
    // null is a value where the schema allows it
    return field.isNeeded && field.fallback === undefined && !(value === null && field.isNullable)
      ? { [path]: 'This is needed.' }
      : {};
  switch (field.kind) {
    case 'object':
      return !isNothing(value) || (field.isNeeded && field.fallback === undefined && !field.isNullable)
        ? missingIn(field.fields, isValues(value) ? value : {}, path)
        : {};
    case 'list': {
      const { item } = field;
      if (!item || !Array.isArray(value)) return {};
      return Object.assign({}, ...value.map((one, at) => missingAt(item, one, `${path}.${at}`)));
    }
    case 'variants': {
      const chosen = field.variants[variantOf(field.variants, value)];
      return chosen ? missingAt(chosen, value, path) : {};
    }
    default:
      return {};
  }
}

/** What keeps values from being sent, by path: needed members that are empty, text that is no JSON. */
export const missingIn = (fields: readonly SchemaField[], values: Values, path = ''): Found =>
  Object.assign(
    {},
    ...fields.map((field) =>
      missingAt(field, values[field.name], path ? `${path}.${field.name}` : field.name),
    ),
  );

/** What an untouched field stands for: a switch is off, a needed object begins empty. */
function untouched(field: SchemaField): unknown {
  if (!field.isNeeded || field.isNullable || field.fallback !== undefined) return undefined;
  if (field.kind === 'switch') return false;
  return field.kind === 'object' ? completed(field.fields, {}) : undefined;
}

/** The values to send: without members that nobody gave, and with those that a form cannot leave out. */
export function completed(fields: readonly SchemaField[], values: Values): Values {
  const named = new Map(fields.map((field) => [field.name, field]));
  const names = new Set([...named.keys(), ...Object.keys(values)]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const [field, value] = [named.get(name), values[name]];
      const isInner = field?.kind === 'object' && isValues(value) && !isMasked(value);
      const sent = isInner
        ? completed(field.fields, value)
        : (value ?? (value === undefined && field ? untouched(field) : value));
      return sent === undefined ? [] : [[name, sent]];
    }),
  );
}

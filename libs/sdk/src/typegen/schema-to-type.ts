type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const DEPTH_MAX = 8;

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
const union = (types: readonly string[]): string => {
  const distinct = [...new Set(types)];
  return distinct.includes('unknown') || distinct.length === 0 ? 'unknown' : distinct.join(' | ');
};
const literal = (value: unknown): string =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)
    ? JSON.stringify(value)
    : 'unknown';

/** The type of a JSON schema as TypeScript; what cannot be said is `unknown`. Recursive types end in `unknown`. */
export const typeOfSchema = (schema: unknown, definitions: Json = {}, depth = 0): string => {
  if (!isObject(schema) || depth > DEPTH_MAX) return 'unknown';
  const inner = (member: unknown): string => typeOfSchema(member, definitions, depth + 1);
  const { $ref: ref, enum: values, const: constant, anyOf, oneOf, allOf, type } = schema;
  if (typeof ref === 'string') return inner(definitions[ref.split('/').at(-1)!]);
  if (Array.isArray(values)) return union(values.map(literal));
  if (constant !== undefined) return literal(constant);
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return union(choices.map(inner));
  if (Array.isArray(allOf)) return allOf.length === 1 ? inner(allOf[0]) : allOf.map(inner).join(' & ');
  if (Array.isArray(type)) return union(type.map((one) => inner({ ...schema, type: one })));
  if (type === 'string') return 'string';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'boolean';
  if (type === 'null') return 'null';
  if (type === 'array') return `readonly ${parenthesised(inner(schema['items'] ?? {}))}[]`;
  if (type === 'object') return objectType(schema, inner);
  return 'unknown';
};

const parenthesised = (type: string): string => (/[|&]/.test(type) ? `(${type})` : type);

const objectType = (schema: Json, inner: (member: unknown) => string): string => {
  const { properties, required, additionalProperties } = schema;
  const needed = new Set(Array.isArray(required) ? required : []);
  const members = Object.entries(isObject(properties) ? properties : {}).map(
    ([name, member]) => `readonly ${keyOf(name)}${needed.has(name) ? '' : '?'}: ${inner(member)}`,
  );
  if (members.length > 0) return `{ ${members.join('; ')} }`;
  return `Readonly<Record<string, ${isObject(additionalProperties) ? inner(additionalProperties) : 'unknown'}>>`;
};

/** What a deployment takes; without parameters, nothing. */
export const parametersType = (schema: unknown): string => {
  if (!isObject(schema) || !isObject(schema['properties']) || Object.keys(schema['properties']).length === 0)
    return 'Record<string, never>';
  const definitions = schema['definitions'] ?? schema['$defs'];
  return typeOfSchema({ ...schema, type: 'object' }, isObject(definitions) ? definitions : {});
};

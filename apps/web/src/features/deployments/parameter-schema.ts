import type { JsonObject, ValueError } from '../../api/deployments.ts';

export type ParameterKind = 'text' | 'long-text' | 'whole' | 'number' | 'switch' | 'choice' | 'date' | 'json';

/** One parameter of a flow, as a form shows it. */
export interface Parameter {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly kind: ParameterKind;
  readonly choices: readonly unknown[];
  readonly isNeeded: boolean;
  readonly isNullable: boolean;
  readonly fallback: unknown;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Follows a reference inside the schema. */
function resolved(schema: JsonObject, root: JsonObject): JsonObject {
  const ref =
    schema['$ref'] ??
    (Array.isArray(schema['allOf']) && isObject(schema['allOf'][0]) ? schema['allOf'][0]['$ref'] : undefined);
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return schema;
  let found: unknown = root;
  for (const part of ref.slice(2).split('/')) found = isObject(found) ? found[part] : undefined;
  return isObject(found) ? { ...found, ...schema } : schema;
}

function kindOf(schema: JsonObject): ParameterKind {
  if (Array.isArray(schema['enum'])) return 'choice';
  switch (schema['type']) {
    case 'boolean':
      return 'switch';
    case 'integer':
      return 'whole';
    case 'number':
      return 'number';
    case 'string':
      return schema['format'] === 'date' ? 'date' : 'text';
    default:
      return 'json';
  }
}

/** The parameters of a deployment, in the order of the flow's function. */
export function parametersOf(schema: JsonObject | null): readonly Parameter[] {
  const properties = schema?.['properties'];
  if (!schema || !isObject(properties)) return [];
  const needed = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties)
    .filter((entry): entry is [string, JsonObject] => isObject(entry[1]))
    .sort(([, a], [, b]) => Number(a['position'] ?? 0) - Number(b['position'] ?? 0))
    .map(([name, property]) => {
      const any = Array.isArray(property['anyOf']) ? property['anyOf'].filter(isObject) : undefined;
      const others = any?.filter((one) => one['type'] !== 'null');
      const only = others?.length === 1 ? others[0] : undefined;
      const inner = resolved(only ? { ...property, ...only } : property, schema);
      return {
        name,
        title: typeof property['title'] === 'string' ? property['title'] : name,
        description: typeof property['description'] === 'string' ? property['description'] : undefined,
        kind: any && !only ? 'json' : kindOf(inner),
        choices: Array.isArray(inner['enum']) ? inner['enum'] : [],
        isNeeded: needed.includes(name),
        isNullable: any !== undefined && others?.length !== any.length,
        fallback: property['default'],
      };
    });
}

const textOf = (error: string | ValueError): string => {
  if (typeof error === 'string') return error.charAt(0).toUpperCase() + error.slice(1);
  const at = error.index !== undefined ? `Item ${error.index + 1}` : (error.property ?? '');
  return `${at}: ${error.errors.map(textOf).join('; ')}`;
};

/** The server's errors by parameter; those of the whole are under an empty name. */
export function errorsByName(errors: readonly (string | ValueError)[]): Readonly<Record<string, string>> {
  const named: Record<string, string> = {};
  for (const error of errors) {
    const name = typeof error === 'string' ? '' : (error.property ?? '');
    const text =
      typeof error === 'string' || name === '' ? textOf(error) : error.errors.map(textOf).join('; ');
    named[name] = named[name] ? `${named[name]} ${text}` : text;
  }
  return named;
}

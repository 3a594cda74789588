import type { JsonObject } from '../../api/deployments.ts';
import type { Values } from '../schema-form/schema-field.ts';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema of the variables of a job template; null when it has none. */
export const variablesOf = (template: JsonObject): JsonObject | null =>
  isObject(template['variables']) ? template['variables'] : null;

/** What each variable is when a deployment says nothing. */
export function defaultsOf(template: JsonObject): Values {
  const properties = variablesOf(template)?.['properties'];
  if (!isObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) =>
      isObject(property) && property['default'] !== undefined ? [[name, property['default']]] : [],
    ),
  );
}

/** The same template with other defaults; a variable without a value loses its default. */
export function withDefaults(template: JsonObject, values: Values): JsonObject {
  const variables = variablesOf(template);
  const properties = variables?.['properties'];
  if (!variables || !isObject(properties)) return template;
  const changed = Object.entries(properties).map(([name, property]) => {
    if (!isObject(property)) return [name, property];
    const { default: _, ...rest } = property;
    const value = values[name];
    return [name, value === undefined ? rest : { ...rest, default: value }];
  });
  return { ...template, variables: { ...variables, properties: Object.fromEntries(changed) as JsonObject } };
}

import { TemplateSyntaxError, validateTemplate } from '@orch/triggers';
import { Placeholder, isRecord } from './json.ts';

const KIND = '__prefect_kind';
const REMOVED = Symbol('removed');

type Variables = ReadonlyMap<string, unknown>;
const failed = (problem: string): Placeholder => new Placeholder(problem);

/** Names of the workspace variables that the values of a form speak of. */
export function variableNames(values: unknown): string[] {
  if (Array.isArray(values)) return values.flatMap(variableNames);
  if (!isRecord(values)) return [];
  const name = values[KIND] === 'workspace_variable' ? values['variable_name'] : undefined;
  return [...(typeof name === 'string' ? [name] : []), ...Object.values(values).flatMap(variableNames)];
}

/**
 * The values of a form with what stands in place of values replaced; what is wrong with a value stays in its place.
 * Upstream: utilities/schema_tools/hydration.py, hydrate (3.8.8), with templates checked but not rendered.
 */
export function hydrateValues(values: Record<string, unknown>, variables: Variables): unknown {
  const hydrated = hydrate(values, variables);
  return hydrated === REMOVED ? {} : hydrated;
}

function hydrate(value: unknown, variables: Variables): unknown {
  if (Array.isArray(value))
    return value.map((one) => hydrate(one, variables)).filter((one) => one !== REMOVED);
  if (!isRecord(value)) return value;
  if (Object.hasOwn(value, KIND)) return ofKind(value, variables);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]) => [key, hydrate(one, variables)] as const)
      .filter(([, one]) => one !== REMOVED),
  );
}

function ofKind(value: Record<string, unknown>, variables: Variables): unknown {
  const inner = (key: string): unknown =>
    isRecord(value[key]) ? hydrate(value[key], variables) : value[key];
  switch (value[KIND]) {
    case 'none':
      if (!Object.hasOwn(value, 'value')) return failed("Missing 'value' key in __prefect object");
      return hydrate(value['value'], variables);
    case 'json':
      return Object.hasOwn(value, 'value') ? parsed(inner('value')) : REMOVED;
    case 'workspace_variable':
      return Object.hasOwn(value, 'variable_name') ? variable(inner('variable_name'), variables) : REMOVED;
    case 'jinja':
      if (!Object.hasOwn(value, 'template')) return failed("Missing 'template' key in __prefect object");
      return template(inner('template'));
    default:
      return value['value'] ?? null;
  }
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return failed(`Invalid JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}`);
  }
}

function variable(name: unknown, variables: Variables): unknown {
  if (name instanceof Placeholder) return name;
  if (typeof name === 'string' && variables.has(name)) return variables.get(name);
  return failed(`Variable '${String(name)}' not found in workspace.`);
}

function template(source: unknown): Placeholder {
  if (source instanceof Placeholder) return source;
  if (typeof source !== 'string') return failed('Invalid jinja: the template is not a text');
  try {
    validateTemplate(source);
    return new Placeholder(null);
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return failed(`Invalid jinja: ${error.message}`);
    throw error;
  }
}

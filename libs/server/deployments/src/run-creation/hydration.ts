import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { type Tx, prepared } from '@orch/platform';
import { isExactNumber, parseExactly, printExactly } from './exact-numbers.ts';

type Json = Record<string, unknown>;
const KIND = '__prefect_kind';
const REMOVE = Symbol('remove');
/** Workspace variables by name: `name`, `value` (JSON text). They belong to the blocks context. */
export const READ_VARIABLES = prepared(
  'deployments.variables',
  'select name, value from variable where workspace_id = $1::uuid and name = any($2::text[])',
);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Replaces what the UI writes in place of values: `{"__prefect_kind": "json" | "workspace_variable" | "jinja" | "none", …}`.
 * Upstream: utilities/schema_tools/hydration.py (3.8.8).
 */
@Injectable()
export class Hydration {
  /**
   * Text without such objects comes back untouched.
   * @param tx reads variables, which belong to the blocks context
   * @throws OrchError `deployment.hydration` (400) with `prefix` before the reason
   */
  async hydrate(tx: Pick<Tx, 'query' | 'scope'>, text: string, prefix: string): Promise<string> {
    if (!text.includes(KIND)) return text;
    const value = parseExactly(text);
    const names = variableNames(value);
    const rows =
      names.length > 0
        ? await tx.query<{ name: string; value: string | null }>(
            READ_VARIABLES.with(tx.scope.workspaceId, names),
          )
        : [];
    const variables = new Map(
      rows.map((row) => [row.name, row.value === null ? null : parseExactly(row.value)]),
    );
    try {
      const hydrated = hydrateValue(value, variables);
      if (hydrated === REMOVE) return '{}';
      if (!isObject(hydrated)) throw new HydrationError('the parameters are no object');
      return printExactly(hydrated);
    } catch (error) {
      if (error instanceof HydrationError)
        throw new OrchError('deployment.hydration', {}, { text: `${prefix}${error.message}` });
      throw error;
    }
  }
}

class HydrationError extends Error {}

function variableNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(variableNames);
  if (!isObject(value)) return [];
  const own =
    value[KIND] === 'workspace_variable' && typeof value['variable_name'] === 'string'
      ? [value['variable_name']]
      : [];
  return [...own, ...Object.values(value).flatMap(variableNames)];
}

function hydrateValue(value: unknown, variables: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value))
    return value.map((item) => hydrateValue(item, variables)).filter((item) => item !== REMOVE);
  if (!isObject(value)) return value;
  if (KIND in value) return hydrateKind(value, variables);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, hydrateValue(item, variables)] as const)
      .filter(([, item]) => item !== REMOVE),
  );
}

function hydrateKind(value: Json, variables: ReadonlyMap<string, unknown>): unknown {
  const inner = (key: string): unknown =>
    isObject(value[key]) ? hydrateValue(value[key], variables) : value[key];
  switch (value[KIND]) {
    case 'none':
      if (!('value' in value)) throw new HydrationError("Missing 'value' key in __prefect object");
      return hydrateValue(value['value'], variables);
    case 'json':
      return 'value' in value ? parsed(inner('value')) : REMOVE;
    case 'workspace_variable':
      return 'variable_name' in value ? variable(inner('variable_name'), variables) : REMOVE;
    case 'jinja':
      if (!('template' in value)) throw new HydrationError("Missing 'template' key in __prefect object");
      return plainTemplate(inner('template'));
    default:
      return value['value'] ?? null;
  }
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string' || isExactNumber(text)) return text;
  try {
    return parseExactly(text);
  } catch (error) {
    throw new HydrationError(
      `Invalid JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}`,
    );
  }
}

function variable(name: unknown, variables: ReadonlyMap<string, unknown>): unknown {
  if (typeof name === 'string' && variables.has(name)) return variables.get(name);
  const shown = typeof name === 'string' && !isExactNumber(name) ? name : printExactly(name);
  throw new HydrationError(`Variable '${shown}' not found in workspace.`);
}

/** There is nothing a template could refer to here, so only plain text is taken. */
function plainTemplate(template: unknown): unknown {
  if (typeof template === 'string' && /\{\{|\{%|\{#/.test(template))
    throw new HydrationError('Invalid jinja: expressions are not available in parameters');
  return template;
}

import type { RunFilters } from '@orch/contract';
import type { Sql, Statement } from '@orch/platform';

/** So many texts at most are prepared: each holds memory in every connection. */
const SHAPES_MAX = 40;
const names = new Map<string, string>();

const STEADY: Readonly<Record<keyof RunFilters, readonly string[]>> = {
  flows: [],
  flow_runs: ['id', 'name'],
  task_runs: [],
  deployments: ['id'],
  work_pools: [],
  work_pool_queues: [],
};

/**
 * Whether one plan suits all values of these filters of flow runs: nothing, ids and names. (What suits a day does not suit
 * a year, and a rare state is found otherwise than a common one: those are planned each time.)
 */
export function isSteady(filters: RunFilters): boolean {
  const kinds = Object.keys(STEADY) as (keyof RunFilters)[]; // all of them, see its type
  return kinds.every((kind) =>
    Object.entries(filters[kind] ?? {}).every(
      ([member, value]) =>
        value === null || value === undefined || member === 'operator' || STEADY[kind].includes(member),
    ),
  );
}

/** The statement, to be parsed and planned once a connection, when its text is one of the first that were met. */
export function preparedShape(context: string, { text, values }: Sql): Statement {
  let name = names.get(text);
  if (name === undefined && names.size < SHAPES_MAX) {
    name = `runs.${context}_shape_${names.size + 1}`;
    names.set(text, name);
  }
  return name === undefined ? { text, values } : { text, values, name };
}

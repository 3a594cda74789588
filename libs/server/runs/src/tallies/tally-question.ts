import type { RunFilters } from '@orch/contract';
import type { Micros } from '@orch/kernel';

/** A count of flow runs that tallies can answer; both ends are inclusive. */
export interface TallyQuestion {
  readonly afterUs: Micros | null;
  readonly beforeUs: Micros | null;
  /** `null`: runs of any state and those without one. */
  readonly stateTypes: readonly string[] | null;
  /** `null`: whatever they belong to. */
  readonly owners: RunOwners | null;
}

/** What runs belong to: flows or deployments by id, work pools by name. */
export interface RunOwners {
  readonly kind: 'flows' | 'deployments' | 'work_pools';
  readonly values: readonly string[];
}

const isGiven = (value: unknown): boolean => value !== null && value !== undefined;

/** Whether nothing but these members was given; `operator` says how several are joined and is looked at elsewhere. */
function givesOnly(filter: object, members: readonly string[]): boolean {
  return Object.entries(filter).every(
    ([key, value]) => key === 'operator' || members.includes(key) || !isGiven(value),
  );
}

const OTHERS = ['deployments', 'work_pools', 'work_pool_queues', 'flows', 'task_runs'] as const;

/** Whether nothing is asked of runs or of what belongs to them; a body may hold a page and an order besides. */
export const asksOfAll = (filters: RunFilters): boolean =>
  !isGiven(filters.flow_runs) && !OTHERS.some((name) => isGiven(filters[name]));

/** Whom runs must belong to: `null` when that was not asked, `undefined` when tallies do not know. */
function ownersOf(filters: RunFilters): RunOwners | null | undefined {
  const [kind, ...more] = OTHERS.filter((name) => isGiven(filters[name]));
  if (kind === undefined) return null;
  if (more.length > 0 || kind === 'work_pool_queues' || kind === 'task_runs') return undefined;
  const member = kind === 'work_pools' ? 'name' : 'id';
  const filter: object = filters[kind] ?? {};
  const named: { readonly any_?: readonly string[] | null } = Reflect.get(filter, member) ?? {};
  if (!givesOnly(filter, [member]) || !givesOnly(named, ['any_']) || !named.any_) return undefined;
  return { kind, values: named.any_ };
}

/**
 * The question when the filters speak of nothing but expected start, type of state and one kind of owner; else
 * `undefined`.
 */
export function tallyQuestion(filters: RunFilters): TallyQuestion | undefined {
  const owners = ownersOf(filters);
  if (owners === undefined) return undefined;
  const runs = filters.flow_runs;
  if (!runs) return { afterUs: null, beforeUs: null, stateTypes: null, owners };
  if (runs.operator === 'or_' || !givesOnly(runs, ['expected_start_time', 'state'])) return undefined;
  const { state, expected_start_time: expected } = runs;
  if (state && (!givesOnly(state, ['type']) || !givesOnly(state.type ?? {}, ['any_']))) return undefined;
  return {
    afterUs: expected?.after_ ?? null,
    beforeUs: expected?.before_ ?? null,
    stateTypes: state?.type?.any_ ?? null,
    owners,
  };
}

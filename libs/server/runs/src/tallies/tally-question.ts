import type { RunFilters } from '@orch/contract';
import type { Micros } from '@orch/kernel';

/** A count of flow runs that tallies can answer; both ends are inclusive. */
export interface TallyQuestion {
  readonly afterUs: Micros | null;
  readonly beforeUs: Micros | null;
  /** `null`: runs of any state and those without one. */
  readonly stateTypes: readonly string[] | null;
}

const isGiven = (value: unknown): boolean => value !== null && value !== undefined;

/** Whether nothing but these members was given; `operator` says how several are joined and is looked at elsewhere. */
function givesOnly(filter: object, members: readonly string[]): boolean {
  return Object.entries(filter).every(
    ([key, value]) => key === 'operator' || members.includes(key) || !isGiven(value),
  );
}

const OTHERS = ['deployments', 'work_pools', 'work_pool_queues', 'flows', 'task_runs'] as const;

/** The question when the filters speak of nothing but expected start and type of state; else `undefined`. */
export function tallyQuestion(filters: RunFilters): TallyQuestion | undefined {
  if (OTHERS.some((name) => isGiven(filters[name]))) return undefined;
  const runs = filters.flow_runs;
  if (!runs) return { afterUs: null, beforeUs: null, stateTypes: null };
  if (runs.operator === 'or_' || !givesOnly(runs, ['expected_start_time', 'state'])) return undefined;
  const { state, expected_start_time: expected } = runs;
  if (state && (!givesOnly(state, ['type']) || !givesOnly(state.type ?? {}, ['any_']))) return undefined;
  return {
    afterUs: expected?.after_ ?? null,
    beforeUs: expected?.before_ ?? null,
    stateTypes: state?.type?.any_ ?? null,
  };
}

import { microsToWire, parseMicros, type Micros } from '@orch/kernel';

/** What a state knows beside its type. Every key is always present; null (or false) means "not given". */
export interface StateDetails {
  flowRunId: string | null;
  taskRunId: string | null;
  /** On the task run that stands for a subflow: the subflow's run. */
  childFlowRunId: string | null;
  scheduledTimeUs: Micros | null;
  cacheKey: string | null;
  cacheExpirationUs: Micros | null;
  /** A background task: it is put into a queue when it is scheduled. */
  deferred: boolean | null;
  untrackableResult: boolean;
  pauseTimeoutUs: Micros | null;
  /** The pause leaves the process (a suspension). */
  pauseReschedule: boolean;
  pauseKey: string | null;
  runInputKeyset: Readonly<Record<string, string>> | null;
  refreshCache: boolean | null;
  retriable: boolean | null;
  transitionId: string | null;
  taskParametersId: string | null;
  traceparent: string | null;
  /** The lease that holds the deployment's concurrency slot of this run. */
  deploymentConcurrencyLeaseId: string | null;
}

/** Details with nothing given. */
export const emptyStateDetails = (): StateDetails => ({
  flowRunId: null,
  taskRunId: null,
  childFlowRunId: null,
  scheduledTimeUs: null,
  cacheKey: null,
  cacheExpirationUs: null,
  deferred: false,
  untrackableResult: false,
  pauseTimeoutUs: null,
  pauseReschedule: false,
  pauseKey: null,
  runInputKeyset: null,
  refreshCache: null,
  retriable: null,
  transitionId: null,
  taskParametersId: null,
  traceparent: null,
  deploymentConcurrencyLeaseId: null,
});

const timeToWire = (us: Micros | null): string | null => (us === null ? null : microsToWire(us));

/**
 * The wire form: every key in snake_case, timestamps as ISO text.
 * Upstream: schemas/states.py, class StateDetails (3.8.8).
 */
export const stateDetailsToWire = (d: StateDetails): Record<string, unknown> => ({
  flow_run_id: d.flowRunId,
  task_run_id: d.taskRunId,
  child_flow_run_id: d.childFlowRunId,
  scheduled_time: timeToWire(d.scheduledTimeUs),
  cache_key: d.cacheKey,
  cache_expiration: timeToWire(d.cacheExpirationUs),
  deferred: d.deferred,
  untrackable_result: d.untrackableResult,
  pause_timeout: timeToWire(d.pauseTimeoutUs),
  pause_reschedule: d.pauseReschedule,
  pause_key: d.pauseKey,
  run_input_keyset: d.runInputKeyset,
  refresh_cache: d.refreshCache,
  retriable: d.retriable,
  transition_id: d.transitionId,
  task_parameters_id: d.taskParametersId,
  traceparent: d.traceparent,
  deployment_concurrency_lease_id: d.deploymentConcurrencyLeaseId,
});

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);
const time = (value: unknown): Micros | null =>
  typeof value === 'string' ? (parseMicros(value) ?? null) : null;

function keyset(value: unknown): Readonly<Record<string, string>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? Object.fromEntries(entries)
    : null;
}

/**
 * Reads the wire form (snake_case). Absent keys get their defaults and unknown keys are dropped; a value of the
 * wrong type counts as absent, because the border has validated requests and the rest comes from our own tables.
 */
export function stateDetailsFromWire(wire: Readonly<Record<string, unknown>>): StateDetails {
  return {
    flowRunId: text(wire['flow_run_id']),
    taskRunId: text(wire['task_run_id']),
    childFlowRunId: text(wire['child_flow_run_id']),
    scheduledTimeUs: time(wire['scheduled_time']),
    cacheKey: text(wire['cache_key']),
    cacheExpirationUs: time(wire['cache_expiration']),
    deferred: wire['deferred'] === null ? null : (flag(wire['deferred']) ?? false),
    untrackableResult: flag(wire['untrackable_result']) ?? false,
    pauseTimeoutUs: time(wire['pause_timeout']),
    pauseReschedule: flag(wire['pause_reschedule']) ?? false,
    pauseKey: text(wire['pause_key']),
    runInputKeyset: keyset(wire['run_input_keyset']),
    refreshCache: flag(wire['refresh_cache']),
    retriable: flag(wire['retriable']),
    transitionId: text(wire['transition_id']),
    taskParametersId: text(wire['task_parameters_id']),
    traceparent: text(wire['traceparent']),
    deploymentConcurrencyLeaseId: text(wire['deployment_concurrency_lease_id']),
  };
}

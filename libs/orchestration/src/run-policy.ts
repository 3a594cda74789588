/** How a flow run retries and what it remembers about pauses (`empirical_policy`). */
export interface FlowRunPolicy {
  readonly retries: number | null;
  readonly retryDelaySeconds: number | null;
  /** Pauses that fired already. */
  readonly pauseKeys: readonly string[];
  readonly resuming: boolean | null;
  /** `in_process`: the process that failed runs it again; `reschedule`: a new process does. */
  readonly retryType: 'in_process' | 'reschedule' | null;
  /** Keys we do not know, kept as they came. */
  readonly extras: Readonly<Record<string, unknown>>;
}

/** How a task run retries. */
export interface TaskRunPolicy {
  readonly retries: number | null;
  /** One delay for all retries, or one for each (the last one repeats). */
  readonly retryDelaySeconds: number | readonly number[] | null;
  readonly retryJitterFactor: number | null;
  readonly extras: Readonly<Record<string, unknown>>;
}

export const EMPTY_FLOW_RUN_POLICY: FlowRunPolicy = {
  retries: null,
  retryDelaySeconds: null,
  pauseKeys: [],
  resuming: false,
  retryType: null,
  extras: {},
};

export const EMPTY_TASK_RUN_POLICY: TaskRunPolicy = {
  retries: null,
  retryDelaySeconds: null,
  retryJitterFactor: null,
  extras: {},
};

type Wire = Readonly<Record<string, unknown>>;

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** The old keys count where the new one says nothing (null or 0). */
function withDeprecated(wire: Wire, key: string, deprecatedKey: string): unknown {
  const value = wire[key];
  const deprecated = wire[deprecatedKey];
  const silent = value === undefined || value === null || value === 0;
  return silent && typeof deprecated === 'number' && deprecated !== 0 ? deprecated : value;
}

function extrasOf(wire: Wire, known: ReadonlySet<string>): Record<string, unknown> {
  const extras: Record<string, unknown> = {};
  for (const key of Object.keys(wire)) if (!known.has(key)) extras[key] = wire[key];
  return extras;
}

const DEPRECATED = ['max_retries', 'retry_delay_seconds'];
const FLOW_KEYS = new Set(['retries', 'retry_delay', 'pause_keys', 'resuming', 'retry_type', ...DEPRECATED]);
const TASK_KEYS = new Set(['retries', 'retry_delay', 'retry_jitter_factor', ...DEPRECATED]);

/** Reads `empirical_policy` of a flow run. Upstream: schemas/core.py, class FlowRunPolicy (3.8.8). */
export function flowRunPolicyFromWire(wire: Wire): FlowRunPolicy {
  const keys = wire['pause_keys'];
  const retryType = wire['retry_type'];
  return {
    retries: number(withDeprecated(wire, 'retries', 'max_retries')),
    retryDelaySeconds: number(withDeprecated(wire, 'retry_delay', 'retry_delay_seconds')),
    pauseKeys: Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [],
    resuming: wire['resuming'] === null ? null : wire['resuming'] === true,
    retryType: retryType === 'in_process' || retryType === 'reschedule' ? retryType : null,
    extras: extrasOf(wire, FLOW_KEYS),
  };
}

/** The wire form of a flow run's policy, deprecated keys at their defaults. */
export const flowRunPolicyToWire = (policy: FlowRunPolicy): Record<string, unknown> => ({
  max_retries: 0,
  retry_delay_seconds: 0,
  retries: policy.retries,
  retry_delay: policy.retryDelaySeconds,
  pause_keys: policy.pauseKeys,
  resuming: policy.resuming,
  retry_type: policy.retryType,
  ...policy.extras,
});

/** Reads `empirical_policy` of a task run. Upstream: schemas/core.py, class TaskRunPolicy (3.8.8). */
export function taskRunPolicyFromWire(wire: Wire): TaskRunPolicy {
  const delay = withDeprecated(wire, 'retry_delay', 'retry_delay_seconds');
  return {
    retries: number(withDeprecated(wire, 'retries', 'max_retries')),
    retryDelaySeconds: Array.isArray(delay)
      ? delay.filter((seconds) => typeof seconds === 'number')
      : number(delay),
    retryJitterFactor: number(wire['retry_jitter_factor']),
    extras: extrasOf(wire, TASK_KEYS),
  };
}

/** The wire form of a task run's policy, deprecated keys at their defaults. */
export const taskRunPolicyToWire = (policy: TaskRunPolicy): Record<string, unknown> => ({
  max_retries: 0,
  retry_delay_seconds: 0,
  retries: policy.retries,
  retry_delay: policy.retryDelaySeconds,
  retry_jitter_factor: policy.retryJitterFactor,
  ...policy.extras,
});

import { microsOfText, parseUuid } from '@orch/contract';
import { type JsonText, type Micros, jsonText, microsToWire } from '@orch/kernel';

type Print = (value: unknown) => string | undefined;

const uuid: Print = (value) => {
  const id = typeof value === 'string' ? parseUuid(value) : undefined;
  return id && `"${id}"`;
};
const text: Print = (value) => (typeof value === 'string' ? JSON.stringify(value) : undefined);
const flag: Print = (value) => (typeof value === 'boolean' ? String(value) : undefined);
const time: Print = (value) => {
  const us = typeof value === 'string' ? microsOfText(value) : undefined;
  return us === undefined ? undefined : `"${microsToWire(us)}"`;
};
const texts: Print = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.values(value).every((v) => typeof v === 'string') ? JSON.stringify(value) : undefined;
};

/** Every key in the order and with the default that the reference prints. The run ids come from the event's resources. */
const KEYS: ReadonlyArray<readonly [key: string, print: Print, absent: string, canBeNull: boolean]> = [
  ['child_flow_run_id', uuid, 'null', true],
  ['scheduled_time', time, 'null', true],
  ['cache_key', text, 'null', true],
  ['cache_expiration', time, 'null', true],
  ['deferred', flag, 'false', true],
  ['untrackable_result', flag, 'false', false],
  ['pause_timeout', time, 'null', true],
  ['pause_reschedule', flag, 'false', false],
  ['pause_key', text, 'null', true],
  ['run_input_keyset', texts, 'null', true],
  ['refresh_cache', flag, 'null', true],
  ['retriable', flag, 'null', true],
  ['transition_id', uuid, 'null', true],
  ['task_parameters_id', uuid, 'null', true],
  ['traceparent', text, 'null', true],
  ['deployment_concurrency_lease_id', uuid, 'null', true],
];

/**
 * The details of a state as JSON text with all keys, from whatever keys were sent; unknown keys are dropped.
 * `scheduledUs` stands in for an absent `scheduled_time`. Returns undefined when a value has the wrong type.
 * Upstream: server/schemas/states.py, class StateDetails (3.8.8).
 */
export function stateDetailsText(
  given: Readonly<Record<string, unknown>>,
  ids: { readonly flowRunId: string | null; readonly taskRunId: string },
  scheduledUs: Micros | null,
): JsonText | undefined {
  let out = `{"flow_run_id":${ids.flowRunId === null ? 'null' : `"${ids.flowRunId}"`},"task_run_id":"${ids.taskRunId}"`;
  for (const [key, print, absent, canBeNull] of KEYS) {
    const value = given[key];
    let printed: string | undefined = absent;
    if (value === null || value === undefined) {
      if (value === null) printed = canBeNull ? 'null' : undefined;
      if (key === 'scheduled_time' && scheduledUs !== null) printed = `"${microsToWire(scheduledUs)}"`;
    } else {
      printed = print(value);
    }
    if (printed === undefined) return undefined;
    out += `,"${key}":${printed}`;
  }
  return jsonText(`${out}}`);
}

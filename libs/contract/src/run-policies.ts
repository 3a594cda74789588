import * as z from 'zod';

import { anyFloat, int4, readStr, wireBool, wireEnum, wireStr } from './primitives.ts';
import {
  fail,
  isJsonObject,
  list,
  nullable,
  orNull,
  rule,
  type Wire,
  wireType,
  withDefault,
} from './wire-type.ts';

/**
 * Old clients send `max_retries` and `retry_delay_seconds`; they stand in where the new members are empty.
 * Upstream: _internal/schemas/validators.py, set_run_policy_deprecated_fields (3.8.8).
 */
function fillFromOldMembers(policy: unknown): unknown {
  if (!isJsonObject(policy)) return policy;
  const { max_retries, retry_delay_seconds } = policy;
  const result = { ...policy };
  if (!policy['retries'] && max_retries !== undefined && max_retries !== 0) result['retries'] = max_retries;
  if (!policy['retry_delay'] && retry_delay_seconds !== undefined && retry_delay_seconds !== 0)
    result['retry_delay'] = retry_delay_seconds;
  return result;
}

const uniqueTexts = list(wireStr).transform((items) => [...new Set(items)]);

/** Upstream: server/schemas/core.py, FlowRunPolicy (3.8.8). Unknown keys are dropped. */
export const flowRunPolicy = z.preprocess(
  fillFromOldMembers,
  z.object({
    max_retries: withDefault(int4, 0),
    retry_delay_seconds: withDefault(anyFloat, 0),
    retries: orNull(int4),
    retry_delay: orNull(int4),
    pause_keys: nullable(uniqueTexts).default([]),
    resuming: withDefault(nullable(wireBool), false),
    retry_type: orNull(wireEnum(['in_process', 'reschedule'], 'literal_error')),
  }),
);
export type FlowRunPolicy = z.output<typeof flowRunPolicy>;

const DELAYS_MAX = 50;

const retryDelay: Wire<number | number[]> = wireType((value, sink) => {
  const items = Array.isArray(value) ? value : [value];
  const delays = items.map((item) => (typeof item === 'string' && item.trim() !== '' ? Number(item) : item));
  if (!delays.every((delay): delay is number => typeof delay === 'number' && Number.isFinite(delay)))
    return fail(sink, 'float_type', 'Input should be a valid number or a list of numbers');
  if (delays.length > DELAYS_MAX)
    return fail(sink, 'value_error', 'Value error, Can not configure more than 50 retry delays per task.');
  return Array.isArray(value) ? delays : delays[0]!;
});

/** Upstream: server/schemas/core.py, TaskRunPolicy (3.8.8). Delays are seconds. */
export const taskRunPolicy = z.preprocess(
  fillFromOldMembers,
  z.object({
    max_retries: withDefault(int4, 0),
    retry_delay_seconds: withDefault(anyFloat, 0),
    retries: orNull(int4),
    retry_delay: orNull(retryDelay),
    retry_jitter_factor: orNull(
      rule(anyFloat, (factor) => (factor < 0 ? '`retry_jitter_factor` must be >= 0.' : undefined)),
    ),
  }),
);
export type TaskRunPolicy = z.output<typeof taskRunPolicy>;

/** A run's name: null and the empty text both ask for a generated one. */
export const runName: Wire<string | null> = wireType((value, sink) =>
  value === null || value === '' || value === undefined ? null : readStr(value, sink),
);

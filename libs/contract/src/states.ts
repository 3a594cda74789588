import * as z from 'zod';

import { withOpaque } from './opaque.ts';
import {
  opaqueJson,
  wireBool,
  wireDateTime,
  wireEnum,
  wireStr,
  wireStringMap,
  wireUuid,
} from './primitives.ts';
import { nullable, orNull, withDefault } from './wire-type.ts';

export const STATE_TYPES = [
  'SCHEDULED',
  'PENDING',
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'CRASHED',
  'PAUSED',
  'CANCELLING',
] as const;
export type StateType = (typeof STATE_TYPES)[number];
export const stateTypeName = wireEnum(STATE_TYPES);

/** The name of a state that was given none: `COMPLETED` → `Completed`. */
export const defaultStateName = (type: StateType): string => type[0] + type.slice(1).toLowerCase();

/** Upstream: server/schemas/states.py, StateDetails (3.8.8). Unknown keys are dropped; times are microseconds. */
export const stateDetails = z.object({
  flow_run_id: orNull(wireUuid),
  task_run_id: orNull(wireUuid),
  child_flow_run_id: orNull(wireUuid),
  scheduled_time: orNull(wireDateTime),
  cache_key: orNull(wireStr),
  cache_expiration: orNull(wireDateTime),
  deferred: withDefault(nullable(wireBool), false),
  untrackable_result: withDefault(wireBool, false),
  pause_timeout: orNull(wireDateTime),
  pause_reschedule: withDefault(wireBool, false),
  pause_key: orNull(wireStr),
  run_input_keyset: orNull(wireStringMap),
  refresh_cache: orNull(wireBool),
  retriable: orNull(wireBool),
  transition_id: orNull(wireUuid),
  task_parameters_id: orNull(wireUuid),
  traceparent: orNull(wireStr),
  deployment_concurrency_lease_id: orNull(wireUuid),
});
export type StateDetails = z.output<typeof stateDetails>;

const stateCreateShape = z.strictObject({
  type: stateTypeName,
  name: orNull(wireStr),
  message: orNull(wireStr),
  data: orNull(opaqueJson),
  state_details: stateDetails.prefault({}),
});

/**
 * A proposed state. The name is filled in from the type; a SCHEDULED state without `scheduled_time` means "now",
 * which whoever holds the clock fills in.
 * Upstream: server/schemas/actions.py, StateCreate (3.8.8).
 */
export const stateCreate = withOpaque(
  stateCreateShape.transform((state) => ({ ...state, name: state.name ?? defaultStateName(state.type) })),
  ['data'],
);
export type StateCreate = z.output<typeof stateCreate>;

/** Query of the two state histories. */
export const flowRunStatesQuery = z.object({ flow_run_id: wireUuid });
export const taskRunStatesQuery = z.object({ task_run_id: wireUuid });

/** A state as answered. Times are text in the wire form. */
export interface StateResponse {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly timestamp: string;
  readonly message: string | null;
  readonly data: unknown;
  readonly state_details: Readonly<Record<string, unknown>>;
}

/** The answer of `set_state`. */
export interface OrchestrationResult {
  readonly state: StateResponse | null;
  readonly status: 'ACCEPT' | 'REJECT' | 'ABORT' | 'WAIT';
  readonly details:
    | { readonly type: 'accept_details' }
    | { readonly type: 'reject_details'; readonly reason: string | null }
    | { readonly type: 'abort_details'; readonly reason: string | null }
    | { readonly type: 'wait_details'; readonly delay_seconds: number; readonly reason: string | null };
}

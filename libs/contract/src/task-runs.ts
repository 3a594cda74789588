import * as z from 'zod';

import { embeddedBody, limitMember, offsetMember, pageMember } from './filters.ts';
import { historyMembers } from './flow-runs.ts';
import { labels, tags } from './flows.ts';
import { withOpaque } from './opaque.ts';
import { type LabelValue, wireDateTime, wireEnum, wireStr, wireUuid } from './primitives.ts';
import { runAndPoolFilters, runFilters, taskRunFilter, workQueuesMember } from './run-filters.ts';
import { runName, taskRunPolicy } from './run-policies.ts';
import { taskRunSort } from './sorting.ts';
import { stateCreate, type StateResponse, type StateType } from './states.ts';
import { type Choice, embedded, list, optional, orNull, rule, variant, withDefault } from './wire-type.ts';

/** Upstream: settings, PREFECT_API_TASK_CACHE_KEY_MAX_LENGTH (3.8.8). */
export const CACHE_KEY_CHARS_MAX = 2000;

const cacheKey = rule(wireStr, (key) =>
  key.length > CACHE_KEY_CHARS_MAX
    ? `Cache key exceeded maximum allowed length of ${CACHE_KEY_CHARS_MAX} characters.`
    : undefined,
);

const literal = <const T extends string>(name: T) =>
  withDefault(wireEnum([name], 'literal_error'), name as never);
const INPUTS = {
  task_run: { name: 'TaskRunResult', schema: z.object({ input_type: literal('task_run'), id: wireUuid }) },
  flow_run: { name: 'FlowRunResult', schema: z.object({ input_type: literal('flow_run'), id: wireUuid }) },
  parameter: { name: 'Parameter', schema: z.object({ input_type: literal('parameter'), name: wireStr }) },
  constant: { name: 'Constant', schema: z.object({ input_type: literal('constant'), type: wireStr }) },
} as const;
type InputKind = keyof typeof INPUTS;

function inputKind(input: Record<string, unknown>): InputKind | undefined {
  const kind = input['input_type'];
  if (kind === undefined) return 'id' in input ? 'task_run' : 'name' in input ? 'parameter' : 'constant';
  return typeof kind === 'string' && Object.hasOwn(INPUTS, kind) ? (kind as InputKind) : undefined; // just tested
}

/** What went into a task: another run's result, a parameter or a constant. Upstream: server/schemas/core.py, RunInput. */
export const taskInput = variant((value): Choice<(typeof INPUTS)[InputKind]['schema']> | undefined => {
  const kind = inputKind(value);
  return kind && INPUTS[kind];
}, "Input tag 'input_type' should be one of 'task_run', 'flow_run', 'parameter', 'constant'");
export type TaskInput = z.output<typeof taskInput>;

/** Upstream: server/schemas/actions.py, TaskRunCreate (3.8.8). */
export const taskRunCreate = withOpaque(
  z.strictObject({
    id: orNull(wireUuid),
    state: orNull(stateCreate),
    name: withDefault(runName, null),
    flow_run_id: orNull(wireUuid),
    task_key: wireStr,
    dynamic_key: wireStr,
    cache_key: orNull(cacheKey),
    cache_expiration: orNull(wireDateTime),
    task_version: orNull(wireStr),
    empirical_policy: taskRunPolicy.prefault({}),
    tags,
    labels,
    task_inputs: z.record(wireStr as unknown as z.ZodString, list(taskInput)).default({}), // keys are strings anyway
  }),
  ['state.data'],
);
export type TaskRunCreate = z.output<typeof taskRunCreate>;

export const taskRunUpdate = z.strictObject({ name: optional(runName) });
export type TaskRunUpdate = z.output<typeof taskRunUpdate>;

export const taskRunsCountBody = embeddedBody(runFilters);
export const taskRunsFilterBody = embeddedBody({
  sort: embedded(taskRunSort, 'ID_DESC'),
  offset: offsetMember,
  ...runFilters,
  limit: limitMember,
});
export type TaskRunsFilterBody = z.output<typeof taskRunsFilterBody>;
export const taskRunsPaginateBody = embeddedBody({
  sort: embedded(taskRunSort, 'ID_DESC'),
  page: pageMember,
  ...runFilters,
  limit: limitMember,
});
export type TaskRunsPaginateBody = z.output<typeof taskRunsPaginateBody>;
export const taskRunsHistoryBody = embeddedBody({ ...historyMembers, ...runFilters });
export type TaskRunsHistoryBody = z.output<typeof taskRunsHistoryBody>;

export const uiTaskRunsDashboardBody = embeddedBody({
  ...runAndPoolFilters,
  task_runs: taskRunFilter,
  work_queues: workQueuesMember,
});
export const uiTaskRunsCountBody = embeddedBody(runFilters);

/** A task run as answered. */
export interface TaskRunResponse {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly flow_run_id: string | null;
  readonly task_key: string;
  readonly dynamic_key: string;
  readonly cache_key: string | null;
  readonly cache_expiration: string | null;
  readonly task_version: string | null;
  readonly empirical_policy: unknown;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, LabelValue>>;
  readonly state_id: string | null;
  readonly task_inputs: Readonly<Record<string, readonly TaskInput[]>>;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly run_count: number;
  readonly flow_run_run_count: number;
  readonly expected_start_time: string | null;
  readonly next_scheduled_start_time: string | null;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly total_run_time: number;
  readonly estimated_run_time: number;
  readonly estimated_start_time_delta: number;
  readonly state: StateResponse | null;
}

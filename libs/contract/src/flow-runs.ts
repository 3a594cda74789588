import * as z from 'zod';

import { embeddedBody, falseMember, limitMember, offsetMember, pageMember } from './filters.ts';
import { bulkLimitMember, labels, tagList, tags } from './flows.ts';
import { under, withOpaque } from './opaque.ts';
import {
  type LabelValue,
  opaqueObject,
  wireBool,
  wireDateTime,
  wireInt,
  wireLabels,
  wireStr,
  wireTimedelta,
  wireUuid,
} from './primitives.ts';
import { allRunFilters, runAndPoolFilters, workQueuesMember } from './run-filters.ts';
import { flowRunPolicy, runName } from './run-policies.ts';
import { flowRunSort } from './sorting.ts';
import { stateCreate, type StateResponse, type StateType } from './states.ts';
import {
  embedded,
  list,
  maybe,
  nullable,
  optional,
  optionalMember,
  orNull,
  withDefault,
} from './wire-type.ts';

/** Upstream: settings, server.api.max_parameter_size (3.8.8): bytes of compact JSON; the server checks the raw text. */
export const PARAMETER_BYTES_MAX = 524_288;

const stateData = under('state', ['data']);

/** `name` is null when one has to be made up. Upstream: server/schemas/actions.py, FlowRunCreate (3.8.8). */
export const flowRunCreate = withOpaque(
  z.strictObject({
    state: orNull(stateCreate),
    name: withDefault(runName, null),
    flow_id: wireUuid,
    flow_version: orNull(wireStr),
    parameters: withDefault(opaqueObject, {}),
    context: withDefault(opaqueObject, {}),
    parent_task_run_id: orNull(wireUuid),
    infrastructure_document_id: orNull(wireUuid),
    empirical_policy: flowRunPolicy.prefault({}),
    tags,
    labels,
    idempotency_key: orNull(wireStr),
    work_pool_name: orNull(wireStr),
    work_queue_name: orNull(wireStr),
    job_variables: withDefault(nullable(opaqueObject), {}),
    deployment_id: orNull(wireUuid),
  }),
  ['parameters', 'context', 'job_variables', ...stateData],
);
export type FlowRunCreate = z.output<typeof flowRunCreate>;

/** Upstream: server/schemas/actions.py, DeploymentFlowRunCreate (3.8.8). */
export const deploymentFlowRunCreate = withOpaque(
  z.strictObject({
    state: orNull(stateCreate),
    name: withDefault(runName, null),
    parameters: withDefault(opaqueObject, {}),
    enforce_parameter_schema: orNull(wireBool),
    context: withDefault(opaqueObject, {}),
    infrastructure_document_id: orNull(wireUuid),
    empirical_policy: flowRunPolicy.prefault({}),
    tags,
    idempotency_key: orNull(wireStr),
    labels: orNull(wireLabels),
    parent_task_run_id: orNull(wireUuid),
    work_queue_name: orNull(wireStr),
    job_variables: withDefault(nullable(opaqueObject), {}),
  }),
  ['parameters', 'context', 'job_variables', ...stateData],
);
export type DeploymentFlowRunCreate = z.output<typeof deploymentFlowRunCreate>;

export const deploymentFlowRunCreateBulk = withOpaque(list(deploymentFlowRunCreate), [
  '*.parameters',
  '*.context',
  '*.job_variables',
  '*.state.data',
]);

/** Absent members stay as they are. Upstream: server/schemas/actions.py, FlowRunUpdate (3.8.8). */
export const flowRunUpdate = withOpaque(
  z.strictObject({
    name: optional(runName),
    flow_version: maybe(wireStr),
    parameters: optional(opaqueObject),
    empirical_policy: flowRunPolicy.optional(),
    tags: optional(tagList),
    infrastructure_pid: maybe(wireStr),
    job_variables: maybe(opaqueObject),
  }),
  ['parameters', 'job_variables'],
);
export type FlowRunUpdate = z.output<typeof flowRunUpdate>;

/** Body of PATCH `/flow_runs/{id}/labels`: merged into the labels there are. */
export const flowRunLabelsBody = wireLabels;

export const flowRunsCountBody = embeddedBody(allRunFilters);
export const flowRunsFilterBody = embeddedBody({
  sort: embedded(flowRunSort, 'ID_DESC'),
  offset: offsetMember,
  ...allRunFilters,
  limit: limitMember,
});
export type FlowRunsFilterBody = z.output<typeof flowRunsFilterBody>;
export const flowRunsPaginateBody = embeddedBody({
  sort: embedded(flowRunSort, 'ID_DESC'),
  page: pageMember,
  ...allRunFilters,
  limit: limitMember,
});
export type FlowRunsPaginateBody = z.output<typeof flowRunsPaginateBody>;

/** The interval is in seconds; whether it is long enough for the range is for the use case to say. */
export const historyMembers = {
  history_start: wireDateTime,
  history_end: wireDateTime,
  history_interval_seconds: wireTimedelta(),
};
export const flowRunsHistoryBody = embeddedBody({
  ...historyMembers,
  ...runAndPoolFilters,
  work_queues: workQueuesMember,
});
export type FlowRunsHistoryBody = z.output<typeof flowRunsHistoryBody>;

/** Body of the UI's run chart. */
export const uiFlowRunsHistoryBody = embeddedBody({
  sort: embedded(flowRunSort, 'EXPECTED_START_TIME_DESC'),
  limit: embedded(wireInt({ max: 1000 }), 1000),
  offset: offsetMember,
  ...runAndPoolFilters,
});
export const uiFlowRunIdsBody = embeddedBody({ flow_run_ids: list(wireUuid) });

export const setStateBody = withOpaque(embeddedBody({ state: stateCreate, force: falseMember }), stateData);
export type SetStateBody = z.output<typeof setStateBody>;

export const resumeBody = withOpaque(embeddedBody({ run_input: optionalMember(opaqueObject) }), [
  'run_input',
]);
export type ResumeBody = z.output<typeof resumeBody>;

export const flowRunsBulkDeleteBody = embeddedBody({
  flow_runs: allRunFilters.flow_runs,
  limit: bulkLimitMember,
});
export type FlowRunsBulkDeleteBody = z.output<typeof flowRunsBulkDeleteBody>;
export const flowRunsBulkSetStateBody = withOpaque(
  embeddedBody({
    flow_runs: allRunFilters.flow_runs,
    state: stateCreate,
    force: falseMember,
    limit: bulkLimitMember,
  }),
  stateData,
);
export type FlowRunsBulkSetStateBody = z.output<typeof flowRunsBulkSetStateBody>;

/** Query of `/flow_runs/{id}/graph-v2`: only what changed since then. */
export const graphQuery = z.object({ since: optional(wireDateTime) });

export interface CreatedBy {
  readonly id: string | null;
  readonly type: string | null;
  readonly display_value: string | null;
}

/** A flow run as answered; JSON members are spliced in as raw text. */
export interface FlowRunResponse {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly flow_id: string;
  readonly state_id: string | null;
  readonly deployment_id: string | null;
  readonly deployment_version: string | null;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  readonly flow_version: string | null;
  readonly parameters: unknown;
  readonly idempotency_key: string | null;
  readonly context: unknown;
  readonly empirical_policy: unknown;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, LabelValue>>;
  readonly parent_task_run_id: string | null;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly run_count: number;
  readonly expected_start_time: string | null;
  readonly next_scheduled_start_time: string | null;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly total_run_time: number;
  readonly estimated_run_time: number;
  readonly estimated_start_time_delta: number;
  readonly auto_scheduled: boolean;
  readonly infrastructure_document_id: string | null;
  readonly infrastructure_pid: string | null;
  readonly created_by: CreatedBy | null;
  readonly work_pool_id: string | null;
  readonly work_pool_name: string | null;
  readonly state: StateResponse | null;
  readonly job_variables: unknown;
}

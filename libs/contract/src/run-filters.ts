import type * as z from 'zod';

import {
  byIds,
  byIdsOrNot,
  byIdsOrNull,
  byLike,
  byTags,
  byTagsOrAny,
  byTexts,
  byTextsOrLike,
  byTextsOrNot,
  byTime,
  byTimeOrNull,
  filterPart,
  flag,
  ids,
  operatorFilter,
  texts,
  wholeNumber,
} from './filters.ts';
import { wireBool } from './primitives.ts';
import { stateTypeName } from './states.ts';
import { list, maybe, nullable, optionalMember, withDefault } from './wire-type.ts';

/** Upstream: server/schemas/filters.py, FlowFilter (3.8.8). */
export const flowFilter = operatorFilter({
  id: maybe(byIdsOrNot),
  deployment: maybe(operatorFilter({ is_null_: flag })),
  name: maybe(byTextsOrLike),
  tags: maybe(byTags),
});
export type FlowFilter = z.output<typeof flowFilter>;

const stateTypes = maybe(list(stateTypeName));

/** Upstream: server/schemas/filters.py, FlowRunFilter (3.8.8). */
export const flowRunFilter = operatorFilter({
  id: maybe(byIdsOrNot),
  name: maybe(byTextsOrLike),
  tags: maybe(byTagsOrAny),
  deployment_id: maybe(byIdsOrNull),
  work_queue_name: maybe(operatorFilter({ any_: texts, is_null_: flag })),
  state: maybe(
    operatorFilter({
      type: maybe(filterPart({ any_: stateTypes, not_any_: stateTypes })),
      name: maybe(byTextsOrNot),
    }),
  ),
  flow_version: maybe(byTexts),
  start_time: maybe(byTimeOrNull),
  end_time: maybe(byTimeOrNull),
  expected_start_time: maybe(byTime),
  next_scheduled_start_time: maybe(byTime),
  parent_flow_run_id: maybe(operatorFilter({ any_: ids })),
  parent_task_run_id: maybe(byIdsOrNull),
  idempotency_key: maybe(byTextsOrNot),
  created_by: maybe(operatorFilter({ id_: ids, type_: texts, is_null_: flag })),
});
export type FlowRunFilter = z.output<typeof flowRunFilter>;

/** Upstream: server/schemas/filters.py, TaskRunFilter (3.8.8). */
export const taskRunFilter = operatorFilter({
  id: maybe(byIds),
  name: maybe(byTextsOrLike),
  tags: maybe(byTags),
  state: maybe(operatorFilter({ type: maybe(filterPart({ any_: stateTypes })), name: maybe(byTexts) })),
  start_time: maybe(byTimeOrNull),
  end_time: maybe(byTimeOrNull),
  expected_start_time: maybe(byTime),
  subflow_runs: maybe(filterPart({ exists_: flag })),
  flow_run_id: maybe(operatorFilter({ any_: ids, is_null_: withDefault(nullable(wireBool), false) })),
});
export type TaskRunFilter = z.output<typeof taskRunFilter>;

/** Upstream: server/schemas/filters.py, DeploymentFilter (3.8.8). */
export const deploymentFilter = operatorFilter({
  id: maybe(byIdsOrNot),
  name: maybe(byTextsOrLike),
  flow_or_deployment_name: maybe(byLike),
  paused: maybe(filterPart({ eq_: flag })),
  tags: maybe(byTagsOrAny),
  work_queue_name: maybe(byTexts),
  concurrency_limit: maybe(filterPart({ ge_: wholeNumber, le_: wholeNumber, is_null_: flag })),
});
export type DeploymentFilter = z.output<typeof deploymentFilter>;

/** Upstream: server/schemas/filters.py, WorkPoolFilter (3.8.8). */
export const workPoolFilter = operatorFilter({
  id: maybe(byIds),
  name: maybe(byTexts),
  type: maybe(byTexts),
});
export type WorkPoolFilter = z.output<typeof workPoolFilter>;

/** Upstream: server/schemas/filters.py, WorkQueueFilter (3.8.8). */
export const workQueueFilter = operatorFilter({
  id: maybe(byIds),
  name: maybe(filterPart({ any_: texts, startswith_: texts })),
});
export type WorkQueueFilter = z.output<typeof workQueueFilter>;

const flows = optionalMember(flowFilter);
const flow_runs = optionalMember(flowRunFilter);
const task_runs = optionalMember(taskRunFilter);
const deployments = optionalMember(deploymentFilter);
const work_pools = optionalMember(workPoolFilter);
const queues = optionalMember(workQueueFilter);

/** The sets of filters that the bodies of run routes take; each is null unless given. */
export const runFilters = { flows, flow_runs, task_runs, deployments };
export const runAndPoolFilters = { ...runFilters, work_pools };
export const allRunFilters = { ...runAndPoolFilters, work_pool_queues: queues };
export const workQueuesMember = queues;
export const workPoolsMember = work_pools;

/** What the filters of a body look like after parsing. */
export interface RunFilters {
  readonly flows?: FlowFilter | null | undefined;
  readonly flow_runs?: FlowRunFilter | null | undefined;
  readonly task_runs?: TaskRunFilter | null | undefined;
  readonly deployments?: DeploymentFilter | null | undefined;
  readonly work_pools?: WorkPoolFilter | null | undefined;
  readonly work_pool_queues?: WorkQueueFilter | null | undefined;
}

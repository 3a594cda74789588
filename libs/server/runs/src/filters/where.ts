import type {
  ArtifactCollectionFilter,
  ArtifactFilter,
  DeploymentFilter,
  FlowFilter,
  FlowRunFilter,
  RunFilters,
  TaskRunFilter,
  WorkPoolFilter,
  WorkQueueFilter,
} from '@orch/contract';
import { allOf, anyOf, raw, reachable, type Sql, sql, type WorkspaceScope } from '@orch/platform';
import { artifactCollectionCondition, artifactCondition } from './artifact-filter.ts';
import { type Maybe, when } from './conditions.ts';
import { deploymentCondition } from './deployment-filter.ts';
import { flowCondition } from './flow-filter.ts';
import { flowRunCondition, onlyFlowRunIds } from './flow-run-filter.ts';
import { taskRunCondition } from './task-run-filter.ts';
import { workPoolCondition, workQueueCondition } from './work-pool-filter.ts';

/*
 * Whole WHERE conditions of list queries. Filters of other objects are EXISTS over rows of the same workspace: every
 * inner table is tied to the outer row by workspace_id and id, and the outer row to the caller's workspace.
 */

/** Whether a set of filters names any of these. An empty filter object counts: it asks that such a row exists. */
const names = (...filters: readonly unknown[]): boolean => filters.some((f) => f !== null && f !== undefined);

const ofDeployment = (owner: 'r', filter: Maybe<DeploymentFilter>): Sql[] =>
  when(
    filter,
    (given) => sql`exists (select from deployment d where d.workspace_id = ${raw(owner)}.workspace_id
      and d.id = ${raw(owner)}.deployment_id and ${deploymentCondition(given)})`,
  );

/** Runs of named deployments are found by an index; the condition above alone would have every run looked at. */
function idOfDeployment(filter: Maybe<DeploymentFilter>): Sql[] {
  if (!filter || filter.operator === 'or_') return [];
  const ids = filter.id?.any_;
  if (!ids) return [];
  // one: then the index gives them in the order of their start as well
  return [
    ids.length === 1 ? sql`r.deployment_id = ${ids[0]}::uuid` : anyOf(raw('r.deployment_id'), ids, 'uuid'),
  ];
}

/** Runs of one named flow are found, in the order of their expected start, by an index of theirs (flow_run_flow). */
function idOfFlow(filter: Maybe<FlowFilter>): Sql[] {
  if (!filter || filter.operator === 'or_') return [];
  const [id, ...others] = filter.id?.any_ ?? [];
  return id === undefined || others.length > 0 ? [] : [sql`r.flow_id = ${id}::uuid`];
}

const ofFlow = (owner: 'r' | 'd', filter: Maybe<FlowFilter>): Sql[] =>
  when(
    filter,
    (given) => sql`exists (select from flow f where f.workspace_id = ${raw(owner)}.workspace_id
      and f.id = ${raw(owner)}.flow_id and ${flowCondition(given)})`,
  );

const ofTaskRuns = (filter: Maybe<TaskRunFilter>): Sql[] =>
  when(
    filter,
    (
      given,
    ) => sql`exists (select from task_run t where t.workspace_id = r.workspace_id and t.flow_run_id = r.id
      and ${taskRunCondition(given)})`,
  );

const ofQueue = (owner: 'r' | 'd', filter: Maybe<WorkQueueFilter>): Sql[] =>
  when(
    filter,
    (given) => sql`exists (select from work_queue q where q.workspace_id = ${raw(owner)}.workspace_id
      and q.id = ${raw(owner)}.work_queue_id and ${workQueueCondition(given)})`,
  );

const ofPool = (owner: 'r' | 'd', filter: Maybe<WorkPoolFilter>): Sql[] =>
  when(
    filter,
    (given) => sql`exists (select from work_queue q join work_pool p on p.workspace_id = q.workspace_id
      and p.id = q.work_pool_id where q.workspace_id = ${raw(owner)}.workspace_id
      and q.id = ${raw(owner)}.work_queue_id and ${workPoolCondition(given)})`,
  );

const ofRun = (filter: Maybe<FlowRunFilter>): Sql[] => when(filter, flowRunCondition);

/** Conditions over `flow_run r` apart from its workspace. */
const flowRunConditions = (filters: RunFilters): Sql[] => [
  ...ofRun(filters.flow_runs),
  ...ofDeployment('r', filters.deployments),
  ...idOfDeployment(filters.deployments),
  ...ofPool('r', filters.work_pools),
  ...ofQueue('r', filters.work_pool_queues),
  ...ofFlow('r', filters.flows),
  ...idOfFlow(filters.flows),
  ...ofTaskRuns(filters.task_runs),
];

const inWorkspace = (alias: string, scope: WorkspaceScope): Sql =>
  sql`${raw(alias)}.workspace_id = ${scope.workspaceId}::uuid`;

/** WHERE of a query over `flow_run r`. Upstream: models/flow_runs.py, _apply_flow_run_filters (3.8.8). */
export const flowRunsWhere = (scope: WorkspaceScope, filters: RunFilters): Sql =>
  allOf([inWorkspace('r', scope), ...flowRunConditions(filters)]);

/** WHERE of a query over `flow f`. Upstream: models/flows.py, _apply_flow_filters (3.8.8). */
export function flowsWhere(scope: WorkspaceScope, filters: RunFilters): Sql {
  const { deployments, work_pools, flow_runs, task_runs } = filters;
  const conditions = [inWorkspace('f', scope), ...when(filters.flows, flowCondition)];
  if (names(deployments, work_pools)) {
    const of = allOf([...when(deployments, deploymentCondition), ...ofPool('d', work_pools)]);
    conditions.push(
      sql`exists (select from deployment d where d.workspace_id = f.workspace_id and d.flow_id = f.id and ${of})`,
    );
  }
  if (names(flow_runs, task_runs)) {
    const of = allOf([...ofRun(flow_runs), ...ofTaskRuns(task_runs)]);
    conditions.push(
      sql`exists (select from flow_run r where r.workspace_id = f.workspace_id and r.flow_id = f.id and ${of})`,
    );
  }
  return allOf(conditions);
}

/**
 * WHERE of a query over `task_run t`. Runs of named flow runs, the usual question, are looked up without a join.
 * Upstream: models/task_runs.py, _apply_task_run_filters (3.8.8).
 */
export function taskRunsWhere(scope: WorkspaceScope, filters: RunFilters): Sql {
  const { flows, flow_runs, deployments, work_pools, work_pool_queues } = filters;
  const conditions = [inWorkspace('t', scope), ...when(filters.task_runs, taskRunCondition)];
  const ids =
    names(flows, deployments, work_pools, work_pool_queues) || !flow_runs
      ? undefined
      : onlyFlowRunIds(flow_runs);
  if (ids) conditions.push(anyOf(raw('t.flow_run_id'), ids, 'uuid'));
  else if (names(flows, flow_runs, deployments, work_pools, work_pool_queues)) {
    const of = allOf(flowRunConditions({ ...filters, task_runs: null }));
    conditions.push(
      sql`exists (select from flow_run r where r.workspace_id = t.workspace_id and r.id = t.flow_run_id and ${of})`,
    );
  }
  return allOf(conditions);
}

/** WHERE of a query over `deployment d`. Upstream: models/deployments.py, _apply_deployment_filters (3.8.8). */
export function deploymentsWhere(scope: WorkspaceScope, filters: RunFilters): Sql {
  const { flow_runs, task_runs, work_pools, work_pool_queues } = filters;
  const conditions = [
    inWorkspace('d', scope),
    ...reachable(scope, 'deployment', 'view', sql`d.id`),
    ...when(filters.deployments, deploymentCondition),
    ...ofFlow('d', filters.flows),
    ...ofPool('d', work_pools),
    ...ofQueue('d', work_pool_queues),
  ];
  if (names(flow_runs, task_runs)) {
    const of = allOf([...ofRun(flow_runs), ...ofTaskRuns(task_runs)]);
    conditions.push(
      sql`exists (select from flow_run r where r.workspace_id = d.workspace_id and r.deployment_id = d.id and ${of})`,
    );
  }
  return allOf(conditions);
}

/** Conditions on the runs of an artifact (or collection) `a`. */
function ofArtifactRuns({ flows, flow_runs, task_runs, deployments }: RunFilters): Sql[] {
  const conditions: Sql[] = [];
  if (names(flows, flow_runs, deployments)) {
    const of = allOf(flowRunConditions({ flows, flow_runs, deployments }));
    conditions.push(
      sql`exists (select from flow_run r where r.workspace_id = a.workspace_id and r.id = a.flow_run_id and ${of})`,
    );
  }
  if (task_runs) {
    conditions.push(
      sql`exists (select from task_run t where t.workspace_id = a.workspace_id and t.id = a.task_run_id
        and ${taskRunCondition(task_runs)})`,
    );
  }
  return conditions;
}

/** WHERE of a query over `artifact a`. Upstream: models/artifacts.py, _apply_artifact_filters (3.8.8). */
export const artifactsWhere = (
  scope: WorkspaceScope,
  filters: RunFilters & { readonly artifacts?: Maybe<ArtifactFilter> },
): Sql =>
  allOf([inWorkspace('a', scope), ...when(filters.artifacts, artifactCondition), ...ofArtifactRuns(filters)]);

/** WHERE of a query over `artifact_collection a`. Upstream: _apply_artifact_collection_filters (3.8.8). */
export const artifactCollectionsWhere = (
  scope: WorkspaceScope,
  filters: RunFilters & { readonly artifacts?: Maybe<ArtifactCollectionFilter> },
): Sql =>
  allOf([
    inWorkspace('a', scope),
    ...when(filters.artifacts, artifactCollectionCondition),
    ...ofArtifactRuns(filters),
  ]);

import type { DeploymentVersionOfWire, FlowRunResponse } from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export const deploymentsKey = (place: WorkspacePlace) =>
  ['workspace', place.workspaceId, 'deployments'] as const;

/** When runs are made by themselves. */
export interface ScheduleRule {
  readonly cron?: string;
  readonly day_or?: boolean;
  readonly interval?: number;
  readonly anchor_date?: string | null;
  readonly rrule?: string;
  readonly timezone?: string | null;
}
export interface DeploymentSchedule {
  readonly id: string;
  readonly active: boolean;
  readonly schedule: ScheduleRule;
  readonly slug: string | null;
}
export type JsonObject = Readonly<Record<string, unknown>>;
/** What happens to a run when the limit is reached. */
export type CollisionStrategy = 'ENQUEUE' | 'CANCEL_NEW';
/** The members that pages read. */
export interface Deployment {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly flow_id: string;
  readonly description: string | null;
  readonly paused: boolean;
  readonly status: 'READY' | 'NOT_READY' | null;
  readonly tags: readonly string[];
  readonly version: string | null;
  readonly entrypoint: string | null;
  readonly path: string | null;
  readonly work_pool_name: string | null;
  readonly work_queue_name: string | null;
  /** The limit that the deployment made for itself. */
  readonly global_concurrency_limit: { readonly limit: number } | null;
  readonly concurrency_options: {
    readonly collision_strategy: CollisionStrategy;
    readonly grace_period_seconds?: number | null;
  } | null;
  readonly schedules: readonly DeploymentSchedule[];
  readonly parameters: JsonObject;
  readonly parameter_openapi_schema: JsonObject | null;
  readonly enforce_parameter_schema: boolean;
  readonly job_variables: JsonObject;
  readonly pull_steps: readonly JsonObject[] | null;
}

export const DEPLOYMENTS_A_PAGE = 50;
export const deploymentsQuery = (
  place: WorkspacePlace,
  named: { readonly name?: string; readonly flow?: string; readonly pool?: string },
  offset = 0,
  limit = DEPLOYMENTS_A_PAGE,
) =>
  queryOptions({
    queryKey: [...deploymentsKey(place), 'list', named, offset, limit],
    queryFn: () =>
      api.post<Deployment[]>(`${workspacePath(place)}/deployments/filter`, {
        sort: 'NAME_ASC',
        ...(named.name ? { deployments: { flow_or_deployment_name: { like_: named.name } } } : {}),
        ...(named.flow ? { flows: { id: { any_: [named.flow] } } } : {}),
        ...(named.pool ? { work_pools: { name: { any_: [named.pool] } } } : {}),
        limit,
        offset,
      }),
  });
export const deploymentQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...deploymentsKey(place), 'one', id],
    queryFn: ({ signal }) =>
      api.get<Deployment>(`${workspacePath(place)}/deployments/${id}`, undefined, signal),
  });
export const VERSIONS_A_PAGE = 50;
/** What the deployment was, the newest first. */
export const versionsQuery = (place: WorkspacePlace, id: string, offset: number) =>
  queryOptions({
    queryKey: [...deploymentsKey(place), 'one', id, 'versions', offset],
    queryFn: ({ signal }) =>
      api.get<DeploymentVersionOfWire[]>(
        `${workspacePath(place)}/deployments/${id}/versions`,
        { limit: VERSIONS_A_PAGE, offset },
        signal,
      ),
  });
/** The next dates that the server has already made runs for. */
export const nextRunsQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: ['workspace', place.workspaceId, 'runs', 'next', id],
    queryFn: () =>
      api.post<FlowRunResponse[]>(`${workspacePath(place)}/flow_runs/filter`, {
        sort: 'EXPECTED_START_TIME_ASC',
        flow_runs: { deployment_id: { any_: [id] }, state: { type: { any_: ['SCHEDULED'] } } },
        limit: 10,
      }),
  });

export interface ValueError {
  readonly property?: string;
  readonly index?: number;
  readonly errors: readonly (string | ValueError)[];
}
interface Validation {
  readonly valid: boolean;
  readonly errors: readonly (string | ValueError)[];
}

export interface NewRun {
  readonly name?: string;
  readonly parameters?: unknown;
  readonly tags?: readonly string[];
  readonly state?: unknown;
  readonly work_queue_name?: string;
  readonly job_variables?: unknown;
}
/** What can be changed afterwards. */
export interface DeploymentChange {
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly version: string | null;
  readonly entrypoint: string | null;
  readonly path: string | null;
  readonly work_pool_name: string | null;
  readonly work_queue_name: string | null;
  readonly concurrency_limit: number | null;
  readonly concurrency_options: Deployment['concurrency_options'];
  readonly parameters: unknown;
  readonly enforce_parameter_schema: boolean;
  readonly job_variables: unknown;
}
/** What a copy takes over. */
const copied = (one: Deployment) => ({
  flow_id: one.flow_id,
  description: one.description,
  tags: one.tags,
  version: one.version,
  entrypoint: one.entrypoint,
  path: one.path,
  pull_steps: one.pull_steps,
  work_pool_name: one.work_pool_name,
  work_queue_name: one.work_queue_name,
  concurrency_limit: one.global_concurrency_limit?.limit ?? null,
  concurrency_options: one.concurrency_options,
  parameters: one.parameters,
  parameter_openapi_schema: one.parameter_openapi_schema,
  enforce_parameter_schema: one.enforce_parameter_schema,
  job_variables: one.job_variables,
});
export const deployments = {
  change: (place: WorkspacePlace, id: string, change: Partial<DeploymentChange>) =>
    api.patch(`${workspacePath(place)}/deployments/${id}`, change),
  /** A copy under another name; its schedules come along, switched off. */
  duplicate: (place: WorkspacePlace, one: Deployment, name: string) =>
    api.post<Deployment>(`${workspacePath(place)}/deployments/`, {
      ...copied(one),
      name,
      schedules: one.schedules.map(({ schedule }) => ({ active: false, schedule })),
    }),
  run: (place: WorkspacePlace, id: string, body: NewRun = {}) =>
    api.post<FlowRunResponse>(`${workspacePath(place)}/deployments/${id}/create_flow_run`, body),
  pause: (place: WorkspacePlace, id: string, isPaused: boolean) =>
    api.post(`${workspacePath(place)}/deployments/${id}/${isPaused ? 'pause' : 'resume'}_deployment`),
  remove: (place: WorkspacePlace, id: string) => api.delete(`${workspacePath(place)}/deployments/${id}`),
  addSchedule: (place: WorkspacePlace, id: string, schedule: ScheduleRule) =>
    api.post(`${workspacePath(place)}/deployments/${id}/schedules`, [{ active: true, schedule }]),
  changeSchedule: (
    place: WorkspacePlace,
    id: string,
    scheduleId: string,
    change: { active?: boolean; schedule?: ScheduleRule },
  ) => api.patch(`${workspacePath(place)}/deployments/${id}/schedules/${scheduleId}`, change),
  removeSchedule: (place: WorkspacePlace, id: string, scheduleId: string) =>
    api.delete(`${workspacePath(place)}/deployments/${id}/schedules/${scheduleId}`),
  /** Whether values fit a schema; the server's own judgement. */
  validate: (place: WorkspacePlace, schema: JsonObject, values: unknown) =>
    api.post<Validation>(`${workspacePath(place)}/ui/schemas/validate`, { schema, values }),
};

import type { FlowRunResponse } from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import type { JsonObject } from './deployments.ts';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export const poolsKey = (place: WorkspacePlace) => ['workspace', place.workspaceId, 'work-pools'] as const;

export interface WorkPool {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly description: string | null;
  readonly type: string;
  readonly base_job_template: JsonObject;
  readonly is_paused: boolean;
  readonly concurrency_limit: number | null;
  readonly status: 'READY' | 'NOT_READY' | 'PAUSED' | null;
  readonly active_slots?: number | null;
}
export interface WorkQueue {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly is_paused: boolean;
  readonly concurrency_limit: number | null;
  readonly priority: number;
  readonly last_polled: string | null;
  readonly status: 'READY' | 'NOT_READY' | 'PAUSED' | null;
}
export interface Worker {
  readonly id: string;
  readonly name: string;
  readonly last_heartbeat_time: string | null;
  readonly heartbeat_interval_seconds: number | null;
  readonly status: 'ONLINE' | 'OFFLINE';
}

const of = (place: WorkspacePlace, name: string): string =>
  `${workspacePath(place)}/work_pools/${encodeURIComponent(name)}`;

export const poolsQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: [...poolsKey(place), 'list'],
    queryFn: () => api.post<WorkPool[]>(`${workspacePath(place)}/work_pools/filter`, { limit: 200 }),
  });
export const poolQuery = (place: WorkspacePlace, name: string) =>
  queryOptions({
    queryKey: [...poolsKey(place), 'one', name],
    queryFn: ({ signal }) => api.get<WorkPool>(of(place, name), undefined, signal),
  });
export const queuesQuery = (place: WorkspacePlace, name: string) =>
  queryOptions({
    queryKey: [...poolsKey(place), 'queues', name],
    queryFn: () => api.post<WorkQueue[]>(`${of(place, name)}/queues/filter`, { limit: 200 }),
  });
/** Heartbeats are no events, so they are asked for while somebody looks. */
export const workersQuery = (place: WorkspacePlace, name: string) =>
  queryOptions({
    queryKey: [...poolsKey(place), 'workers', name],
    queryFn: () => api.post<Worker[]>(`${of(place, name)}/workers/filter`, { limit: 200 }),
    refetchInterval: 10_000,
  });

/** Runs that hold a slot: a worker has taken them and they have not ended. */
export const slotHoldersQuery = (place: WorkspacePlace, name: string) =>
  queryOptions({
    queryKey: [...poolsKey(place), 'slots', name],
    queryFn: () =>
      api.post<FlowRunResponse[]>(`${workspacePath(place)}/flow_runs/filter`, {
        sort: 'START_TIME_ASC',
        flow_runs: { state: { type: { any_: ['PENDING', 'RUNNING', 'CANCELLING'] } } },
        work_pools: { name: { any_: [name] } },
        limit: 200,
      }),
    refetchInterval: 10_000,
  });

export interface PoolKind {
  readonly type: string;
  readonly display_name?: string;
  readonly description?: string;
  readonly default_base_job_configuration: JsonObject;
  readonly install_command?: string;
  readonly is_beta?: boolean;
}
/** Every type of pool that a worker exists for. */
export const poolKindsQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: ['workspace', place.workspaceId, 'pool-kinds'],
    queryFn: async ({ signal }): Promise<PoolKind[]> => {
      const view = await api.get<Record<string, Record<string, PoolKind>>>(
        `${workspacePath(place)}/collections/views/aggregate-worker-metadata`,
        undefined,
        signal,
      );
      return Object.values(view).flatMap((collection) => Object.values(collection));
    },
    staleTime: 600_000,
  });

export interface PoolChange {
  readonly description?: string | null;
  readonly is_paused?: boolean;
  readonly concurrency_limit?: number | null;
  readonly base_job_template?: JsonObject;
}
export interface QueueChange {
  readonly is_paused?: boolean;
  readonly concurrency_limit?: number | null;
  readonly priority?: number;
}
export const pools = {
  create: (place: WorkspacePlace, body: PoolChange & { name: string; type: string }) =>
    api.post<WorkPool>(`${workspacePath(place)}/work_pools/`, body),
  change: (place: WorkspacePlace, name: string, change: PoolChange) => api.patch(of(place, name), change),
  remove: (place: WorkspacePlace, name: string) => api.delete(of(place, name)),
  addQueue: (
    place: WorkspacePlace,
    pool: string,
    body: { name: string; priority?: number; concurrency_limit?: number | null },
  ) => api.post(`${of(place, pool)}/queues`, body),
  changeQueue: (place: WorkspacePlace, pool: string, queue: string, change: QueueChange) =>
    api.patch(`${of(place, pool)}/queues/${encodeURIComponent(queue)}`, change),
  removeQueue: (place: WorkspacePlace, pool: string, queue: string) =>
    api.delete(`${of(place, pool)}/queues/${encodeURIComponent(queue)}`),
};

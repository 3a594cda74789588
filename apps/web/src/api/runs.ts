import type {
  ArtifactResponse,
  FlowRunResponse,
  LogResponse,
  RunExplanation,
  StateResponse,
  StateType,
  TaskRunResponse,
} from '@orch/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, apiUrl, download } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

/** Everything that changes when runs do begins with this. */
export const runsKey = (place: WorkspacePlace) => ['workspace', place.workspaceId, 'runs'] as const;
export const runKey = (place: WorkspacePlace, id: string) =>
  ['workspace', place.workspaceId, 'run', id] as const;

/** The filters of run routes, as the wire takes them. */
export type WireFilter = Readonly<Record<string, unknown>>;
export const RUNS_A_PAGE = 100;
const EXPLAIN_MS = 5_000;

export const runQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...runKey(place, id), 'itself'],
    queryFn: ({ signal }) =>
      api.get<FlowRunResponse>(`${workspacePath(place)}/flow_runs/${id}`, undefined, signal),
  });

/** Why it is not running, asked again while it waits: the reasons lie outside the run. */
export const explainQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...runKey(place, id), 'explain'],
    queryFn: ({ signal }) =>
      api.get<RunExplanation>(`${workspacePath(place)}/flow_runs/${id}/explain`, undefined, signal),
    refetchInterval: EXPLAIN_MS,
  });

/** What a run left under a key, as JSON. */
export const inputQuery = (place: WorkspacePlace, id: string, key: string) =>
  queryOptions({
    queryKey: [...runKey(place, id), 'input', key],
    queryFn: ({ signal }) =>
      api.get<unknown>(
        `${workspacePath(place)}/flow_runs/${id}/input/${encodeURIComponent(key)}`,
        undefined,
        signal,
      ),
    // asked once: what is being filled in must not change under the hands
    staleTime: Infinity,
  });

export interface GraphNode {
  readonly kind: 'flow-run' | 'task-run';
  readonly id: string;
  readonly label: string;
  readonly state_type: StateType;
  readonly start_time: string;
  readonly end_time: string | null;
  readonly parents: readonly { readonly id: string }[];
}
export interface RunGraph {
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly nodes: readonly (readonly [string, GraphNode])[];
  readonly states: readonly { readonly timestamp: string; readonly type: StateType; readonly name: string }[];
}
export const graphQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...runKey(place, id), 'graph'],
    queryFn: ({ signal }) =>
      api.get<RunGraph>(`${workspacePath(place)}/flow_runs/${id}/graph-v2`, undefined, signal),
  });

export const taskRunsQuery = (place: WorkspacePlace, id: string, state: string | undefined, name: string) =>
  infiniteQueryOptions({
    queryKey: [...runKey(place, id), 'task-runs', state, name],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      api.post<TaskRunResponse[]>(`${workspacePath(place)}/task_runs/filter`, {
        sort: 'EXPECTED_START_TIME_DESC',
        task_runs: {
          flow_run_id: { any_: [id] },
          subflow_runs: { exists_: false },
          ...(state ? { state: { type: { any_: [state] } } } : {}),
          ...(name ? { name: { like_: name } } : {}),
        },
        limit: RUNS_A_PAGE,
        offset: pageParam,
      }),
    getNextPageParam: (last, pages) => (last.length === RUNS_A_PAGE ? pages.length * RUNS_A_PAGE : undefined),
  });

export const statesQuery = (place: WorkspacePlace, kind: 'flow' | 'task', id: string) =>
  queryOptions({
    queryKey: [...runKey(place, id), 'states'],
    queryFn: ({ signal }) =>
      api.get<StateResponse[]>(
        `${workspacePath(place)}/${kind}_run_states/`,
        { [`${kind}_run_id`]: id },
        signal,
      ),
  });

export const taskRunQuery = (place: WorkspacePlace, id: string) =>
  queryOptions({
    queryKey: [...runKey(place, id), 'itself'],
    queryFn: ({ signal }) =>
      api.get<TaskRunResponse>(`${workspacePath(place)}/task_runs/${id}`, undefined, signal),
  });

export const artifactsOfQuery = (place: WorkspacePlace, kind: 'flow' | 'task', id: string) =>
  queryOptions({
    queryKey: [...runKey(place, id), 'artifacts'],
    queryFn: () =>
      api.post<ArtifactResponse[]>(`${workspacePath(place)}/artifacts/filter`, {
        sort: 'CREATED_DESC',
        artifacts: { [`${kind}_run_id`]: { any_: [id] } },
        limit: 100,
      }),
  });

export const LOGS_A_PAGE = 200;
export interface LogChoice {
  readonly kind: 'flow' | 'task';
  readonly id: string;
  readonly level: number;
  readonly text: string;
}
export const logsQuery = (place: WorkspacePlace, choice: LogChoice) =>
  infiniteQueryOptions({
    queryKey: [...runKey(place, choice.id), 'logs', choice.level, choice.text],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      api.post<LogResponse[]>(`${workspacePath(place)}/logs/filter`, {
        sort: 'TIMESTAMP_ASC',
        logs: {
          [`${choice.kind}_run_id`]: { any_: [choice.id] },
          ...(choice.level > 0 ? { level: { ge_: choice.level } } : {}),
          ...(choice.text ? { text: { query: choice.text } } : {}),
        },
        limit: LOGS_A_PAGE,
        offset: pageParam,
      }),
    getNextPageParam: (last, pages) => (last.length === LOGS_A_PAGE ? pages.length * LOGS_A_PAGE : undefined),
  });
export const logsDownloadUrl = (place: WorkspacePlace, id: string): string =>
  apiUrl(`${workspacePath(place)}/flow_runs/${id}/logs/download`);

interface StateWish {
  readonly type: StateType;
  readonly name: string;
  readonly message: string;
}
interface Orchestrated {
  readonly status: 'ACCEPT' | 'REJECT' | 'ABORT' | 'WAIT';
  readonly details: { readonly reason?: string | null };
}
/** Cancels; a run that has not begun ends at once. */
export const CANCEL: StateWish = {
  type: 'CANCELLING',
  name: 'Cancelling',
  message: 'Cancelled in the web application',
};
/** Runs again. */
export const RETRY: StateWish = {
  type: 'SCHEDULED',
  name: 'AwaitingRetry',
  message: 'Retried in the web application',
};
/** Stops before the next task. */
export const PAUSE: StateWish = {
  type: 'PAUSED',
  name: 'Paused',
  message: 'Paused in the web application',
};

export interface BulkResult {
  readonly results?: readonly { readonly status: string }[];
  readonly deleted?: readonly string[];
}
const BULK_MAX = 50;
const inParts = async <T>(
  ids: readonly string[],
  run: (part: readonly string[]) => Promise<T>,
): Promise<T[]> => {
  const answers: T[] = [];
  for (let i = 0; i < ids.length; i += BULK_MAX) answers.push(await run(ids.slice(i, i + BULK_MAX)));
  return answers;
};

export const runs = {
  setState: (place: WorkspacePlace, id: string, state: StateWish) =>
    api.post<Orchestrated>(`${workspacePath(place)}/flow_runs/${id}/set_state`, { state }),
  /** @param input what a run that waits for input is told. */
  resume: (place: WorkspacePlace, id: string, input?: object) =>
    api.post<Orchestrated>(
      `${workspacePath(place)}/flow_runs/${id}/resume`,
      input ? { run_input: input } : {},
    ),
  remove: (place: WorkspacePlace, id: string) => api.delete(`${workspacePath(place)}/flow_runs/${id}`),
  /** In parts, as the server takes so many at once. */
  setStates: (place: WorkspacePlace, ids: readonly string[], state: StateWish) =>
    inParts(ids, (part) =>
      api.post<BulkResult>(`${workspacePath(place)}/flow_runs/bulk_set_state`, {
        flow_runs: { id: { any_: part } },
        state,
      }),
    ),
  removeAll: (place: WorkspacePlace, ids: readonly string[]) =>
    inParts(ids, (part) =>
      api.post<BulkResult>(`${workspacePath(place)}/flow_runs/bulk_delete`, {
        flow_runs: { id: { any_: part } },
      }),
    ),
};

/** So many runs are in a file at most; the server says the same. */
export const CSV_RUNS_MAX = 10_000;
/** The matching runs as a file. */
export const runsCsv = (place: WorkspacePlace, filter: WireFilter): Promise<Blob> =>
  download(`${workspacePath(place)}/ui/flow_runs/csv`, { sort: 'EXPECTED_START_TIME_DESC', ...filter });

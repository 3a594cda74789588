import type { FlowRunResponse, StateType } from '@orch/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { graphql } from './graphql.ts';
import { RUNS_A_PAGE, runsKey, type WireFilter } from './runs.ts';
import type { WorkspacePlace } from './workspaces.ts';

/** A run as lists show it. */
export interface RunLine {
  readonly id: string;
  readonly name: string;
  readonly flowId: string;
  readonly flowName: string | null;
  readonly deploymentId: string | null;
  readonly deploymentName: string | null;
  readonly stateType: StateType | null;
  readonly stateName: string | null;
  readonly expectedStartTime: string | null;
  readonly startTime: string | null;
  readonly runSeconds: number;
  readonly lateSeconds: number;
  readonly tags: readonly string[];
}
/** A step of time and how many runs of each type of state are expected in it. */
export interface OutcomeBucket {
  readonly start: string;
  readonly end: string;
  readonly states: readonly { readonly type: StateType; readonly count: number }[];
}
/** From when to when, in steps. */
export interface Steps {
  readonly since: string;
  readonly until: string;
  readonly stepSeconds: number;
}

export const RUN_LINE = `id name flowId flowName deploymentId deploymentName stateType stateName
  expectedStartTime startTime runSeconds lateSeconds tags`;
const BUCKET = 'start end states { type count }';

const HOUR = 3_600;
/** Whole hours that make at most 60 steps of a range. */
const STEPS_H = [1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 168];
const STEPS_MAX = 60;
const STEPS_OF_SHORT = 60;

/**
 * Steps of a range: whole hours where that is fine enough, since the server answers those from what it counted before.
 * The last step then ends with the hour that is under way.
 */
export function stepsOf({ since, until }: { since: string; until: string }): Steps {
  const seconds = (Date.parse(until) - Date.parse(since)) / 1000;
  if (seconds < 12 * HOUR) {
    return { since, until, stepSeconds: Math.max(1, Math.ceil(seconds / STEPS_OF_SHORT)) };
  }
  const end = Math.ceil(Date.parse(until) / 1000 / HOUR) * HOUR;
  const hours = Math.ceil((end - Date.parse(since) / 1000) / HOUR);
  const step = STEPS_H.find((one) => hours / one <= STEPS_MAX) ?? Math.ceil(hours / STEPS_MAX);
  const count = Math.max(1, Math.floor(hours / step));
  const iso = (at: number): string => new Date(at * 1000).toISOString();
  return { since: iso(end - count * step * HOUR), until: iso(end), stepSeconds: step * HOUR };
}

interface RunsView {
  readonly flowRuns: readonly RunLine[];
  readonly flowRunCount: number;
  readonly flowRunOutcomes?: readonly OutcomeBucket[];
}

/** What a page of runs asks. */
export interface RunsQuestion {
  readonly filter: WireFilter;
  /** Left out where there is no chart. */
  readonly chart?: { readonly filter: WireFilter; readonly steps: Steps };
  readonly sort?: string;
}

const FIRST = `query ($account: UUID!, $workspace: UUID!, $filter: JSON, $chart: JSON, $sort: String, $first: Int,
    $since: DateTime, $until: DateTime, $step: Int, $withChart: Boolean!) {
  workspace(accountId: $account, id: $workspace) {
    flowRuns(filter: $filter, sort: $sort, first: $first) { ${RUN_LINE} }
    flowRunCount(filter: $filter)
    flowRunOutcomes(filter: $chart, since: $since, until: $until, stepSeconds: $step) @include(if: $withChart) { ${BUCKET} }
  }
}`;
const MORE = `query ($account: UUID!, $workspace: UUID!, $filter: JSON, $sort: String, $first: Int, $offset: Int) {
  workspace(accountId: $account, id: $workspace) {
    flowRuns(filter: $filter, sort: $sort, first: $first, offset: $offset) { ${RUN_LINE} }
  }
}`;
const tenant = ({ accountId, workspaceId }: WorkspacePlace) => ({
  account: accountId,
  workspace: workspaceId,
});

/** List, count and chart of runs in one request; further pages bring the list alone. */
export const runsViewQuery = (place: WorkspacePlace, named: unknown, ask: () => RunsQuestion) =>
  infiniteQueryOptions({
    queryKey: [...runsKey(place), 'view', named],
    initialPageParam: 0,
    queryFn: async ({ pageParam, signal }): Promise<RunsView> => {
      const { filter, chart, sort = 'EXPECTED_START_TIME_DESC' } = ask();
      const variables = { ...tenant(place), filter, sort, first: RUNS_A_PAGE };
      if (pageParam > 0) {
        const more = { ...variables, offset: pageParam };
        const { workspace } = await graphql<{ workspace: Pick<RunsView, 'flowRuns'> }>(MORE, more, signal);
        return { ...workspace, flowRunCount: 0 };
      }
      const all = {
        ...variables,
        withChart: chart !== undefined,
        chart: chart?.filter,
        since: chart?.steps.since,
        until: chart?.steps.until,
        step: chart?.steps.stepSeconds,
      };
      return (await graphql<{ workspace: RunsView }>(FIRST, all, signal)).workspace;
    },
    getNextPageParam: (last, pages) =>
      last.flowRuns.length === RUNS_A_PAGE ? pages.length * RUNS_A_PAGE : undefined,
  });

export interface RunChoice {
  readonly id: string;
  readonly name: string;
  readonly hint: string | null;
  readonly tags: readonly string[];
}
const CHOICES = `query ($account: UUID!, $workspace: UUID!) {
  workspace(accountId: $account, id: $workspace) {
    flowChoices { id name hint tags } deploymentChoices { id name hint tags }
  }
}`;
/** What runs can be filtered by. */
export const runChoicesQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: ['workspace', place.workspaceId, 'run-choices'],
    queryFn: async ({ signal }) =>
      (
        await graphql<{
          workspace: {
            readonly flowChoices: readonly RunChoice[];
            readonly deploymentChoices: readonly RunChoice[];
          };
        }>(CHOICES, tenant(place), signal)
      ).workspace,
    staleTime: 60_000,
  });

/** How long completed runs of a flow took, in seconds. */
export interface FlowSpeed {
  readonly runs: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly lateP95: number | null;
}
const SPEED = `query ($account: UUID!, $workspace: UUID!, $flow: UUID!, $since: DateTime) {
  workspace(accountId: $account, id: $workspace) { flowSpeed(flowId: $flow, since: $since) { runs p50 p95 p99 lateP95 } }
}`;
const MONTH_MS = 30 * 24 * HOUR * 1000;
/** Of the last thirty days. */
export const flowSpeedQuery = (place: WorkspacePlace, flow: string) =>
  queryOptions({
    queryKey: [...runsKey(place), 'speed', flow],
    queryFn: async ({ signal }) => {
      const since = new Date(Date.now() - MONTH_MS).toISOString();
      const variables = { ...tenant(place), flow, since };
      const answer = await graphql<{ workspace: { readonly flowSpeed: FlowSpeed } }>(
        SPEED,
        variables,
        signal,
      );
      return answer.workspace.flowSpeed;
    },
  });

/** A run of the REST API as lists show it, without the names that only the read model knows. */
export const runLineOf = (run: FlowRunResponse): RunLine => ({
  id: run.id,
  name: run.name,
  flowId: run.flow_id,
  flowName: null,
  deploymentId: run.deployment_id,
  deploymentName: null,
  stateType: run.state_type,
  stateName: run.state_name,
  expectedStartTime: run.expected_start_time,
  startTime: run.start_time,
  runSeconds: run.estimated_run_time,
  lateSeconds: run.estimated_start_time_delta,
  tags: run.tags,
});

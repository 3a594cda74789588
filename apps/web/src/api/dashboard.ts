import type { StateType } from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { graphql } from './graphql.ts';
import { type OutcomeBucket, RUN_LINE, type RunLine, type Steps } from './run-lines.ts';
import { runsKey, type WireFilter } from './runs.ts';
import { poolsKey } from './work-pools.ts';
import type { WorkspacePlace } from './workspaces.ts';

/** Runs of one flow among the newest of a kind. */
export interface FlowShare {
  readonly flowId: string;
  readonly flowName: string;
  readonly count: number;
  readonly lastId: string;
  readonly lastName: string;
  readonly lastStateType: StateType;
  readonly lastStateName: string;
  readonly lastExpected: string;
}
/** How a work pool is doing now. */
export interface PoolPulse {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly status: 'READY' | 'NOT_READY' | 'PAUSED';
  readonly isPaused: boolean;
  readonly concurrencyLimit: number | null;
  readonly lastPolled: string | null;
  readonly workersOnline: number;
  readonly active: number;
  readonly waiting: number;
  readonly longestWaitSeconds: number;
}
export interface Dashboard {
  readonly flowRunOutcomes: readonly OutcomeBucket[];
  readonly taskRunOutcomes: readonly OutcomeBucket[];
  readonly lateRunCount: number;
  readonly flowShares: readonly FlowShare[];
  readonly workPoolPulses: readonly PoolPulse[];
}

/** The kinds of runs that a dashboard looks at, each by the filter of its state. */
export const RUN_KINDS = {
  failed: { label: 'Failed', types: ['FAILED', 'CRASHED'], state: { type: { any_: ['FAILED', 'CRASHED'] } } },
  running: {
    label: 'Running',
    types: ['RUNNING', 'PENDING', 'PAUSED', 'CANCELLING'],
    state: { type: { any_: ['RUNNING', 'PENDING', 'PAUSED', 'CANCELLING'] } },
  },
  completed: { label: 'Completed', types: ['COMPLETED'], state: { type: { any_: ['COMPLETED'] } } },
  late: { label: 'Late', types: [], state: { name: { any_: ['Late'] } } },
  cancelled: { label: 'Cancelled', types: ['CANCELLED'], state: { type: { any_: ['CANCELLED'] } } },
} as const;
export type RunKind = keyof typeof RUN_KINDS;

const within = (kind: RunKind, { since, until }: Steps): WireFilter => ({
  flow_runs: {
    expected_start_time: { after_: since, before_: until },
    state: RUN_KINDS[kind].state,
  },
});

const PULSE =
  'id name type status isPaused concurrencyLimit lastPolled workersOnline active waiting longestWaitSeconds';
const DASHBOARD = `query ($account: UUID!, $workspace: UUID!, $since: DateTime!, $until: DateTime!, $step: Int!, $kind: JSON!) {
  workspace(accountId: $account, id: $workspace) {
    flowRunOutcomes(since: $since, until: $until, stepSeconds: $step) { start end states { type count } }
    taskRunOutcomes(since: $since, until: $until, stepSeconds: $step) { start end states { type count } }
    lateRunCount(since: $since, until: $until)
    flowShares(filter: $kind, first: 8) { flowId flowName count lastId lastName lastStateType lastStateName lastExpected }
    workPoolPulses(first: 8) { ${PULSE} }
  }
}`;

const PULSES = `query ($account: UUID!, $workspace: UUID!) {
  workspace(accountId: $account, id: $workspace) { workPoolPulses(first: 24) { ${PULSE} } }
}`;
const PULSES_EVERY_MS = 15_000;
/** How the pools are doing, by their ids; beats of workers are no events, so it is asked while somebody looks. */
export const poolPulsesQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: [...poolsKey(place), 'pulses'],
    queryFn: async ({ signal }) => {
      const variables = { account: place.accountId, workspace: place.workspaceId };
      const { workspace } = await graphql<{ workspace: Pick<Dashboard, 'workPoolPulses'> }>(
        PULSES,
        variables,
        signal,
      );
      return new Map(workspace.workPoolPulses.map((pulse) => [pulse.id, pulse]));
    },
    refetchInterval: PULSES_EVERY_MS,
  });

/** All that a dashboard shows, in one request. */
export const dashboardQuery = (
  place: WorkspacePlace,
  named: { readonly range: unknown; readonly kind: RunKind },
  stepsNow: () => Steps,
) =>
  queryOptions({
    queryKey: [...runsKey(place), 'dashboard', named],
    queryFn: async ({ signal }) => {
      const steps = stepsNow();
      const variables = {
        account: place.accountId,
        workspace: place.workspaceId,
        since: steps.since,
        until: steps.until,
        step: steps.stepSeconds,
        kind: within(named.kind, steps),
      };
      return (await graphql<{ workspace: Dashboard }>(DASHBOARD, variables, signal)).workspace;
    },
  });

const OF_FLOW = `query ($account: UUID!, $workspace: UUID!, $filter: JSON!) {
  workspace(accountId: $account, id: $workspace) { flowRuns(filter: $filter, first: 5) { ${RUN_LINE} } }
}`;
/** The newest runs of a flow that are of a kind; asked for when somebody opens its line. */
export const runsOfFlowQuery = (place: WorkspacePlace, flow: string, kind: RunKind, stepsNow: () => Steps) =>
  queryOptions({
    queryKey: [...runsKey(place), 'of-flow', flow, kind],
    queryFn: async ({ signal }) => {
      const filter = { ...within(kind, stepsNow()), flows: { id: { any_: [flow] } } };
      const variables = { account: place.accountId, workspace: place.workspaceId, filter };
      const answer = await graphql<{ workspace: { readonly flowRuns: readonly RunLine[] } }>(
        OF_FLOW,
        variables,
        signal,
      );
      return answer.workspace.flowRuns;
    },
  });

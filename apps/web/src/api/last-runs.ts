import type { StateType } from '@orch/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { graphql } from './graphql.ts';
import { runsKey } from './runs.ts';
import type { WorkspacePlace } from './workspaces.ts';

/** A run as a bar among the last ones. */
export interface LastRun {
  readonly id: string;
  readonly name: string;
  readonly stateType: StateType | null;
  readonly stateName: string | null;
  readonly runSeconds: number;
}
export type LastRuns = ReadonlyMap<string, readonly LastRun[]>;

/** How many bars there are room for. */
export const LAST_RUNS = 10;
/** As many names as the server takes in one operation. */
const ASKED_AT_ONCE = 15;
const REREAD_MS = 30_000;
const STARTED: readonly StateType[] = [
  'COMPLETED',
  'FAILED',
  'CRASHED',
  'RUNNING',
  'PAUSED',
  'CANCELLING',
  'CANCELLED',
];

type RunOwner = 'flows' | 'deployments';

async function ask(place: WorkspacePlace, owner: RunOwner, ids: readonly string[], signal: AbortSignal) {
  const parts = ids.map(
    (_, at) =>
      `r${at}: flowRuns(filter: $f${at}, first: ${LAST_RUNS}) { id name stateType stateName runSeconds }`,
  );
  const query = `query ($account: UUID!, $workspace: UUID!, ${ids.map((_, at) => `$f${at}: JSON`).join(', ')}) {
    workspace(accountId: $account, id: $workspace) { ${parts.join('\n')} }
  }`;
  const filters = ids.map((id, at) => [
    `f${at}`,
    { [owner]: { id: { any_: [id] } }, flow_runs: { state: { type: { any_: STARTED } } } },
  ]);
  const variables = {
    account: place.accountId,
    workspace: place.workspaceId,
    ...Object.fromEntries(filters),
  };
  const answer = await graphql<{ workspace: Readonly<Record<string, readonly LastRun[]>> }>(
    query,
    variables,
    signal,
  );
  return ids.map((id, at) => [id, answer.workspace[`r${at}`] ?? []] as const);
}

/** The newest runs of each flow or deployment of a list; newest first. */
export const lastRunsQuery = (place: WorkspacePlace, owner: RunOwner, ids: readonly string[]) =>
  queryOptions({
    queryKey: [...runsKey(place), 'last', owner, ids],
    queryFn: async ({ signal }): Promise<LastRuns> => {
      const groups = Array.from({ length: Math.ceil(ids.length / ASKED_AT_ONCE) }, (_, at) =>
        ids.slice(at * ASKED_AT_ONCE, (at + 1) * ASKED_AT_ONCE),
      );
      const answers = await Promise.all(groups.map((group) => ask(place, owner, group, signal)));
      return new Map(answers.flat());
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: REREAD_MS,
  });

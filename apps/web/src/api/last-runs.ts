import type { StateType } from '@orch/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { graphql } from './graphql.ts';
import { runsKey } from './runs.ts';
import type { WorkspacePlace } from './workspaces.ts';

/** A run as a bar among the last ones. */
export interface LastRun {
  readonly id: string;
  readonly name: string;
  readonly stateType: StateType;
  readonly stateName: string;
  readonly runSeconds: number;
}
export type LastRuns = ReadonlyMap<string, readonly LastRun[]>;

/** How many bars there are room for. */
export const LAST_RUNS = 10;
const REREAD_MS = 30_000;

const FIELDS = { flows: 'lastRunsOfFlows', deployments: 'lastRunsOfDeployments' } as const;

const questionOf = (owner: keyof typeof FIELDS) =>
  `query ($account: UUID!, $workspace: UUID!, $ids: [UUID!]!) {
  workspace(accountId: $account, id: $workspace) {
    runs: ${FIELDS[owner]}(ids: $ids, first: ${LAST_RUNS}) { ownerId id name stateType stateName runSeconds }
  }
}`;

/** The newest runs of each flow or deployment of a list; newest first. */
export const lastRunsQuery = (place: WorkspacePlace, owner: keyof typeof FIELDS, ids: readonly string[]) =>
  queryOptions({
    queryKey: [...runsKey(place), 'last', owner, ids],
    queryFn: async ({ signal }): Promise<LastRuns> => {
      const variables = { account: place.accountId, workspace: place.workspaceId, ids };
      const answer = await graphql<{
        workspace: { readonly runs: readonly (LastRun & { readonly ownerId: string })[] };
      }>(questionOf(owner), variables, signal);
      const byOwner = new Map(ids.map((id) => [id, [] as LastRun[]]));
      for (const run of answer.workspace.runs) byOwner.get(run.ownerId)?.push(run);
      return byOwner;
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: REREAD_MS,
  });

import type {
  DeletedThing,
  TransferAcceptBody,
  TransferOffer,
  WorkspaceAccessOfWire,
  WorkspaceCreate,
  WorkspaceTransfer,
  WorkspaceUpdate,
} from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import type { WorkspaceOfWire } from './wire.ts';

/** A workspace, as URLs name it. */
export interface WorkspacePlace {
  readonly accountId: string;
  readonly workspaceId: string;
}
export const workspacePath = ({ accountId, workspaceId }: WorkspacePlace): string =>
  `/accounts/${accountId}/workspaces/${workspaceId}`;
const key = ({ workspaceId }: WorkspacePlace, ...rest: readonly unknown[]) =>
  ['workspace', workspaceId, ...rest] as const;

export const workspacesQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'workspaces'],
    queryFn: () => api.post<WorkspaceOfWire[]>(`/accounts/${accountId}/workspaces/filter`, { limit: 200 }),
  });
/** Workspaces that can still be brought back. */
export const deletedWorkspacesQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'deleted-workspaces'],
    queryFn: ({ signal }) =>
      api.get<DeletedThing[]>(`/accounts/${accountId}/deleted_workspaces`, undefined, signal),
    retry: false,
  });
/** What an offer is about, by the token of its mail. */
export const transferOfferQuery = (token: string) =>
  queryOptions({
    queryKey: ['transfer', token],
    queryFn: () => api.post<TransferOffer>('/workspace_transfers/lookup', { token }),
    retry: false,
  });
export const workspaceQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: key(place),
    queryFn: ({ signal }) => api.get<WorkspaceOfWire>(workspacePath(place), undefined, signal),
  });

const ACCESS_KINDS = { user: 'user_access', bot: 'bot_access', team: 'team_access' } as const;
export type AccessKind = keyof typeof ACCESS_KINDS;

/** Who may enter, people, service accounts and teams; the three lists are asked for at once. */
export const accessQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: key(place, 'access'),
    queryFn: async () => {
      const path = workspacePath(place);
      const [users, bots, teams] = await Promise.all([
        api.get<WorkspaceAccessOfWire[]>(`${path}/user_access/`),
        api.get<WorkspaceAccessOfWire[]>(`${path}/bot_access/`),
        api.post<WorkspaceAccessOfWire[]>(`${path}/team_access/filter`),
      ]);
      return { users, bots, teams };
    },
  });

export const COUNTED = [
  'flows',
  'flow_runs',
  'deployments',
  'work_pools',
  'variables',
  'block_documents',
] as const;
export type Counted = (typeof COUNTED)[number];
/** How much there is of everything. */
export const countQuery = (place: WorkspacePlace, what: Counted) =>
  queryOptions({
    queryKey: key(place, 'count', what),
    queryFn: () => api.post<number>(`${workspacePath(place)}/${what}/count`),
    refetchInterval: 10_000,
  });

export interface RecentRun {
  readonly id: string;
  readonly name: string;
  readonly flow_id: string;
  readonly state_type: string | null;
  readonly state_name: string | null;
  readonly start_time: string | null;
  readonly expected_start_time: string | null;
  readonly estimated_run_time: number;
  readonly created: string;
}
export const recentRunsQuery = (place: WorkspacePlace) =>
  queryOptions({
    queryKey: key(place, 'recent-runs'),
    queryFn: () =>
      api.post<RecentRun[]>(`${workspacePath(place)}/flow_runs/filter`, {
        sort: 'EXPECTED_START_TIME_DESC',
        limit: 8,
        flow_runs: { state: { type: { not_any_: ['SCHEDULED'] } } },
      }),
    refetchInterval: 5_000,
  });

export const workspaces = {
  restore: (accountId: string, id: string, handle: string | undefined) =>
    api.post<WorkspaceOfWire>(
      `/accounts/${accountId}/deleted_workspaces/${id}/restore`,
      handle ? { handle } : {},
    ),
  acceptTransfer: (body: TransferAcceptBody) =>
    api.post<{ account_id: string; workspace_id?: string; id?: string }>('/workspace_transfers/accept', body),
  create: (accountId: string, body: Partial<WorkspaceCreate>) =>
    api.post<WorkspaceOfWire>(`/accounts/${accountId}/workspaces/`, body),
  update: (place: WorkspacePlace, body: Partial<WorkspaceUpdate>) => api.patch(workspacePath(place), body),
  remove: (place: WorkspacePlace) => api.delete(workspacePath(place)),
  transfer: (place: WorkspacePlace, body: { account_id: string | null; email: string | null }) =>
    api.post<WorkspaceTransfer>(`${workspacePath(place)}/transfer`, body),
  /** Gives a role; what the actor had before in the workspace is replaced. */
  grant: (place: WorkspacePlace, kind: AccessKind, id: string, roleId: string) => {
    const path = `${workspacePath(place)}/${ACCESS_KINDS[kind]}/`;
    const body = [{ workspace_role_id: roleId, [`${kind}_id`]: id }];
    return kind === 'team' ? api.put(path, body) : api.post(path, body);
  },
  /** `id` is the grant's; for teams it is the team's. */
  take: (place: WorkspacePlace, kind: AccessKind, id: string) =>
    api.delete(`${workspacePath(place)}/${ACCESS_KINDS[kind]}/${id}`),
};

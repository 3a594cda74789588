import type {
  AccountCreate,
  AccountMember,
  AccountOfMe,
  AccountRoleOfWire,
  AccountUpdate,
  ApiKeyResponse,
  DeletedThing,
  MailOfAccount,
  ResolvedHandle,
  ScopeOfWire,
  Team,
  WorkspaceOfMe,
  WorkspaceRoleCreate,
  WorkspaceRoleOfWire,
} from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import type { Account, ListedKey, ServiceAccount } from './wire.ts';

export const PAGE_SIZE = 50;
/** A list is asked for one more than a page, which tells whether there is a next one. */
const page = (offset: number) => ({ limit: PAGE_SIZE + 1, offset });
const of = (accountId: string): string => `/accounts/${accountId}`;
const key = (accountId: string, ...rest: readonly unknown[]) => ['account', accountId, ...rest] as const;

// Loaders of routes wait for these two: no page that goes away cancels them.
export const myAccountsQuery = queryOptions({
  queryKey: ['me', 'accounts'],
  queryFn: () => api.get<AccountOfMe[]>('/me/accounts'),
  staleTime: 30_000,
});
export const myWorkspacesQuery = queryOptions({
  queryKey: ['me', 'workspaces'],
  queryFn: () => api.get<WorkspaceOfMe[]>('/me/workspaces'),
  staleTime: 30_000,
});
/** Accounts that one owned, deleted, and can still bring back. */
export const deletedAccountsQuery = queryOptions({
  queryKey: ['me', 'deleted-accounts'],
  queryFn: ({ signal }) => api.get<DeletedThing[]>('/me/deleted_accounts', undefined, signal),
  retry: false,
});
export const accountQuery = (accountId: string) =>
  queryOptions({
    queryKey: key(accountId),
    queryFn: ({ signal }) => api.get<Account>(of(accountId), undefined, signal),
  });
export const membersQuery = (accountId: string, search = '', offset = 0) =>
  queryOptions({
    queryKey: key(accountId, 'members', search, offset),
    queryFn: () =>
      api.post<AccountMember[]>(`${of(accountId)}/account_memberships/filter`, {
        ...(search ? { account_memberships: { search } } : {}),
        ...page(offset),
      }),
  });
export const accountRolesQuery = (accountId: string) =>
  queryOptions({
    queryKey: key(accountId, 'account-roles'),
    queryFn: () => api.post<AccountRoleOfWire[]>(`${of(accountId)}/account_roles/filter`),
    staleTime: 300_000,
  });
export const workspaceRolesQuery = (accountId: string) =>
  queryOptions({
    queryKey: key(accountId, 'workspace-roles'),
    queryFn: () => api.post<WorkspaceRoleOfWire[]>(`${of(accountId)}/workspace_roles/filter`),
    staleTime: 30_000,
  });
export const scopesQuery = (accountId: string) =>
  queryOptions({
    queryKey: key(accountId, 'scopes'),
    queryFn: ({ signal }) => api.get<ScopeOfWire[]>(`${of(accountId)}/scopes`, undefined, signal),
    staleTime: Infinity,
  });
export const teamsQuery = (accountId: string) =>
  queryOptions({
    queryKey: key(accountId, 'teams'),
    queryFn: () => api.post<Team[]>(`${of(accountId)}/teams/filter`),
  });
export const teamQuery = (accountId: string, teamId: string) =>
  queryOptions({
    queryKey: key(accountId, 'teams', teamId),
    queryFn: ({ signal }) => api.get<Team>(`${of(accountId)}/teams/${teamId}`, undefined, signal),
  });
export const botsQuery = (accountId: string) =>
  queryOptions({
    queryKey: key(accountId, 'bots'),
    queryFn: () => api.post<ServiceAccount[]>(`${of(accountId)}/bots/filter`),
  });
export const mailsQuery = (accountId: string) =>
  queryOptions({
    queryKey: key(accountId, 'mails'),
    queryFn: ({ signal }) => api.get<MailOfAccount[]>(`${of(accountId)}/mails`, undefined, signal),
  });
export const apiKeysQuery = (userId: string) =>
  queryOptions({
    queryKey: ['user', userId, 'api-keys'],
    queryFn: ({ signal }) => api.get<ListedKey[]>(`/users/${userId}/api_keys`, undefined, signal),
  });
export const handleQuery = (handle: string) =>
  queryOptions({
    queryKey: ['handle', handle],
    queryFn: ({ signal }) => api.get<ResolvedHandle>(`/handles/${handle}`, undefined, signal),
    retry: false,
  });

export const accounts = {
  create: (body: AccountCreate) => api.post<Account>('/accounts', body),
  update: (accountId: string, body: Partial<AccountUpdate>) => api.patch(of(accountId), body),
  remove: (accountId: string) => api.delete(of(accountId)),
  restore: (accountId: string) => api.post<Account>(`/me/deleted_accounts/${accountId}/restore`),
  changeRole: (accountId: string, membershipId: string, roleId: string) =>
    api.patch(`${of(accountId)}/account_memberships/${membershipId}`, { account_role_id: roleId }),
  removeMember: (accountId: string, membershipId: string) =>
    api.delete(`${of(accountId)}/account_memberships/${membershipId}`),
  createTeam: (accountId: string, body: { name: string; description: string | null }) =>
    api.post<Team>(`${of(accountId)}/teams`, body),
  updateTeam: (accountId: string, teamId: string, body: { name: string; description: string | null }) =>
    api.put(`${of(accountId)}/teams/${teamId}`, body),
  removeTeam: (accountId: string, teamId: string) => api.delete(`${of(accountId)}/teams/${teamId}`),
  setTeamMembers: (
    accountId: string,
    teamId: string,
    members: readonly { member_id: string; member_type: string }[],
  ) => api.put(`${of(accountId)}/teams/${teamId}/members`, { members }),
  createRole: (accountId: string, body: WorkspaceRoleCreate) =>
    api.post<WorkspaceRoleOfWire>(`${of(accountId)}/workspace_roles/`, body),
  updateRole: (accountId: string, roleId: string, body: WorkspaceRoleCreate) =>
    api.patch(`${of(accountId)}/workspace_roles/${roleId}`, body),
  removeRole: (accountId: string, roleId: string) => api.delete(`${of(accountId)}/workspace_roles/${roleId}`),
  createBot: (
    accountId: string,
    body: { name: string; api_key_expiration: string | null; account_role_id: string | null },
  ) => api.post<ServiceAccount>(`${of(accountId)}/bots/`, body),
  rotateBotKey: (
    accountId: string,
    botId: string,
    body: { api_key_expiration: string | null; old_key_expires_in_seconds: number },
  ) => api.post<ServiceAccount>(`${of(accountId)}/bots/${botId}/rotate_api_key`, body),
  removeBot: (accountId: string, botId: string) => api.delete(`${of(accountId)}/bots/${botId}`),
  createKey: (userId: string, body: { name: string; expiration: string | null }) =>
    api.post<ApiKeyResponse>(`/users/${userId}/api_keys`, body),
  removeKey: (userId: string, keyId: string) => api.delete(`/users/${userId}/api_keys/${keyId}`),
};

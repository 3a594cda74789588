import type {
  Consent,
  DeviceDecided,
  DeviceDecision,
  ClientGrant,
  DeviceRequest,
  SsoConnectionCreate,
  SsoConnectionResponse,
  SsoConnectionTest,
  SsoConnectionUpdate,
  SsoDiscovery,
  SsoDomainConfirmed,
  SsoDomainResponse,
  SsoGroupMappingCreate,
  SsoGroupMappingResponse,
  SsoIdentity,
  SsoRedirect,
} from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';

type Query = Readonly<Record<string, string | undefined>>;

export const consentQuery = (query: { callback: string; source?: string | undefined }) =>
  queryOptions({
    queryKey: ['consent', 'client', query],
    queryFn: ({ signal }) => api.get<Consent>('/auth/client-grants', query, signal),
    retry: false,
  });
export const authorizationQueryOf = (query: Query) =>
  queryOptions({
    queryKey: ['consent', 'authorize', query],
    queryFn: ({ signal }) => api.get<Consent>('/auth/authorizations', query, signal),
    retry: false,
  });
export const deviceQueryOf = (userCode: string) =>
  queryOptions({
    queryKey: ['consent', 'device', userCode],
    queryFn: ({ signal }) => api.get<DeviceRequest>('/auth/device', { user_code: userCode }, signal),
    retry: false,
  });
export const identitiesQuery = queryOptions({
  queryKey: ['auth', 'identities'],
  queryFn: ({ signal }) => api.get<SsoIdentity[]>('/auth/sso/identities', undefined, signal),
});

const connections = (accountId: string): string => `/accounts/${accountId}/sso/connections`;
export const ssoConnectionsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'sso'],
    queryFn: ({ signal }) => api.get<SsoConnectionResponse[]>(connections(accountId), undefined, signal),
  });
export const ssoDomainsQuery = (accountId: string, id: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'sso', id, 'domains'],
    queryFn: ({ signal }) =>
      api.get<SsoDomainResponse[]>(`${connections(accountId)}/${id}/domains`, undefined, signal),
  });

export const ssoGroupsQuery = (accountId: string, id: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'sso', id, 'groups'],
    queryFn: ({ signal }) =>
      api.get<SsoGroupMappingResponse[]>(
        `${connections(accountId)}/${id}/group_mappings`,
        { limit: '200' },
        signal,
      ),
  });

export const sso = {
  mapGroup: (accountId: string, id: string, body: SsoGroupMappingCreate) =>
    api.post<SsoGroupMappingResponse>(`${connections(accountId)}/${id}/group_mappings`, body),
  unmapGroup: (accountId: string, id: string, mappingId: string) =>
    api.delete(`${connections(accountId)}/${id}/group_mappings/${mappingId}`),
  discover: (email: string) => api.post<SsoDiscovery>('/auth/sso/discover', { email }),
  link: (provider: string, next: string) => api.post<SsoRedirect>('/auth/sso/link', { provider, next }),
  unlink: (id: string) => api.delete(`/auth/sso/identities/${id}`),
  confirmDomain: (token: string) => api.post<SsoDomainConfirmed>('/auth/sso/domains/confirm', { token }),
  create: (accountId: string, body: Partial<SsoConnectionCreate>) =>
    api.post<SsoConnectionResponse>(connections(accountId), body),
  update: (accountId: string, id: string, body: Partial<SsoConnectionUpdate>) =>
    api.patch(`${connections(accountId)}/${id}`, body),
  remove: (accountId: string, id: string) => api.delete(`${connections(accountId)}/${id}`),
  test: (accountId: string, id: string) =>
    api.post<SsoConnectionTest>(`${connections(accountId)}/${id}/test`),
  addDomain: (accountId: string, id: string, domain: string) =>
    api.post<SsoDomainResponse>(`${connections(accountId)}/${id}/domains`, { domain }),
  verifyDomain: (accountId: string, id: string, domainId: string) =>
    api.post<SsoDomainResponse>(`${connections(accountId)}/${id}/domains/${domainId}/verify`),
  removeDomain: (accountId: string, id: string, domainId: string) =>
    api.delete(`${connections(accountId)}/${id}/domains/${domainId}`),
};

export interface GrantChoice {
  readonly name: string;
  readonly expires_in_days: number | null;
}
export const oauth = {
  grant: (query: { callback: string; source?: string | undefined }, choice: GrantChoice) =>
    api.post<ClientGrant>('/auth/client-grants', { ...query, ...choice }),
  authorize: (query: Query, decision: 'approve' | 'deny', choice?: GrantChoice) =>
    api.post<SsoRedirect>('/auth/authorizations', { ...query, decision, ...choice }),
  device: (body: Pick<DeviceDecision, 'user_code' | 'decision'> & Partial<GrantChoice>) =>
    api.post<DeviceDecided>('/auth/device', body),
};

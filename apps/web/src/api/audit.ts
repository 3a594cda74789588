import type { AuditEventOfWire, AuditVerification, IpAllowlistEntry, RateLimitUsage } from '@orch/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, apiUrl } from './http.ts';

export interface AuditFilter {
  readonly actionPrefix: string | undefined;
  readonly outcome: 'success' | 'failure' | undefined;
  readonly since: string;
  readonly until: string;
}
interface AuditPage {
  readonly events: readonly AuditEventOfWire[];
  readonly next_cursor: number | null;
}
const of = (accountId: string): string => `/accounts/${accountId}`;

/** Newest first, page after page; the times of the filter are taken when it is asked. */
export const auditQuery = (accountId: string, filterKey: unknown, filterOf: () => AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['account', accountId, 'audit', filterKey],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) => {
      const { actionPrefix, outcome, since, until } = filterOf();
      return api.post<AuditPage>(`${of(accountId)}/audit-events/filter`, {
        audit_events: {
          occurred: { after_: since, before_: until },
          ...(actionPrefix ? { action: { prefix_: actionPrefix } } : {}),
          ...(outcome ? { outcome: { any_: [outcome] } } : {}),
        },
        limit: 100,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      });
    },
    getNextPageParam: (last) => last.next_cursor,
  });

/** Where a browser loads the export from. */
export const auditExportUrl = (accountId: string, format: 'csv' | 'ndjson', filter: AuditFilter): string =>
  apiUrl(`${of(accountId)}/audit-events/export`, {
    format,
    since: filter.since,
    until: filter.until,
    action_prefix: filter.actionPrefix,
    outcome: filter.outcome,
  });

/** Reads the whole chain, in as many calls as it takes. */
export async function verifyAudit(
  accountId: string,
): Promise<AuditVerification & { readonly total: number }> {
  let total = 0;
  let after = 0;
  for (;;) {
    const answer = await api.post<AuditVerification>(`${of(accountId)}/audit-events/verify`, { after });
    total += answer.checked;
    if (!answer.valid || answer.complete || answer.verified_up_to <= after) return { ...answer, total };
    after = answer.verified_up_to;
  }
}

export const usageQuery = (accountId: string, hours: number) =>
  queryOptions({
    queryKey: ['account', accountId, 'usage', hours],
    queryFn: () =>
      api.get<RateLimitUsage>(`${of(accountId)}/rate-limits/usage`, {
        since: new Date(Date.now() - hours * 3_600_000).toISOString(),
      }),
    refetchInterval: 60_000,
  });

export interface IpAllowlist {
  readonly entries: readonly IpAllowlistEntry[];
}
export const ipAllowlistQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'ip-allowlist'],
    queryFn: ({ signal }) => api.get<IpAllowlist>(`${of(accountId)}/ip_allowlist`, undefined, signal),
  });
export const myAccessQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'my-access'],
    queryFn: ({ signal }) =>
      api.get<{ allowed: boolean; detail: string }>(
        `${of(accountId)}/ip_allowlist/my_access`,
        undefined,
        signal,
      ),
  });
export const accountSettingsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'settings'],
    queryFn: ({ signal }) =>
      api.get<{ enforce_ip_allowlist?: boolean | null }>(`${of(accountId)}/settings`, undefined, signal),
  });
export const network = {
  save: (accountId: string, entries: readonly Omit<IpAllowlistEntry, 'last_seen'>[]) =>
    api.put(`${of(accountId)}/ip_allowlist`, {
      entries: entries.map(({ ip_network, enabled, description }) => ({ ip_network, enabled, description })),
    }),
  enforce: (accountId: string, enforce: boolean) =>
    api.patch(`${of(accountId)}/settings`, { enforce_ip_allowlist: enforce }),
};

import type { Access, Addressed, KeyLimits, Scope } from '@orch/platform';
import type { KeyRow } from './access.reader.ts';

/** What a key may at most, as a member of its principal; nothing for a key that may what its owner may. */
export function keyLimitsOf(row: KeyRow): { readonly keyLimits?: KeyLimits } {
  if (row.only_workspace === null && row.only_scopes === null) return {};
  const only =
    row.only_workspace === null || row.only_account === null
      ? null
      : { accountId: row.only_account, workspaceId: row.only_workspace };
  // unknown scopes, of another version, give nothing
  const scopes = row.only_scopes === null ? null : new Set(row.only_scopes as readonly Scope[]);
  return { keyLimits: { only, scopes } };
}

/** Where a narrowed key leads from an address; `null`: nowhere, it is of another place. Its account is not its own. */
export function narrowedAddress({ only }: KeyLimits, addressed: Addressed): Addressed | null {
  if (only === null) return addressed;
  const { accountId, workspaceId } = addressed;
  if (accountId === undefined && workspaceId === undefined) return only;
  const isIts =
    accountId?.toLowerCase() === only.accountId && workspaceId?.toLowerCase() === only.workspaceId;
  return isIts ? only : null;
}

/** The access that is left of the owner's. */
export function narrow(access: Access, limits: KeyLimits | undefined): Access {
  const scopes = limits?.scopes;
  return scopes ? { ...access, granted: new Set([...access.granted].filter((s) => scopes.has(s))) } : access;
}

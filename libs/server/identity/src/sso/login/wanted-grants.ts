import { ACCOUNT_ROLES, workspaceGrantsOf } from '../../roles/roles.ts';
import type { SsoGroupMappingRow } from '../group-mappings/sso-group-mapping.repository.ts';
import type { SsoGrant } from './sso-grant.repository.ts';

/** Of two roles for one thing, the one that may more; custom roles, whose scopes are not known here, come after. */
const weightOf = (kind: SsoGrant['kind'], roleId: string | null): number => {
  if (roleId === null) return 0;
  return kind === 'account' ? Number(roleId === ACCOUNT_ROLES.Admin) : workspaceGrantsOf(roleId).size;
};

function grantOf(accountId: string, row: SsoGroupMappingRow): SsoGrant | undefined {
  if (row.account_role_id !== null)
    return { kind: 'account', objectId: accountId, roleId: row.account_role_id };
  if (row.in_workspace_id !== null)
    return { kind: 'workspace', objectId: row.in_workspace_id, roleId: row.workspace_role_id };
  return row.team_id === null ? undefined : { kind: 'team', objectId: row.team_id, roleId: null };
}

/** What somebody gets by the mappings of their groups: one grant for each thing, by `kind/objectId`. */
export function wantedGrants(
  accountId: string,
  mappings: readonly SsoGroupMappingRow[],
): Map<string, SsoGrant> {
  const wanted = new Map<string, SsoGrant>();
  for (const mapping of mappings) {
    const grant = grantOf(accountId, mapping);
    if (!grant) continue;
    const key = keyOfGrant(grant);
    const other = wanted.get(key);
    if (!other || weightOf(grant.kind, grant.roleId) > weightOf(other.kind, other.roleId))
      wanted.set(key, grant);
  }
  return wanted;
}

export const keyOfGrant = ({ kind, objectId }: SsoGrant): string => `${kind}/${objectId}`;

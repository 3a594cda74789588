import type { AccountRoleOfWire, WorkspaceRoleOfWire } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import type { Scope } from '@orch/platform';
import type { RoleRow } from './role.repository.ts';
import { ACCOUNT_GRANTS, ACCOUNT_ROLES, type AccountRole, workspaceGrantsOf } from './roles.ts';

/** A built-in role names what it gives; a custom one what it adds to the role that it inherits from. */
export const presentWorkspaceRole = (row: RoleRow, effective: ReadonlySet<Scope>): WorkspaceRoleOfWire => ({
  id: row.id,
  created: pgToWire(row.created),
  updated: pgToWire(row.updated),
  name: row.name,
  description: row.description === '' ? null : row.description,
  scopes: row.scopes ?? [...workspaceGrantsOf(row.id)],
  effective_scopes: [...effective].sort(),
  account_id: row.account_id,
  inherited_role_id: row.inherited_role_id,
});

/** All account roles; they are built in. */
export const presentAccountRoles = (): AccountRoleOfWire[] =>
  // Object.keys loses the key type of a constant
  (Object.keys(ACCOUNT_ROLES) as AccountRole[]).map((name) => ({
    id: ACCOUNT_ROLES[name],
    name,
    permissions: [...ACCOUNT_GRANTS[name]],
    account_id: null,
    is_system_role: true,
  }));

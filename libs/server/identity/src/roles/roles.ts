import { type AccountPermission, type Scope, SCOPES, type WorkspacePermission } from '@orch/platform';

/** Ids of the built-in roles, as the migration seeds them. */
export const ACCOUNT_ROLES = {
  Owner: '00000000-0000-7000-8000-000000000001',
  Admin: '00000000-0000-7000-8000-000000000002',
  Member: '00000000-0000-7000-8000-000000000003',
} as const;
export const WORKSPACE_ROLES = {
  Owner: '00000000-0000-7000-8000-000000000011',
  Developer: '00000000-0000-7000-8000-000000000012',
  Runner: '00000000-0000-7000-8000-000000000013',
  Viewer: '00000000-0000-7000-8000-000000000014',
  Worker: '00000000-0000-7000-8000-000000000015',
} as const;
export type AccountRole = keyof typeof ACCOUNT_ROLES;
export type WorkspaceRole = keyof typeof WORKSPACE_ROLES;

/** Account roles whose holders own every workspace of the account. */
export const ROLES_OWNING_WORKSPACES: readonly string[] = [ACCOUNT_ROLES.Owner, ACCOUNT_ROLES.Admin];

const isAccountPermission = (scope: Scope): scope is AccountPermission => scope.startsWith('account:');
const isWorkspacePermission = (scope: Scope): scope is WorkspacePermission => !isAccountPermission(scope);

// Object.keys loses the key type of a constant
const ALL = Object.keys(SCOPES) as Scope[];
const OF_WORKSPACE = ALL.filter(isWorkspacePermission);
const TO_READ = OF_WORKSPACE.filter((scope) => scope.endsWith(':read'));
const TO_ADMINISTER: readonly Scope[] = ['workspace:manage', 'workspace:access'];

/** What a workspace role may do; the documentation and the interface print this table. */
export const WORKSPACE_GRANTS: Readonly<Record<WorkspaceRole, ReadonlySet<Scope>>> = {
  Owner: new Set(OF_WORKSPACE),
  Developer: new Set(OF_WORKSPACE.filter((scope) => !TO_ADMINISTER.includes(scope))),
  // starts runs of deployments, and cancels, pauses and resumes them by proposing states; changes and deletes nothing
  Runner: new Set<Scope>([...TO_READ, 'deployments:run', 'runs:control']),
  Viewer: new Set<Scope>(TO_READ),
  // What a worker and the runs it starts need: subflows register their flow and create a run, flows start runs of
  // other deployments, job variables and pull steps refer to secrets. It edits nothing that people made.
  Worker: new Set<Scope>([
    'flows:read',
    'flows:register',
    'runs:read',
    'runs:create',
    'runs:control',
    'runs:report',
    'deployments:read',
    'deployments:run',
    'pools:read',
    'pools:poll',
    'blocks:read',
    'blocks:secrets',
    'variables:read',
    'artifacts:read',
    'artifacts:write',
    'limits:use',
    'events:read',
    'events:write',
    'workspace:read',
  ]),
};

/** What an account role may do in the account itself. */
export const ACCOUNT_GRANTS: Readonly<Record<AccountRole, ReadonlySet<Scope>>> = {
  Owner: new Set(ALL.filter(isAccountPermission)),
  Admin: new Set<Scope>(['account:read', 'account:workspaces', 'account:members', 'account:audit']),
  Member: new Set<Scope>(['account:read']),
};

const NOTHING: ReadonlySet<Scope> = new Set();

function byId<R extends string>(
  ids: Readonly<Record<R, string>>,
  grants: Readonly<Record<R, ReadonlySet<Scope>>>,
): ReadonlyMap<string, ReadonlySet<Scope>> {
  // Object.keys loses the key type of a record
  return new Map((Object.keys(ids) as R[]).map((role) => [ids[role], grants[role]]));
}

const WORKSPACE_GRANTS_BY_ID = byId(WORKSPACE_ROLES, WORKSPACE_GRANTS);
const ACCOUNT_GRANTS_BY_ID = byId(ACCOUNT_ROLES, ACCOUNT_GRANTS);

const nameOf = (ids: Readonly<Record<string, string>>, id: string): string | undefined =>
  Object.keys(ids).find((name) => ids[name] === id);
export const accountRoleName = (roleId: string): string | undefined => nameOf(ACCOUNT_ROLES, roleId);
export const workspaceRoleName = (roleId: string): string | undefined => nameOf(WORKSPACE_ROLES, roleId);

export const isAccountRole = (roleId: string): boolean => ACCOUNT_GRANTS_BY_ID.has(roleId);
export const isWorkspaceRole = (roleId: string): boolean => WORKSPACE_GRANTS_BY_ID.has(roleId);

/** The permissions of a role in an account; none for a role that is not known. */
export const grantedInAccount = (roleId: string): ReadonlySet<Scope> =>
  ACCOUNT_GRANTS_BY_ID.get(roleId) ?? NOTHING;

/** Roles that somebody has in a workspace, those they inherit from included, and what custom ones of them name. */
export interface HeldRoles {
  /** `null`: none, so the workspace is not theirs to see. */
  readonly roleIds: readonly string[] | null;
  readonly customScopes: readonly string[] | null;
}

const IS_OF_WORKSPACE: ReadonlySet<string> = new Set(OF_WORKSPACE);
export const isWorkspaceScope = (scope: string): scope is WorkspacePermission => IS_OF_WORKSPACE.has(scope);

/** What roles give together: everything that any of them gives. */
export function grantedByRoles({ roleIds, customScopes }: HeldRoles): ReadonlySet<Scope> {
  const custom = (customScopes ?? []).filter(isWorkspaceScope);
  const [only, ...others] = roleIds ?? [];
  // nearly everybody has one built-in role: then its own set will do
  if (only !== undefined && others.length === 0 && custom.length === 0) return workspaceGrantsOf(only);
  return new Set([...(roleIds ?? []).flatMap((id) => [...workspaceGrantsOf(id)]), ...custom]);
}

/**
 * The permissions in a workspace of somebody with this role in its account and these in the workspace, or `null`
 * when the workspace is not theirs to see.
 */
export function grantedInWorkspace(accountRoleId: string, held: HeldRoles): ReadonlySet<Scope> | null {
  if (ROLES_OWNING_WORKSPACES.includes(accountRoleId)) return WORKSPACE_GRANTS.Owner;
  return held.roleIds === null ? null : grantedByRoles(held);
}

/** Whether a role is at most what the giver has: nobody gives, or takes away, more than they hold. */
export const isWithin = (role: ReadonlySet<Scope>, own: ReadonlySet<Scope>): boolean =>
  [...role].every((scope) => own.has(scope));

export const workspaceGrantsOf = (roleId: string): ReadonlySet<Scope> =>
  WORKSPACE_GRANTS_BY_ID.get(roleId) ?? NOTHING;

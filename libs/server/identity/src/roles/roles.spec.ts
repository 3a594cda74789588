import { SCOPES, type Scope } from '@orch/platform';
import {
  ACCOUNT_GRANTS,
  ACCOUNT_ROLES,
  grantedInWorkspace,
  isWithin,
  WORKSPACE_GRANTS,
  WORKSPACE_ROLES,
  type WorkspaceRole,
} from './roles.ts';

type Row = readonly [scope: Scope, ...roles: WorkspaceRole[]];
const EVERYBODY = ['Owner', 'Developer', 'Runner', 'Viewer', 'Worker'] as const;
const PEOPLE = ['Owner', 'Developer', 'Runner', 'Viewer'] as const;
const EDITORS = ['Owner', 'Developer'] as const;

// the whole matrix of workspace permissions: a new permission must be entered here
const MATRIX: readonly Row[] = [
  ['flows:read', ...EVERYBODY],
  ['flows:register', ...EDITORS, 'Worker'],
  ['flows:write', ...EDITORS],
  ['runs:read', ...EVERYBODY],
  ['runs:create', ...EDITORS, 'Worker'],
  ['runs:control', ...EDITORS, 'Runner', 'Worker'],
  ['runs:report', ...EDITORS, 'Worker'],
  ['runs:write', ...EDITORS],
  ['deployments:read', ...EVERYBODY],
  ['deployments:write', ...EDITORS],
  ['deployments:run', ...EDITORS, 'Runner', 'Worker'],
  ['pools:read', ...EVERYBODY],
  ['pools:write', ...EDITORS],
  ['pools:poll', ...EDITORS, 'Worker'],
  ['blocks:read', ...EVERYBODY],
  ['blocks:write', ...EDITORS],
  ['blocks:secrets', ...EDITORS, 'Worker'],
  ['variables:read', ...EVERYBODY],
  ['variables:write', ...EDITORS],
  ['artifacts:read', ...EVERYBODY],
  ['artifacts:write', ...EDITORS, 'Worker'],
  ['limits:read', ...PEOPLE],
  ['limits:write', ...EDITORS],
  ['limits:use', ...EDITORS, 'Worker'],
  ['events:read', ...EVERYBODY],
  ['events:write', ...EDITORS, 'Worker'],
  ['automations:read', ...PEOPLE],
  ['automations:write', ...EDITORS],
  ['workspace:read', ...EVERYBODY],
  ['workspace:manage', 'Owner'],
  ['workspace:access', 'Owner'],
];

it.each(MATRIX.map(([scope, ...roles]) => ({ scope, roles })))(
  '$scope is granted to exactly its roles',
  ({ scope, roles }) => {
    expect(EVERYBODY.filter((role) => WORKSPACE_GRANTS[role].has(scope)).sort()).toEqual([...roles].sort());
  },
);

it('the matrix names every workspace permission, and workspace roles hold no account permission', () => {
  const ofWorkspace = Object.keys(SCOPES).filter((scope) => !scope.startsWith('account:'));
  expect(MATRIX.map(([scope]) => scope as string).sort()).toEqual(ofWorkspace.sort());
  for (const role of EVERYBODY)
    expect([...WORKSPACE_GRANTS[role]].filter((s) => s.startsWith('account:'))).toEqual([]);
});

it('account roles: a member sees, an admin also makes workspaces and members, an owner may everything', () => {
  expect([...ACCOUNT_GRANTS.Member]).toEqual(['account:read']);
  expect([...ACCOUNT_GRANTS.Admin].sort()).toEqual([
    'account:audit',
    'account:members',
    'account:read',
    'account:workspaces',
  ]);
  expect(ACCOUNT_GRANTS.Owner.has('account:manage')).toBe(true);
  expect(isWithin(ACCOUNT_GRANTS.Owner, ACCOUNT_GRANTS.Admin)).toBe(false);
  expect(isWithin(ACCOUNT_GRANTS.Member, ACCOUNT_GRANTS.Admin)).toBe(true);
});

const CUSTOM = '00000000-0000-7000-8000-00000000dead';
it.each([
  { account: 'Owner', roleIds: null, granted: WORKSPACE_GRANTS.Owner },
  { account: 'Admin', roleIds: [WORKSPACE_ROLES.Viewer], granted: WORKSPACE_GRANTS.Owner },
  { account: 'Member', roleIds: null, granted: null },
  { account: 'Member', roleIds: [WORKSPACE_ROLES.Runner], granted: WORKSPACE_GRANTS.Runner },
  { account: 'Member', roleIds: [CUSTOM], granted: new Set() },
] as const)(
  'in a workspace: account $account with workspace roles $roleIds',
  ({ account, roleIds, granted }) => {
    expect(grantedInWorkspace(ACCOUNT_ROLES[account], { roleIds, customScopes: null })).toEqual(granted);
  },
);

it('several roles give what any of them gives; custom ones name permissions of a workspace only', () => {
  const held = {
    roleIds: [CUSTOM, WORKSPACE_ROLES.Viewer],
    customScopes: ['runs:write', 'account:manage', 'no:such'],
  };
  expect(grantedInWorkspace(ACCOUNT_ROLES.Member, held)).toEqual(
    new Set([...WORKSPACE_GRANTS.Viewer, 'runs:write']),
  );
});

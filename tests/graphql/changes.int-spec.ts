import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '@orch/identity';
import { type Person, type RunningServer, signUp, startServer } from './running-server.ts';

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: {
      readonly code: string;
      readonly arguments?: readonly { readonly argument: string }[];
    };
  }[];
}

let server: RunningServer;
let owner: Person;
/** Owner of another account. */
let stranger: Person & { readonly id: string };
/** A member of the owner's account, who administers nothing. */
let member: Person & { readonly id: string };

const ask = async (key: string, query: string, variables: object = {}): Promise<Answer> =>
  (await server.call(key, 'POST', '/api/graphql', { query, variables })).body as Answer; // the shape of every answer
const codesOf = ({ errors }: Answer): string[] => (errors ?? []).map(({ extensions }) => extensions.code);
const inAccount = (path: string): string => `/api/accounts/${owner.accountId}${path}`;
const linesOf = async (): Promise<{ action: string; target: { id: string } }[]> => {
  const { body } = await server.call(owner.key, 'POST', inAccount('/audit-events/filter'), { limit: 200 });
  return (body as { events: { action: string; target: { id: string } }[] }).events;
};

/** `name(argument: $argument) { … }` as an operation; ids are UUIDs, the rest texts, unless `types` says otherwise. */
function operation(
  name: string,
  variables: object,
  selection: string,
  types: Record<string, string> = {},
): string {
  const typeOf = (argument: string): string =>
    types[argument] ?? (/^id$|Id$/.test(argument) ? 'UUID!' : 'String!');
  const names = Object.keys(variables);
  return `mutation (${names.map((n) => `$${n}: ${typeOf(n)}`).join(', ')}) {
    ${name}(${names.map((n) => `${n}: $${n}`).join(', ')}) ${selection} }`;
}

/**
 * A change by the owner that leaves one line in the audit log. Before it, the owner of another account finds nothing
 * to change, and a member may not.
 */
async function change(
  name: string,
  variables: object,
  action: string,
  selection = '',
  types: Record<string, string> = {},
): Promise<unknown> {
  const query = operation(name, variables, selection, types);
  const before = await linesOf();
  expect([name, codesOf(await ask(stranger.key, query, variables))]).toEqual([name, ['not_found']]);
  const code = 'workspaceId' in variables ? 'not_found' : 'auth.forbidden';
  expect([name, codesOf(await ask(member.key, query, variables))]).toEqual([name, [code]]);
  expect((await linesOf()).length).toBe(before.length);
  const { data, errors } = await ask(owner.key, query, variables);
  expect([name, errors]).toEqual([name, undefined]);
  const after = await linesOf();
  expect([name, after.slice(0, after.length - before.length).map((line) => line.action)]).toEqual([
    name,
    [action],
  ]);
  return data![name];
}
const made = async (...given: Parameters<typeof change>): Promise<string> =>
  ((await change(...given)) as { id: string }).id;

beforeAll(async () => {
  server = await startServer();
  ({ owner } = server);
  stranger = await signUp(server, 'stranger@example.com');
  member = await signUp(server, 'member@example.com');
  await server.call(owner.key, 'POST', inAccount('/invitations'), { email: 'member@example.com' });
  // without a mail server its owner reads the mail
  const mails = (await server.call(owner.key, 'GET', inAccount('/mails'))).body as {
    to: string;
    link: string;
  }[];
  const { link } = mails.find(({ to }) => to === 'member@example.com')!;
  const token = new URL(link).searchParams.get('token');
  expect((await server.call(member.key, 'POST', '/api/invitations/accept', { token })).status).toBe(200);
}, 60_000);
afterAll(() => server.stop());

const inIt = (more: object = {}): object => ({ accountId: owner.accountId, ...more });

test('accounts, workspaces and who may enter them', async () => {
  await change('updateAccount', inIt({ name: 'Acme' }), 'account.updated');
  const workspaceId = await made(
    'createWorkspace',
    inIt({ name: 'Lab', description: 'x' }),
    'workspace.created',
    '{ id }',
  );
  const ofLab = inIt({ workspaceId });
  await change('updateWorkspace', { ...ofLab, name: 'Laboratory' }, 'workspace.updated');
  const grant = { ...ofLab, kind: 'user', actorId: member.id, roleId: WORKSPACE_ROLES.Viewer };
  const kind = { kind: 'ActorKind!' };
  await change('grantWorkspaceAccess', grant, 'workspace_access.granted', '', kind);
  const lab = `query ($accountId: UUID!, $workspaceId: UUID!) { workspace(accountId: $accountId, id: $workspaceId) { name } }`;
  expect((await ask(member.key, lab, ofLab)).data).toEqual({ workspace: { name: 'Laboratory' } });
  const taken = operation('removeWorkspaceAccess', { ...ofLab, kind: '', actorId: '' }, '', kind);
  const { data } = await ask(owner.key, taken, { ...ofLab, kind: 'user', actorId: member.id });
  expect(data).toEqual({ removeWorkspaceAccess: true });
  expect(codesOf(await ask(member.key, lab, ofLab))).toEqual(['not_found']);
  await change('deleteWorkspace', ofLab, 'workspace.deleted');
}, 60_000);

test('invitations and roles of members', async () => {
  const id = await made('invite', inIt({ email: 'new@example.com' }), 'invitation.created', '{ id }');
  const again = operation('resendInvitation', inIt({ id }), '{ id }');
  expect(codesOf(await ask(owner.key, again, inIt({ id })))).toEqual(['invitation.limit']);
  expect(codesOf(await ask(stranger.key, again, inIt({ id })))).toEqual(['not_found']);
  await change('revokeInvitation', inIt({ id }), 'invitation.revoked');
  const { workspaceId } = owner;
  const toWorkspace = inIt({ workspaceId, email: 'other@example.com' });
  await change('inviteToWorkspace', toWorkspace, 'invitation.created', '{ workspaceId }');
  const members = (await server.call(owner.key, 'POST', inAccount('/account_memberships/filter'), {}))
    .body as {
    id: string;
    user_id: string;
  }[];
  const membershipId = members.find(({ user_id }) => user_id === member.id)!.id;
  const roleId = ACCOUNT_ROLES.Member;
  const promote = operation('setMemberRole', inIt({ membershipId, roleId }), '');
  expect(codesOf(await ask(stranger.key, promote, inIt({ membershipId, roleId })))).toEqual(['not_found']);
  // the last owner stays one
  const own = members.find(({ user_id }) => user_id !== member.id)!.id;
  expect(codesOf(await ask(owner.key, promote, inIt({ membershipId: own, roleId })))).toEqual([
    'account.last_owner',
  ]);
  await change('setMemberRole', inIt({ membershipId, roleId }), 'member.role_changed');
}, 60_000);

test('teams', async () => {
  const id = await made('createTeam', inIt({ name: 'Data', description: 'x' }), 'team.created', '{ id }');
  await change('updateTeam', inIt({ id, name: 'Data 2' }), 'team.updated');
  const list = { members: '[TeamMemberInput!]!' };
  const members = [{ id: member.id, kind: 'user' }];
  await change('setTeamMembers', inIt({ id, members }), 'team.members_changed', '', list);
  const unknown = operation('setTeamMembers', inIt({ id, members }), '', list);
  const foreign = inIt({ id, members: [{ id: stranger.id, kind: 'user' }] });
  expect(codesOf(await ask(owner.key, unknown, foreign))).toEqual(['member.unknown']);
  await change('removeTeamMember', inIt({ id, memberId: member.id }), 'team.member_removed');
  await change('deleteTeam', inIt({ id }), 'team.deleted');
}, 60_000);

test('custom roles', async () => {
  const scopes = { scopes: '[String!]!' };
  const role = inIt({ name: 'Reader', scopes: ['runs:read'], inheritedRoleId: WORKSPACE_ROLES.Viewer });
  const id = await made(
    'createWorkspaceRole',
    role,
    'workspace_role.created',
    '{ id scopes inheritedRoleId }',
    scopes,
  );
  const alone = inIt({ id, inheritedRoleId: null, scopes: ['flows:read'] });
  const update = operation('updateWorkspaceRole', alone, '', { ...scopes, inheritedRoleId: 'UUID' });
  expect((await ask(owner.key, update, alone)).data).toEqual({ updateWorkspaceRole: true });
  const read = `query ($accountId: UUID!) { account(id: $accountId) { workspaceRoles { id scopes inheritedRoleId } } }`;
  const { account } = (await ask(owner.key, read, inIt())).data as {
    account: { workspaceRoles: { id: string }[] };
  };
  expect(account.workspaceRoles.find((one) => one.id === id)).toEqual({
    id,
    scopes: ['flows:read'],
    inheritedRoleId: null,
  });
  const above = inIt({ id, inheritedRoleId: WORKSPACE_ROLES.Viewer, scopes: ['no:such'] });
  expect(codesOf(await ask(owner.key, update, above))).toEqual(['role.scope_unknown']);
  await change('deleteWorkspaceRole', inIt({ id }), 'workspace_role.deleted');
}, 60_000);

test('service accounts and their keys', async () => {
  const bot = (await change(
    'createServiceAccount',
    inIt({ name: 'ci' }),
    'service_account.created',
    '{ id key }',
  )) as {
    id: string;
    key: string;
  };
  const { id } = bot;
  const whoAmI = async (key: string): Promise<number> => (await server.call(key, 'GET', '/api/me')).status;
  expect(await whoAmI(bot.key)).toBe(200);
  await change('updateServiceAccount', inIt({ id, name: 'ci-2' }), 'service_account.updated');
  const rotated = (await change(
    'rotateServiceAccountKey',
    inIt({ id }),
    'service_account.key_rotated',
    '{ key }',
  )) as {
    key: string;
  };
  expect([await whoAmI(bot.key), await whoAmI(rotated.key)]).toEqual([401, 200]);
  // its keys are not its own to make
  const own = await ask(rotated.key, 'mutation { createApiKey(name: "x") { key } }');
  expect(codesOf(own)).toEqual(['not_found']);
  await change('deleteServiceAccount', inIt({ id }), 'service_account.deleted');
  expect(await whoAmI(rotated.key)).toBe(401);
}, 60_000);

test('keys of one’s own, and of nobody else', async () => {
  const create = 'mutation ($name: String!) { createApiKey(name: $name) { id name key expiration } }';
  const { createApiKey: key } = (await ask(owner.key, create, { name: 'laptop' })).data as {
    createApiKey: { id: string; key: string };
  };
  expect(key).toMatchObject({ name: 'laptop', expiration: null, key: expect.stringMatching(/^pnu_/) });
  const listed = await ask(owner.key, '{ me { apiKeys { id name maskedKey } } }');
  expect(JSON.stringify(listed)).toContain(key.id);
  expect(JSON.stringify(listed)).not.toContain(key.key);
  const rotate = 'mutation ($id: UUID!) { rotateApiKey(id: $id, oldKeyExpiresInSeconds: 0) { id key } }';
  const revoke = 'mutation ($id: UUID!) { revokeApiKey(id: $id) }';
  for (const query of [rotate, revoke])
    expect(codesOf(await ask(stranger.key, query, { id: key.id }))).toEqual(['not_found']);
  const { rotateApiKey: next } = (await ask(owner.key, rotate, { id: key.id })).data as {
    rotateApiKey: { id: string; key: string };
  };
  expect((await server.call(key.key, 'GET', '/api/me')).status).toBe(401);
  expect((await ask(owner.key, revoke, { id: next.id })).data).toEqual({ revokeApiKey: true });
  expect((await server.call(next.key, 'GET', '/api/me')).status).toBe(401);
}, 60_000);

test('each wrong argument is named as the schema names it', async () => {
  const query = `mutation ($accountId: UUID!) {
    createServiceAccount(accountId: $accountId, name: "${'x'.repeat(300)}", apiKeyExpiration: "1 May") { id } }`;
  const { errors } = await ask(owner.key, query, inIt());
  expect(errors?.[0]?.extensions.arguments?.map(({ argument }) => argument).sort()).toEqual([
    'apiKeyExpiration',
    'name',
  ]);
});

test('an operation is one request, however many workspaces it lists', async () => {
  for (const name of ['one', 'two', 'three'])
    await server.call(owner.key, 'POST', inAccount('/workspaces'), { name });
  const counted = async (): Promise<number> => {
    const { body } = await server.call(owner.key, 'GET', inAccount('/rate-limits/usage'));
    const { other } = (body as { keys: { other: { requested: number[] } } }).keys;
    return other.requested.reduce((sum, count) => sum + count, 0);
  };
  const query =
    '{ account(id: "$id") { workspaces { id } } again: account(id: "$id") { workspaces { id } } }';
  const asked = (): Promise<Answer> => ask(owner.key, query.replaceAll('$id', owner.accountId));
  const before = await counted();
  const { data } = await asked();
  expect((data as { account: { workspaces: object[] } }).account.workspaces.length).toBeGreaterThan(3);
  expect((await counted()) - before).toBe(1);
}, 60_000);

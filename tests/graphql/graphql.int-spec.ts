import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type RunningServer, startServer } from './running-server.ts';

let server: RunningServer;
/** A service account of the owner's account: a member of it, without any workspace. */
let guestKey: string;

interface Answer {
  readonly data?: Record<string, never> | null;
  readonly errors?: { message: string; extensions: { code: string; status: number } }[];
}

async function ask(key: string | null, query: string, variables?: object): Promise<Answer> {
  const { body } = await server.call(key, 'POST', '/api/graphql', { query, variables });
  return body as Answer; // the shape of every GraphQL answer
}
const codesOf = ({ errors }: Answer): string[] => (errors ?? []).map(({ extensions }) => extensions.code);

beforeAll(async () => {
  server = await startServer();
  const { key, accountId } = server.owner;
  const bot = await server.call(key, 'POST', `/api/accounts/${accountId}/bots/`, { name: 'guest' });
  guestKey = (bot.body as { api_key: { key: string } }).api_key.key;
}, 60_000);
afterAll(() => server.stop());

test('who is not signed in gets 401, also for the schema', async () => {
  const answer = await server.call(null, 'POST', '/api/graphql', {
    query: '{ __schema { types { name } } }',
  });
  expect(answer).toEqual({ status: 401, body: { exception_message: 'Unauthorized' } });
});

test('a person sees themselves, their accounts and workspaces', async () => {
  const { accountId, workspaceId, key } = server.owner;
  const answer = await ask(
    key,
    `query ($account: UUID!, $workspace: UUID!) {
       me { email workspaces { id accountId } }
       account(id: $account) { id members { email roleName } workspaces { id } workspaceRoles { name } }
       workspace(accountId: $account, id: $workspace) { id permissions users { actorId } }
     }`,
    { account: accountId, workspace: workspaceId },
  );
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toMatchObject({
    me: { email: 'owner@example.com', workspaces: [{ id: workspaceId, accountId }] },
    account: {
      id: accountId,
      members: [{ email: 'owner@example.com', roleName: 'Owner' }],
      workspaces: [{ id: workspaceId }],
      workspaceRoles: expect.arrayContaining([{ name: 'Viewer' }]),
    },
    workspace: { id: workspaceId, permissions: expect.arrayContaining(['workspace:manage']) },
  });
});

test('a tenant that is not theirs answers as one that does not exist', async () => {
  const { accountId, workspaceId } = server.owner;
  const query = `query ($account: UUID!, $workspace: UUID!) { workspace(accountId: $account, id: $workspace) { id } }`;
  const foreign = await ask(guestKey, query, { account: accountId, workspace: workspaceId });
  const absent = await ask(guestKey, query, {
    account: accountId,
    workspace: '0190a0a0-0000-7000-8000-000000000000',
  });
  expect(foreign).toEqual(absent);
  expect(codesOf(foreign)).toEqual(['not_found']);
});

test('fields and changes that want more than one has are refused, one by one', async () => {
  const { accountId } = server.owner;
  const fields = ['invitations { id }', 'serviceAccounts { id }', 'auditEvents { id }'];
  for (const field of fields) {
    const answer = await ask(guestKey, `query ($id: UUID!) { account(id: $id) { ${field} } }`, {
      id: accountId,
    });
    expect([field, codesOf(answer)]).toEqual([field, ['auth.forbidden']]);
  }
  const members = await ask(guestKey, `query ($id: UUID!) { account(id: $id) { members { email } } }`, {
    id: accountId,
  });
  expect(members.data).toEqual({ account: { members: [] } });
  const change = `mutation ($id: UUID!) { createWorkspace(accountId: $id, name: "x") { id } }`;
  expect(codesOf(await ask(guestKey, change, { id: accountId }))).toEqual(['auth.forbidden']);
});

test('a change does what its route does, and is in the audit log', async () => {
  const { accountId, key } = server.owner;
  const made = await ask(
    key,
    `mutation ($id: UUID!) { createWorkspace(accountId: $id, name: "Research") { id handle name } }`,
    { id: accountId },
  );
  expect(made.data).toMatchObject({ createWorkspace: { handle: 'research', name: 'Research' } });
  const again = await ask(
    key,
    `mutation ($id: UUID!) { createWorkspace(accountId: $id, name: "Research") { id } }`,
    {
      id: accountId,
    },
  );
  expect(codesOf(again)).toEqual(['handle.taken']);
  const log = await ask(
    key,
    `query ($id: UUID!) { account(id: $id) { auditEvents(actionPrefix: "workspace.", first: 1) { action targetName } } }`,
    { id: accountId },
  );
  expect(log.data).toEqual({
    account: { auditEvents: [{ action: 'workspace.created', targetName: 'Research' }] },
  });
});

test('wrong arguments are named', async () => {
  const { accountId, key } = server.owner;
  const wrong = await ask(key, `mutation ($id: UUID!) { invite(accountId: $id, email: "nobody") { id } }`, {
    id: accountId,
  });
  expect(codesOf(wrong)).toEqual(['request.rejected']);
  expect(wrong.errors?.[0]?.message).toMatch(/^email: /);
  expect(codesOf(await ask(key, `{ account(id: "7") { id } }`))).toEqual(['request.rejected']);
});

const nested = (levels: number): string =>
  `{ __schema { types ${'{ fields { type '.repeat(levels)}{ name }${' } }'.repeat(levels)} } }`;
test.each([
  ['depth', nested(25)],
  ['aliases', `{ ${Array.from({ length: 1_000 }, (_, i) => `a${i}: me { name }`).join(' ')} }`],
  ['tokens', `{ me { ${'name '.repeat(5_000)} } }`],
  ['size', `{ me { name } } #${'x'.repeat(1_000_000)}`],
  ['directives', `{ me { name ${'@include(if: true) '.repeat(100)} } }`],
  ['circles of fragments', '{ me { ...a } } fragment a on Me { ...b } fragment b on Me { ...a }'],
])('an operation without bounds is refused before it runs: %s', async (_, query) => {
  const started = performance.now();
  const { errors, data } = await ask(server.owner.key, query);
  expect(errors?.length).toBeGreaterThan(0);
  expect(data ?? null).toBeNull();
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('a batch is no operation', async () => {
  const { status } = await server.call(server.owner.key, 'POST', '/api/graphql', [
    { query: '{ me { name } }' },
  ]);
  expect(status).toBe(422);
});

const eventsOf = (key: string, workspace: { accountId: string; workspaceId: string }) =>
  createClient({
    url: `${server.origin.replace('http', 'ws')}/api/accounts/${workspace.accountId}/workspaces/${workspace.workspaceId}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers: { authorization: `Bearer ${key}` } });
      }
    },
    retryAttempts: 0,
  });
const EVENTS = `subscription ($account: UUID!, $workspace: UUID!) {
  events(accountId: $account, workspaceId: $workspace, prefixes: ["graphql."]) { name resource } }`;

test('events of a workspace are followed while access lasts, and only there', async () => {
  const { key, accountId, workspaceId } = server.owner;
  const other = (await server.call(key, 'POST', `/api/accounts/${accountId}/workspaces/`, { name: 'Other' }))
    .body as {
    id: string;
  };
  const client = eventsOf(key, { accountId, workspaceId });
  const seen: string[] = [];
  const ended = new Promise<unknown>((resolve) => {
    client.subscribe<{ events: { name: string } }>(
      { query: EVENTS, variables: { account: accountId, workspace: workspaceId } },
      {
        next: ({ data }) => seen.push(data?.events.name ?? ''),
        error: resolve,
        complete: () => resolve(null),
      },
    );
  });
  const emit = (workspace: string, event: string) =>
    server.call(key, 'POST', `/api/accounts/${accountId}/workspaces/${workspace}/events`, [
      {
        event,
        occurred: new Date().toISOString(),
        resource: { 'prefect.resource.id': 'x' },
        id: crypto.randomUUID(),
      },
    ]);
  for (let i = 0; seen.length === 0 && i < 50; i++) {
    await emit(workspaceId, 'graphql.here');
    await sleep(100);
  }
  await emit(other.id, 'graphql.elsewhere');
  await emit(workspaceId, 'unrelated');
  await emit(workspaceId, 'graphql.last');
  for (let i = 0; !seen.includes('graphql.last') && i < 50; i++) await sleep(100);
  expect(new Set(seen)).toEqual(new Set(['graphql.here', 'graphql.last']));
  await client.dispose();
  await ended;
}, 30_000);

test('a socket does not open for a workspace that is not theirs', async () => {
  const { accountId, workspaceId } = server.owner;
  const client = eventsOf(guestKey, { accountId, workspaceId });
  const error = await new Promise<unknown>((resolve) => {
    client.subscribe(
      { query: EVENTS, variables: { account: accountId, workspace: workspaceId } },
      { next: () => undefined, error: resolve, complete: () => resolve(null) },
    );
  });
  expect(error).toMatchObject({ code: 1008 });
});

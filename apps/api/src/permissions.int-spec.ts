import { randomUUID } from 'node:crypto';
import {
  ACCOUNT_GRANTS,
  ACCOUNT_ROLES,
  type AccountRole,
  EnsureFirstOwner,
  WORKSPACE_GRANTS,
  WORKSPACE_ROLES,
  type WorkspaceRole,
} from '@orch/identity';
import { loadConfig, type Permission } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { describeRoutes } from '../../../tests/architecture/describe-permissions.ts';
import { type App, createApp } from './create-app.ts';

const OWNER_KEY = 'pnu_permissions_owner';
const FORBIDDEN = '{"detail":"Forbidden"}';
const MISSING = '{"detail":"Not Found"}';
/** Who may call these ends what the others are tested with. */
const ENDING = new Set([
  'DELETE /api/accounts/{accountId}',
  'DELETE /api/accounts/{accountId}/workspaces/{workspaceId}',
  'POST /api/accounts/{accountId}/leave',
  'POST /api/leave',
]);

interface Actor {
  readonly key: string;
  readonly accountRole: AccountRole;
  readonly workspaceRole: WorkspaceRole | null;
}

let db: TestDatabase;
let app: App;
let account: string;
let workspace: string;
let stranger: string; // the key of an owner of another account
const actors: Actor[] = [];

async function call(key: string | null, method: string, url: string, body: object = {}) {
  const answer = await app.server.inject({
    method: method as 'GET',
    url,
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    ...(method === 'GET' ? {} : { payload: JSON.stringify(body) }),
  });
  return { status: answer.statusCode, text: answer.body };
}
const ask = async (key: string, method: string, url: string, body?: object) =>
  JSON.parse((await call(key, method, url, body)).text) as { id: string; api_key: { key: string } };

async function actor(accountRole: AccountRole, workspaceRole: WorkspaceRole | null): Promise<Actor> {
  const made = await ask(OWNER_KEY, 'POST', `/api/accounts/${account}/bots`, {
    name: `${accountRole} ${workspaceRole ?? ''}`,
    account_role_id: ACCOUNT_ROLES[accountRole],
  });
  if (workspaceRole !== null)
    await call(OWNER_KEY, 'POST', `/api/accounts/${account}/workspaces/${workspace}/bot_access`, [
      { bot_id: made.id, workspace_role_id: WORKSPACE_ROLES[workspaceRole] },
    ]);
  return { key: made.api_key.key, accountRole, workspaceRole };
}

beforeAll(async () => {
  db = await createTestDatabase();
  const env = {
    ORCH_LOG_LEVEL: 'silent',
    ORCH_ROLE: 'api',
    ORCH_LONG_POLL_SECONDS: '0',
    ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    ORCH_BOOTSTRAP_EMAIL: 'owner@example.com',
    ORCH_BOOTSTRAP_API_KEY: OWNER_KEY,
  };
  app = await createApp(loadConfig(env, { databaseUrl: db.url, embedded: false }));
  await app.nest.get(EnsureFirstOwner).execute({ embedded: false });
  const places = JSON.parse((await call(OWNER_KEY, 'GET', '/api/me/workspaces')).text) as Record<
    string,
    string
  >[];
  [account, workspace] = [places[0]!['account_id']!, places[0]!['workspace_id']!];
  const other = await ask(OWNER_KEY, 'POST', '/api/accounts', { name: 'other' });
  const bot = await ask(OWNER_KEY, 'POST', `/api/accounts/${other.id}/bots`, {
    name: 'stranger',
    account_role_id: ACCOUNT_ROLES.Owner,
  });
  stranger = bot.api_key.key;
  for (const role of ['Owner', 'Admin', 'Member'] as const) actors.push(await actor(role, null));
  for (const role of Object.keys(WORKSPACE_ROLES) as WorkspaceRole[])
    actors.push(await actor('Member', role));
});

afterAll(async () => {
  await app?.close();
  await db?.drop();
});

const isOfAccount = (permission: Permission): boolean => permission.startsWith('account:');

function isAllowed({ accountRole, workspaceRole }: Actor, permission: Permission): boolean {
  if (permission === 'public' || permission === 'signed-in') return true;
  if (isOfAccount(permission)) return ACCOUNT_GRANTS[accountRole].has(permission);
  const role = accountRole === 'Member' ? workspaceRole : 'Owner';
  return role !== null && WORKSPACE_GRANTS[role].has(permission);
}

/** The address of a route in the test's account and workspace; other ids name nothing. */
function addressOf(path: string, permission: Permission, places = { account, workspace }): string {
  const filled = path
    .replace('{accountId}', places.account)
    .replace('{workspaceId}', places.workspace)
    .replace(/\{(\w+)\}/g, () => randomUUID());
  const isPlain = filled.startsWith('/api/accounts/') || isOfAccount(permission);
  return isPlain
    ? filled
    : filled.replace(/^\/api/, `/api/accounts/${places.account}/workspaces/${places.workspace}`);
}

const ROUTES = describeRoutes().filter(
  ({ permission, path }) => permission !== 'public' && permission !== 'signed-in' && path.startsWith('/api'),
);

it('each route lets in exactly the roles of the table', async () => {
  const wrong: string[] = [];
  for (const { method, path, permission } of ROUTES) {
    for (const who of actors) {
      const mayEnter = isAllowed(who, permission);
      if (mayEnter && ENDING.has(`${method} ${path}`)) continue;
      const { status, text } = await call(who.key, method, addressOf(path, permission));
      const isOutside =
        !isOfAccount(permission) && who.accountRole === 'Member' && who.workspaceRole === null;
      const refusal = isOutside ? [404, MISSING] : [403, FORBIDDEN];
      const isRefused = status === refusal[0] && text === refusal[1];
      const isRight = mayEnter ? status < 500 && text !== FORBIDDEN && status !== 401 : isRefused;
      if (!isRight)
        wrong.push(
          `${method} ${path} as ${who.accountRole}/${who.workspaceRole}: ${status} ${text.slice(0, 80)}`,
        );
    }
  }
  expect(ROUTES.length).toBeGreaterThan(200);
  expect(wrong).toEqual([]);
}, 120_000);

it('for an owner of another account, each route answers as one of an account that does not exist', async () => {
  const wrong: string[] = [];
  for (const { method, path, permission } of ROUTES) {
    const foreign = await call(stranger, method, addressOf(path, permission));
    const nowhere = { account: randomUUID(), workspace: randomUUID() };
    const random = await call(stranger, method, addressOf(path, permission, nowhere));
    const nobody = await call(null, method, addressOf(path, permission));
    if (
      foreign.status !== 404 ||
      foreign.text !== random.text ||
      random.status !== 404 ||
      nobody.status !== 401
    )
      wrong.push(`${method} ${path}: ${foreign.status} ${random.status} ${nobody.status}`);
  }
  expect(wrong).toEqual([]);
}, 120_000);

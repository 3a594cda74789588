import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { loadConfig, sql } from '@orch/platform';
import { type App, createApp } from '../../apps/api/src/create-app.ts';
import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '@orch/identity';
import {
  memberOf,
  ownerOfNewAccount,
  type Person,
} from '../../libs/server/identity/src/testing/two-accounts.ts';
import {
  BODIES,
  ELSEWHERE,
  OF_NOBODY,
  OTHERWISE,
  paramOf,
  QUERIES,
  removalOrder,
} from './tenancy/recipes.ts';
import { type Route, routesOf } from './tenancy/routes-of-app.ts';
import { buildWorld, type World } from './tenancy/world.ts';

// every route is called several times
jest.setTimeout(60_000);

const CANARY = 'canary7f3a';
const TAKES_A_BODY = new Set(['POST', 'PUT', 'PATCH']);
/** Reads whose answers move by themselves. */
const MOVING =
  /rate-limits|audit-events|\/count-by|\/api\/(health|ready|hello|version)|work_queues\/:id\/status|openapi|\/explain$/;

let database: TestDatabase;
let app: App;
let routes: Route[];
let alice: Person;
let bob: Person;
let world: World;
let made = 0;

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function call(key: string | null, method: string, url: string, body?: object): Promise<Answer> {
  const answer = await app.server.inject({
    method: method as 'GET', // one of the methods of routes
    url,
    headers: { host: '127.0.0.1:4200', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: answer.statusCode, text: answer.body };
}

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
const isIn = (table: readonly (readonly [RegExp, string])[], route: Route): boolean =>
  table.some(([pattern]) => pattern.test(nameOf(route)));
/** Routes of an account, a workspace or a person that is named. */
const judged = (): Route[] =>
  routes.filter(
    (route) => route.permission !== 'public' && !isIn(OF_NOBODY, route) && !isIn(ELSEWHERE, route),
  );

/** Where a route of a workspace or account is for somebody, with the ids of a world in it. */
function addressOf(route: Route, o: World, { accountId, workspaceId }: Person): string {
  const isOfWorkspace = !/^\/api\/(accounts\/|users\/)/.test(route.path);
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    if (name === 'accountId') return accountId;
    return encodeURIComponent(paramOf(route, name, o) ?? 'none');
  });
  const query = QUERIES[nameOf(route)]?.(o) ?? '';
  const prefix = `/api/accounts/${accountId}/workspaces/${workspaceId}`;
  return `${isOfWorkspace ? path.replace('/api', prefix) : path}${query}`;
}

const freshName = (): string => `fresh${(made += 1)}x`;
const bodyOf = (route: Route, o: World): object | undefined => {
  if (!TAKES_A_BODY.has(route.method)) return undefined;
  return BODIES[nameOf(route)]?.(o, freshName());
};

/** Built-in roles are every account's. */
const OF_EVERYBODY = new Set(['viewer_role', 'member_role']);

/** The same kinds with ids and names that nobody has. */
const randomLike = (o: World): World =>
  Object.fromEntries(
    Object.entries(o).map(([kind, value]) => [
      kind,
      OF_EVERYBODY.has(kind)
        ? value
        : /^[0-9a-f-]{36}$/.test(value)
          ? randomUUID()
          : value.replaceAll(CANARY, `none${freshName()}`),
    ]),
  );

/** An answer without what differs by chance: ids, times, names that were made up. */
const told = ({ status, text }: Answer, o: World): string => {
  const known = Object.entries(o).sort(([, x], [, y]) => y.length - x.length);
  const plain = known.reduce((rest, [kind, value]) => rest.replaceAll(value, kind), text);
  return `${status} ${plain
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+(Z|\+00:00)?/g, 'time')
    .replaceAll(/fresh\d+x/g, 'fresh')
    .replaceAll(/pn[ub]_[\w…]+/g, 'key')}`;
};

beforeAll(async () => {
  database = await createTestDatabase();
  const env = {
    ORCH_LOG_LEVEL: 'silent',
    ORCH_ROLE: 'api',
    ORCH_LOCAL_MODE: 'off',
    ORCH_LONG_POLL_SECONDS: '0',
    ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  app = await createApp(loadConfig(env, { databaseUrl: database.url, embedded: true }));
  routes = routesOf(app.nest);
  alice = await ownerOfNewAccount(app.parts.database, 'alice');
  bob = await ownerOfNewAccount(app.parts.database, 'bob');
  const mia = await memberOf(app.parts.database, alice, `mia-${CANARY}`, ACCOUNT_ROLES.Member);
  const prefix = `/api/accounts/${alice.accountId}`;
  const ask = async (method: string, path: string, body?: object) => {
    const place: Readonly<Record<string, string>> = { account: prefix, user: `/api/users/${alice.id}` };
    const [, where = '', rest = path] = /^(account|user):(.*)$/.exec(path) ?? [];
    const url = `${place[where] ?? `${prefix}/workspaces/${alice.workspaceId}`}${rest}`;
    const { status, text } = await call(alice.key, method, url, body);
    return { status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  const members = (await ask('POST', 'account:/account_memberships/filter', {})).body as {
    id: string;
    user_id: string;
  }[];
  const known = {
    account: alice.accountId,
    workspace: alice.workspaceId,
    user: alice.id,
    member: mia.id,
    membership: members.find(({ user_id }) => user_id === mia.id)!.id,
    viewer_role: WORKSPACE_ROLES.Viewer,
    member_role: ACCOUNT_ROLES.Member,
  };
  const worldOfA = await buildWorld(ask, known, CANARY);
  world = Object.fromEntries(Object.entries(worldOfA).filter(([, id]) => id !== 'undefined'));
  const actions = { failed_action: await makeFailedAction(), dropped_action: await makeFailedAction() };
  world = { ...world, ...actions };
}, 60_000);

/** An action that was given up; only time and an unreachable receiver would make one. */
async function makeFailedAction(): Promise<string> {
  const id = randomUUID();
  await app.parts.database.transaction(alice, (tx) =>
    tx.query(sql`insert into automation_action (workspace_id, id, automation_id, automation, action, action_index, firing,
        state_event_id, chain, status, attempts, reason, failed_at)
      values (${alice.workspaceId}, ${id}, ${world['automation']}, '{}', ${JSON.stringify({ type: 'do-nothing' })}, 0, '{}',
        ${randomUUID()}, '{}', 'failed', 5, ${CANARY}, now())`),
  );
  return id;
}

afterAll(async () => {
  await app?.close();
  await database?.drop();
});

it('every route says who may call it', () => {
  expect(routes.length).toBeGreaterThan(300);
  expect(routes.filter(({ permission }) => permission === undefined).map(nameOf)).toEqual([]);
});

it('every route has a recipe: its parameters and its body can be filled with objects of another', () => {
  const lacking = judged().filter((route) => {
    const params = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => paramOf(route, name!, world));
    return (
      params.includes(undefined) ||
      (TAKES_A_BODY.has(route.method) && !BODYLESS.test(nameOf(route)) && !BODIES[nameOf(route)])
    );
  });
  expect(lacking.map(nameOf)).toEqual([]);
});
/** Routes whose method could carry a body, but which read none. */
const BODYLESS =
  /\/(leave|resend|install_system_block_types|pause_deployment|resume_deployment|validate|verify|mark_\w+)$|^POST \/api\/deployments\/:id\/(schedule|pause_deployment|resume_deployment)$|templates\/validate|block_schemas|\/slas\//;

it('what is tested elsewhere is tested there', () => {
  const gone = ELSEWHERE.filter(([, file]) => !existsSync(new URL(`../../${file}`, import.meta.url)));
  expect(gone.map(([, file]) => file)).toEqual([]);
});

it('without a key every route is closed', async () => {
  const open: string[] = [];
  for (const route of routes.filter(({ permission }) => permission !== 'public')) {
    const method = route.method === 'ALL' ? 'GET' : route.method;
    const { status } = await call(null, method, addressOf(route, world, alice), bodyOf(route, world));
    if (status !== 401) open.push(`${nameOf(route)}: ${status}`);
  }
  expect(open).toEqual([]);
});

/** Whether the request holds anything of a world at all. */
const namesAnother = (route: Route, random: World): boolean => {
  const text = (o: World): string =>
    addressOf(route, o, bob) + JSON.stringify(BODIES[nameOf(route)]?.(o, 'fresh') ?? null);
  return text(world) !== text(random);
};
/** Nothing of another is named: it would only remove what is the asker's own. */
const destroysOnlyItself = (route: Route): boolean =>
  route.path === '/api/leave' ||
  route.path === '/api/accounts/:accountId/leave' ||
  (route.method === 'DELETE' && !/:(?!accountId)/.test(route.path));

const linesOfAudit = async (): Promise<number> => {
  const [row] = await app.parts.database.queryOutside<{ count: number }>(
    sql`select count(*) as count from audit_event`,
  );
  return row!.count;
};
/** Changes of an account, of its people and keys, and of who may enter a workspace. */
const isAudited = ({ method, path, permission = 'public' }: Route): boolean =>
  method !== 'GET' &&
  // storage of results is a matter of runs
  !/\/(filter|count|verify|storage)$/.test(path) &&
  /^(account:|workspace:(access|manage)$|signed-in$)/.test(permission);

describe('with the key of another account', () => {
  /** What every read of A tells its owner. */
  const snapshot = async (): Promise<Record<string, string>> => {
    const all: Record<string, string> = {};
    for (const route of judged().filter(({ method, path }) => method === 'GET' && !MOVING.test(path)))
      all[nameOf(route)] = (await call(alice.key, 'GET', addressOf(route, world, alice))).text.replaceAll(
        /"(last_used|last_seen|last_polled|last_heartbeat_time|updated|estimated_\w+)":("[^"]*"|[-\d.]+)/g,
        '"$1":0',
      );
    return all;
  };
  let before: Record<string, string>;
  beforeAll(async () => {
    before = await snapshot();
  });

  it('nothing is reached at the address of the account or workspace', async () => {
    const reached: string[] = [];
    for (const route of judged()) {
      const { status, text } = await call(
        bob.key,
        route.method,
        addressOf(route, world, alice),
        bodyOf(route, world),
      );
      if (status !== 404 || text.includes(CANARY))
        reached.push(`${nameOf(route)}: ${status} ${text.slice(0, 200)}`);
    }
    expect(reached).toEqual([]);
  });

  it('ids of others, in paths and bodies, answer as ids that do not exist, and show nothing', async () => {
    const wrong: string[] = [];
    for (const route of judged()) {
      const random = randomLike(world);
      if (destroysOnlyItself(route)) continue;
      const foreign = await call(bob.key, route.method, addressOf(route, world, bob), bodyOf(route, world));
      const nowhere = await call(bob.key, route.method, addressOf(route, random, bob), bodyOf(route, random));
      const echoless = Object.values(world).reduce((text, value) => text.replaceAll(value, ''), foreign.text);
      if (foreign.status >= 500 || echoless.includes(CANARY))
        wrong.push(`${nameOf(route)} shows ${foreign.status} ${foreign.text.slice(0, 300)}`);
      else if (namesAnother(route, random) && told(foreign, world) !== told(nowhere, random))
        wrong.push(
          `${nameOf(route)}\n  ${told(foreign, world).slice(0, 300)}\n  ${told(nowhere, random).slice(0, 300)}`,
        );
    }
    expect(wrong).toEqual([]);
  });

  it('and nothing of the other has changed', async () => {
    const after = await snapshot();
    const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
    expect(changed.map((name) => [name, before[name]!.slice(0, 300), after[name]!.slice(0, 300)])).toEqual(
      [],
    );
  });

  it('the recipes are right: the owner gets through with each, so that refusals above are for the owner’s sake', async () => {
    const order = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];
    const sorted = judged().sort(
      (x, y) => order.indexOf(x.method) - order.indexOf(y.method) || removalOrder(x) - removalOrder(y),
    );
    const refused: string[] = [];
    const untold: string[] = [];
    for (const route of sorted.filter(({ path }) => !/bulk_delete|leave|transfer/.test(path))) {
      const before = await linesOfAudit();
      const { status, text } = await call(
        alice.key,
        route.method,
        addressOf(route, world, alice),
        bodyOf(route, world),
      );
      if (status >= 300 && status !== OTHERWISE[nameOf(route)])
        refused.push(`${nameOf(route)}: ${status} ${text.slice(0, 300)}`);
      const lines = (await linesOfAudit()) - before;
      if (status < 300 && isAudited(route) && lines !== 1) untold.push(`${nameOf(route)}: ${lines}`);
    }
    expect(refused).toEqual([]);
    // what changes access, members, roles, keys or places leaves one line in the audit log
    expect(untold).toEqual([]);
  });
});

import { gzipSync } from 'node:zlib';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { loadConfig } from '@orch/platform';
import pg from 'pg';
import { type App, createApp } from '../../apps/api/src/create-app.ts';
import { ownerOfNewAccount, type Person } from '../../libs/server/identity/src/testing/two-accounts.ts';

let database: TestDatabase;
let app: App;
let alice: Person;
let bob: Person;
/** What the server logged. */
const logged: string[] = [];

/** Keeps log lines instead of printing them: the logger writes to a stream that it holds under a symbol. */
function keepLogs(log: object): void {
  for (let at: object | null = log; at !== null; at = Object.getPrototypeOf(at) as object | null)
    for (const symbol of Object.getOwnPropertySymbols(at)) {
      if (symbol.description !== 'pino.stream') continue;
      const stream = (at as Record<symbol, { write: (line: string) => void }>)[symbol]!; // pino's own name for it
      stream.write = (line) => void logged.push(line);
      return;
    }
  throw new Error('the logger has no stream');
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}
async function ask(
  person: Person | null,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  payload?: object | string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const place = person ? `/api/accounts/${person.accountId}/workspaces/${person.workspaceId}` : '/api';
  const answer = await app.server.inject({
    method,
    url: `${place}${path}`,
    headers: {
      host: '127.0.0.1:4200',
      'content-type': 'application/json',
      ...(person && { authorization: `Bearer ${person.key}` }),
      ...headers,
    },
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, text: answer.body, headers: answer.headers };
}

beforeAll(async () => {
  database = await createTestDatabase();
  const env = {
    ORCH_LOG_LEVEL: 'debug',
    ORCH_ROLE: 'api',
    ORCH_LOCAL_MODE: 'off',
    ORCH_DATABASE_CONNECTIONS: '2',
    ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  app = await createApp(loadConfig(env, { databaseUrl: database.url, embedded: true }));
  keepLogs(app.server.log);
  alice = await ownerOfNewAccount(app.parts.database, 'alice');
  bob = await ownerOfNewAccount(app.parts.database, 'bob');
}, 60_000);
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

describe('names', () => {
  // what looks like a public route, a file, a folder above, or a part of a path
  it.each([
    'health',
    'xready',
    'ready',
    'version',
    'a%2fb',
    'a b',
    '.hidden',
    '..%2f..',
    'ünïcode',
    "x'; drop table flow; --",
  ])('%j is a name like others, and opens nothing', async (name) => {
    const made = await ask(alice, 'POST', '/flows/', { name });
    // no percent signs, slashes, angle brackets and ampersands, as on the reference
    expect(made.status).toBe(/[%/<>&]/.test(name) ? 422 : 201);
    if (made.status === 422) return;
    const { id } = JSON.parse(made.text);
    expect(JSON.parse((await ask(alice, 'GET', `/flows/${id}`)).text)).toMatchObject({ id, name });
    const path = `/flows/name/${encodeURIComponent(name)}`;
    expect(JSON.parse((await ask(alice, 'GET', path)).text)).toMatchObject({ id });
    expect((await ask(null, 'GET', path)).status).toBe(401);
    expect((await ask(bob, 'GET', path)).status).toBe(404);
  });
});

describe('bodies', () => {
  it.each([
    ['gzip', gzipSync(Buffer.alloc(1_000_000, ' '))],
    ['deflate', Buffer.from('x')],
    ['br', Buffer.from('x')],
    ['gzip, gzip', gzipSync('{}')],
  ])('that are compressed (%s) are refused before they are opened', async (encoding, body) => {
    const before = process.memoryUsage().rss;
    const { status, text } = await ask(alice, 'POST', '/flows/filter', body, {
      'content-encoding': encoding,
    });
    expect(status).toBe(415);
    expect(text.length).toBeLessThan(1_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it.each([
    ['a member called __proto__', '{"name":"p","__proto__":{"isAdmin":true}}'],
    ['one deep inside', '{"name":"p","labels":{"a":{"__proto__":{"isAdmin":true}}}}'],
    ['a NUL', '{"name":"a\\u0000b"}'],
    ['a lone surrogate', '{"name":"a\\ud800b"}'],
    ['a depth of a thousand', `{"name":"p","labels":${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}}`],
    ['no JSON', '{"name":'],
  ])('with %s are refused, and change nothing of objects', async (_, body) => {
    const { status, text } = await ask(alice, 'POST', '/flows/', body);
    expect([400, 422]).toContain(status);
    expect(text.length).toBeLessThan(16_384);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('choose neither id nor workspace, nor anything else that is ours to say', async () => {
    const chosen = {
      id: '0190a0a0-0000-7000-8000-00000000000a',
      workspace_id: bob.workspaceId,
      account_id: bob.accountId,
      created: '2001-01-01T00:00:00Z',
    };
    const account = `/api/accounts/${alice.accountId}`;
    for (const [path, body, where] of [
      ['/flows/', { name: 'mass' }, '/flows/name/mass'],
      ['/variables/', { name: 'mass', value: 1 }, '/variables/name/mass'],
      ['/work_pools/', { name: 'mass', type: 'process' }, '/work_pools/mass'],
    ] as const) {
      // members that nobody knows are refused where the reference refuses them
      const { status, text } = await ask(alice, 'POST', path, { ...body, ...chosen });
      expect([path, status]).toEqual([path, 422]);
      expect(text).toContain('extra_forbidden');
      for (const person of [alice, bob]) expect((await ask(person, 'GET', where)).status).toBe(404);
    }
    for (const [path, body] of [
      ['/workspaces/', { name: 'mass' }],
      ['/bots/', { name: 'mass' }],
      ['/teams', { name: 'mass' }],
    ] as const) {
      const answer = await app.server.inject({
        method: 'POST',
        url: `${account}${path}`,
        headers: { authorization: `Bearer ${alice.key}` },
        payload: { ...body, ...chosen },
      });
      expect([path, answer.statusCode]).toEqual([path, 201]);
      const made = answer.json<Record<string, unknown>>();
      for (const [name, value] of Object.entries(chosen))
        expect([path, made[name]]).not.toEqual([path, value]);
    }
  });
});

it('two tenants who share two connections never see each other', async () => {
  for (const person of [alice, bob]) await ask(person, 'POST', '/flows/', { name: `of ${person.accountId}` });
  const wrong: string[] = [];
  const read = async (i: number): Promise<void> => {
    const [person, other] = i % 2 ? [alice, bob] : [bob, alice];
    // some end with an error in the middle of their transaction
    if (i % 7 === 0) await ask(person, 'POST', '/flows/', { name: `of ${person.accountId}`, tags: ['x'] });
    if (i % 11 === 0) await ask(person, 'DELETE', `/flows/${other.workspaceId}`);
    const { text } = await ask(person, 'POST', '/flows/filter', { sort: i % 3 ? 'NAME_ASC' : 'NAME_DESC' });
    if (!text.includes(person.accountId) || text.includes(other.accountId)) wrong.push(text.slice(0, 200));
  };
  for (let from = 0; from < 1_000; from += 50)
    await Promise.all(Array.from({ length: 50 }, (_, i) => read(from + i)));
  expect(wrong).toEqual([]);
}, 120_000);

describe('what goes wrong', () => {
  it('is told outside as nothing but that, with the id under which it was logged', async () => {
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    let answer: Answer;
    try {
      await owner.query('alter table variable rename to variable_gone');
      answer = await ask(alice, 'POST', '/variables/filter', {});
    } finally {
      await owner.query('alter table variable_gone rename to variable');
      await owner.end();
    }
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/variable|select|relation|postgres|node_modules|\.ts|at /i);
    const id = String(answer.headers['x-request-id']);
    const ofIt = logged
      .filter((line) => line.includes(id))
      .map((line) => JSON.parse(line) as { level: number });
    const [failure] = ofIt.filter(({ level }) => level === 50);
    expect(JSON.stringify(failure)).toContain('variable');
  });

  it('a name with line breaks is one line of the log, and no line holds a key', async () => {
    const from = logged.length;
    await ask(alice, 'POST', '/flows/', { name: 'a\r\n{"level":60,"msg":"forged"}', nonsense: true });
    await ask(alice, 'GET', '/flows/name/a%0d%0aforged');
    await app.server.inject({
      method: 'GET',
      url: '/api/me',
      headers: { authorization: `Bearer ${alice.key}x` },
    });
    expect(logged.length).toBeGreaterThan(from);
    for (const line of logged) {
      expect(line.trimEnd().split('\n')).toHaveLength(1);
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
    }
    const all = logged.join('');
    for (const { key } of [alice, bob]) expect(all).not.toContain(key);
  });
});

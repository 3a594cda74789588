import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { AccessResolver, loadConfig } from '@orch/platform';
import { randomInt } from 'node:crypto';
import pg from 'pg';
import { type App, createApp } from '../../apps/api/src/create-app.ts';
import { mintKey } from '../../libs/server/identity/src/api-keys/api-key-format.ts';
import { ownerOfNewAccount, type Person } from '../../libs/server/identity/src/testing/two-accounts.ts';

let database: TestDatabase;
let app: App;
let alice: Person;
let owner: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const env = {
    ORCH_LOG_LEVEL: 'silent',
    ORCH_ROLE: 'api',
    ORCH_LOCAL_MODE: 'off',
    ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  app = await createApp(loadConfig(env, { databaseUrl: database.url, embedded: true }));
  alice = await ownerOfNewAccount(app.parts.database, 'alice');
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query('set role orch_background'); // sees the rows of every workspace, as the owner does not
}, 60_000);
afterAll(async () => {
  await owner?.end();
  await app?.close();
  await database?.drop();
});

const call = async (method: 'GET' | 'POST' | 'DELETE', url: string, body?: object) => {
  const headers = { host: '127.0.0.1:4200', authorization: `Bearer ${alice.key}` };
  const answer = await app.server.inject({ method, url, headers, ...(body && { payload: body }) });
  return answer.body === '' ? undefined : JSON.parse(answer.body);
};

/** Tables in which a text stands, as text or as bytes. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and has_table_privilege(c.oid, 'select')`,
  );
  expect(rows.length).toBeGreaterThan(50);
  const hex = Buffer.from(text).toString('hex');
  const found: string[] = [];
  for (const { name } of rows) {
    const hit = await owner.query(
      `select 1 from ${name} t where position($1 in t::text) > 0 or position($2 in t::text) > 0 limit 1`,
      [text, hex],
    );
    if (hit.rowCount) found.push(name);
  }
  return found;
}

it('a key that was made, used, rotated and revoked stands nowhere in the database', async () => {
  const keys = `/api/users/${alice.id}/api_keys`;
  const made = await call('POST', keys, { name: 'find-me' });
  const bot = await call('POST', `/api/accounts/${alice.accountId}/bots/`, { name: 'bot' });
  const rotated = await call('POST', `${keys}/${made.id}/rotate`, { old_key_expires_in_seconds: 60 });
  await call('DELETE', `${keys}/${rotated.id}`);
  expect(await tablesWith('find-me')).toEqual(expect.arrayContaining(['api_key', 'audit_event']));
  for (const key of [made.key, rotated.key, bot.api_key.key]) {
    expect(key).toMatch(/^pn[ub]_/);
    expect(await tablesWith(key)).toEqual([]);
    // not without its prefix either
    expect(await tablesWith(key.slice(4, 40))).toEqual([]);
  }
});

it('a secret of a block stands nowhere in the database but sealed', async () => {
  const w = `/api/accounts/${alice.accountId}/workspaces/${alice.workspaceId}`;
  const type = await call('GET', `${w}/block_types/slug/secret`);
  const [schema] = await call('POST', `${w}/block_schemas/filter`, {
    block_schemas: { block_type_id: { any_: [type.id] } },
  });
  const document = { name: 'find-my-block', block_type_id: type.id, block_schema_id: schema.id };
  const secret = 'hunter2-7f3a9c';
  const made = await call('POST', `${w}/block_documents/`, { ...document, data: { value: secret } });
  expect((await call('GET', `${w}/block_documents/${made.id}?include_secrets=true`)).data.value).toBe(secret);
  expect(await tablesWith('find-my-block')).toContain('block_document');
  expect(await tablesWith(secret)).toEqual([]);
});

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SAMPLES = 2_000;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** How many standard errors the medians of answer times differ by: made-up keys that begin as a real one, against others. */
async function timeDifference(resolver: AccessResolver, real: string): Promise<number> {
  const body = real.slice(4, -9); // all but its last three characters and the checksum
  const alike = (): string => {
    let n = 0;
    return mintKey('user', (max) => (n < body.length ? ALPHABET.indexOf(body[n++]!) : randomInt(max)));
  };
  expect(alike().slice(0, -9)).toBe(real.slice(0, -9));
  const times = { near: [] as number[], far: [] as number[] };
  for (let i = 0; i < SAMPLES; i += 1) {
    const pair = [['near', alike()] as const, ['far', mintKey('user')] as const];
    for (const [kind, key] of i % 2 === 0 ? pair : pair.toReversed()) {
      const startMs = performance.now();
      expect(await resolver.principalOfKey(key)).toBeNull();
      times[kind].push(performance.now() - startMs);
    }
  }
  // of medians, from the median deviation: other work on the machine makes a few samples very long
  const errorOf = (values: readonly number[]): number => {
    const middle = median(values);
    return (1.2533 * 1.4826 * median(values.map((v) => Math.abs(v - middle)))) / Math.sqrt(values.length);
  };
  return (median(times.near) - median(times.far)) / Math.hypot(errorOf(times.near), errorOf(times.far));
}

it('how long a refusal takes does not tell whether a key begins as a real one', async () => {
  const resolver = app.nest.get(AccessResolver, { strict: false });
  expect(await resolver.principalOfKey(alice.key)).not.toBeNull();
  const rounds: number[] = [];
  // one round in 370 differs by chance; a leak differs in all of them, and to the same side
  for (let round = 0; round < 3; round += 1) {
    rounds.push(await timeDifference(resolver, alice.key));
    if (Math.abs(rounds.at(-1)!) < 3) return;
  }
  expect(rounds.every((r) => r > 3) || rounds.every((r) => r < -3)).toBe(false);
}, 60_000);

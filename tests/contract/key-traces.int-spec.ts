import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { loadConfig } from '@orch/platform';
import pg from 'pg';
import { type App, createApp } from '../../apps/api/src/create-app.ts';
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

import { createTestDatabase, type TestDatabase } from '@orch/testing';
import pg from 'pg';

let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});

afterAll(async () => {
  await owner?.end();
  await database?.drop();
});

const names = async (statement: string): Promise<string[]> => {
  const { rows } = await owner.query<{ name: string }>(statement);
  return rows.map(({ name }) => name);
};

/** Runs one statement as a role, in a transaction that is undone. */
const as = async <T extends pg.QueryResultRow>(role: string, ...statements: string[]): Promise<T[]> => {
  await owner.query('begin');
  try {
    await owner.query(`set local role ${role}`);
    let rows: T[] = [];
    for (const statement of statements) ({ rows } = await owner.query<T>(statement));
    return rows;
  } finally {
    await owner.query('rollback');
  }
};

// Tables that name a workspace but belong to an account: they say who may enter a workspace, and are read before
// there is one.
const OF_THE_ACCOUNT = ['workspace_access', 'bot_workspace_access', 'user_workspace_access'];

const WORKSPACE_TABLES = `
  select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
         exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant'
                 and p.polroles = array[(select oid from pg_roles where rolname = 'orch_app')]
                 and pg_get_expr(p.polqual, p.polrelid) like '%app.workspace_id%'
                 and pg_get_expr(p.polwithcheck, p.polrelid) like '%app.workspace_id%') as has_policy,
         (select count(*)::int from pg_policy p where p.polrelid = c.oid and p.polroles <> array[c.relowner]) as policies
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
     and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped)
   order by 1`;

it('every table with workspace_id has forced row-level security and the tenant policy', async () => {
  const { rows } = await owner.query<{
    name: string;
    forced: boolean;
    has_policy: boolean;
    policies: number;
  }>(WORKSPACE_TABLES);
  const judged = rows.filter(({ name }) => !OF_THE_ACCOUNT.includes(name));
  expect(judged.length).toBeGreaterThan(20);
  // A further policy would be OR-ed to the tenant's. Those of the owner alone are for cascades: it serves no requests.
  const open = judged.filter(({ forced, has_policy, policies }) => !forced || !has_policy || policies !== 2);
  expect(open.map(({ name }) => name)).toEqual([]);
});

it('partitions are not readable past their parent', async () => {
  const readable = await names(`
    select c.relname as name from pg_class c
     where c.relispartition and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)
       and (has_table_privilege('orch_app', c.oid, 'select') or has_table_privilege('orch_app', c.oid, 'insert'))`);
  expect(readable).toEqual([]);
});

it('the working roles are no superusers, do not bypass row-level security and own nothing', async () => {
  const loose = await names(`
    select rolname as name from pg_roles
     where rolname in ('orch_app', 'orch_background')
       and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin
            or exists (select from pg_class where relowner = pg_roles.oid))`);
  expect(loose).toEqual([]);
});

it('the application role may not take the background role', async () => {
  const [row] = await as<{ granted: boolean }>(
    'orch_app',
    `select pg_has_role('orch_app', 'orch_background', 'MEMBER') as granted`,
  );
  expect(row).toEqual({ granted: false });
});

it('without a workspace no row is seen and none can be written', async () => {
  const account = '00000000-0000-0000-0000-00000000000a';
  const workspace = '00000000-0000-0000-0000-00000000000b';
  await owner.query(
    `insert into account (id, name, handle) values ('${account}', 'a', 'arch-a') on conflict do nothing`,
  );
  await owner.query(
    `insert into workspace (id, account_id, name, handle) values ('${workspace}', '${account}', 'w', 'arch-w') on conflict do nothing`,
  );
  const insert = `insert into flow (workspace_id, id, name) values ('${workspace}', gen_random_uuid(), 'seen only inside')`;
  const count = 'select count(*)::int as n from flow';
  const bind = (id: string): string => `select set_config('app.workspace_id', '${id}', true)`;

  await expect(as('orch_app', insert)).rejects.toMatchObject({ code: '42501' });
  await expect(as('orch_app', bind(account), insert)).rejects.toMatchObject({ code: '42501' });
  expect(await as('orch_app', bind(workspace), insert, count)).toEqual([{ n: 1 }]);
  expect(await as('orch_app', bind(workspace), insert, bind(account), count)).toEqual([{ n: 0 }]);
  expect(await as('orch_app', bind(workspace), insert, bind(''), count)).toEqual([{ n: 0 }]);
});

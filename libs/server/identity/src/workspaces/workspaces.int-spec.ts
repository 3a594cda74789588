import { randomUUID } from 'node:crypto';
import { sql } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import pg from 'pg';
import { MailOutbox } from '../mail/mail-outbox.ts';
import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '../roles/roles.ts';
import { lastOf, trailOf } from '../testing/audit-trail.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { soon } from '../testing/soon.ts';
import { memberOf, ownerOfNewAccount, type Person } from '../testing/two-accounts.ts';
import { PurgeDeleted } from './purge-deleted.ts';
import { PurgeRepository } from './purge.repository.ts';

let db: TestDatabase;
let app: IdentityApp;
let other: IdentityApp; // a second process
let owner: pg.Client; // of the tables
let olga: Person; // owner of A
let mia: Person; // member of A
let bob: Person; // owner of B

const a = (path = '') => `/api/accounts/${olga.accountId}${path}`;
const at = (workspaceId: string, path = '') => a(`/workspaces/${workspaceId}${path}`);
const newWorkspace = async (name: string, by = olga): Promise<string> =>
  (await app.call(by.key, 'POST', `/api/accounts/${by.accountId}/workspaces/`, { name })).body.id;

beforeAll(async () => {
  db = await createTestDatabase();
  [app, other] = await Promise.all([IdentityApp.start(db.url), IdentityApp.start(db.url)]);
  owner = new pg.Client({ connectionString: db.url });
  await owner.connect();
  olga = await ownerOfNewAccount(app.database, 'olga');
  bob = await ownerOfNewAccount(app.database, 'bob');
  mia = await memberOf(app.database, olga, 'mia', ACCOUNT_ROLES.Member);
});

afterAll(async () => {
  await Promise.all([app?.stop(), other?.stop()]);
  await owner?.end();
  await db?.drop();
});

describe('settings of a workspace', () => {
  it('what is not there to be switched on is refused, with its name', async () => {
    const id = await newWorkspace('plain');
    const answer = await app.call(olga.key, 'PATCH', at(id), { is_public: true });
    expect(answer).toEqual({ status: 422, body: { detail: 'is_public is not supported' } });
    expect((await app.call(olga.key, 'PATCH', at(id), { is_public: false })).status).toBe(204);
  });

  it('a default role is kept, shown, and taken away again', async () => {
    const id = await newWorkspace('default role');
    const set = (role: string | null) =>
      app.call(olga.key, 'PATCH', at(id), { default_workspace_role_id: role });
    expect((await set(WORKSPACE_ROLES.Viewer)).status).toBe(204);
    const { body } = await app.call(olga.key, 'GET', at(id));
    expect(body.default_workspace_role_id).toBe(WORKSPACE_ROLES.Viewer);
    expect((await set(ACCOUNT_ROLES.Owner)).status).toBe(422);
    await set(null);
    expect((await app.call(olga.key, 'GET', at(id))).body.default_workspace_role_id).toBeNull();
  });
});

describe('handles', () => {
  it('a former handle leads to where the workspace is now, until another takes it', async () => {
    const id = await newWorkspace('before');
    expect((await app.call(olga.key, 'PATCH', at(id), { handle: 'after' })).status).toBe(204);
    expect((await app.call(olga.key, 'GET', '/api/handles/olga/before')).body).toEqual({
      account_id: olga.accountId,
      account_handle: 'olga',
      workspace_id: id,
      workspace_handle: 'after',
      moved: true,
    });
    expect((await app.call(olga.key, 'GET', '/api/handles/olga/after')).body.moved).toBe(false);
    const next = await newWorkspace('before');
    expect((await app.call(olga.key, 'GET', '/api/handles/olga/before')).body.workspace_id).toBe(next);
  });

  it("an account's former handle leads to it and is nobody else's", async () => {
    const eve = await ownerOfNewAccount(app.database, 'eve');
    const here = `/api/accounts/${eve.accountId}`;
    expect((await app.call(eve.key, 'PATCH', here, { handle: 'eve-new' })).status).toBe(204);
    expect((await app.call(eve.key, 'GET', '/api/handles/eve')).body).toMatchObject({
      account_handle: 'eve-new',
      moved: true,
    });
    expect((await app.call(eve.key, 'GET', '/api/handles/eve/w')).body.account_handle).toBe('eve-new');
    expect((await app.call(bob.key, 'POST', '/api/accounts', { name: 'x', handle: 'eve' })).status).toBe(409);
    expect((await app.call(eve.key, 'PATCH', here, { handle: 'eve' })).status).toBe(204);
    expect((await app.call(eve.key, 'GET', '/api/handles/eve')).body.moved).toBe(false);
  });

  it('lead nowhere for those who may not enter, exactly as handles that nobody has', async () => {
    for (const path of ['/olga', '/olga/w', '/nobody', '/nobody/w', '/olga/nothing', '/%20', '/UPPER/w'])
      expect(await app.call(bob.key, 'GET', `/api/handles${path}`)).toEqual({
        status: 404,
        body: { detail: 'Not Found' },
      });
    expect((await app.call(mia.key, 'GET', '/api/handles/olga')).status).toBe(200);
    expect((await app.call(mia.key, 'GET', '/api/handles/olga/w')).status).toBe(404);
  });
});

describe('a deleted workspace', () => {
  it('is refused at once on every process, keeps its rows, and comes back as it was', async () => {
    const id = await newWorkspace('gone');
    await app.call(olga.key, 'POST', at(id, '/user_access'), [
      { user_id: mia.id, workspace_role_id: WORKSPACE_ROLES.Viewer },
    ]);
    expect((await other.call(mia.key, 'GET', at(id))).status).toBe(200);
    expect((await app.call(olga.key, 'DELETE', at(id))).status).toBe(204);
    expect((await app.call(olga.key, 'GET', at(id))).status).toBe(404);
    await soon(async () => (await other.call(mia.key, 'GET', at(id))).status === 404);
    expect((await app.call(mia.key, 'GET', '/api/me/workspaces')).body).toEqual([]);
    const listed = await app.call(olga.key, 'POST', a('/workspaces/filter'), {
      workspaces: { id: { any_: [id] } },
    });
    expect(listed.body).toEqual([]);
    expect((await app.call(olga.key, 'GET', '/api/handles/olga/gone')).status).toBe(404);
    const { body } = await app.call(olga.key, 'GET', a('/deleted_workspaces'));
    expect(body).toMatchObject([{ id, handle: 'gone' }]);
    expect(Date.parse(body[0].purged) - Date.parse(body[0].deleted)).toBe(14 * 86_400_000);

    const taken = await newWorkspace('gone'); // the handle is free at once
    const restore = a(`/deleted_workspaces/${id}/restore`);
    expect((await app.call(mia.key, 'POST', restore, {})).status).toBe(403);
    expect((await app.call(olga.key, 'POST', restore, {})).status).toBe(409);
    expect((await app.call(olga.key, 'POST', restore, { handle: 'back' })).body.handle).toBe('back');
    expect((await app.call(mia.key, 'GET', at(id))).status).toBe(200);
    expect(await lastOf(app, olga.accountId)).toMatchObject({ action: 'workspace.restored', target_id: id });
    await app.call(olga.key, 'DELETE', at(taken));
  });

  it('of another account answers as one that does not exist', async () => {
    const id = await newWorkspace('theirs', bob);
    await app.call(bob.key, 'DELETE', `/api/accounts/${bob.accountId}/workspaces/${id}`);
    const answer = await app.call(olga.key, 'POST', a(`/deleted_workspaces/${id}/restore`), {});
    expect(answer.status).toBe(404);
    expect(await app.call(olga.key, 'POST', a(`/deleted_workspaces/${randomUUID()}/restore`), {})).toEqual(
      answer,
    );
  });
});

describe('what was deleted long ago', () => {
  const tablesOf = async (): Promise<string[]> => {
    const { rows } = await owner.query<{ name: string }>(`
      select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not c.relispartition and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped)
      order by 1`);
    return rows.map(({ name }) => name);
  };
  /** A row in every table. It refers to nothing, so references are taken away first (`freeOfReferences`). */
  const fill = async (workspaceId: string): Promise<string[]> => {
    const filled: string[] = [];
    for (const table of await tablesOf()) {
      const { rows } = await owner.query<{ name: string; type: string; checked: string | null }>(
        `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
           (select substring(pg_get_constraintdef(k.oid) from '''([a-zA-Z_]+)''') from pg_constraint k
            where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum] limit 1) as checked
         from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
           and a.attidentity = '' and a.attgenerated = ''
             and (a.attnotnull and not a.atthasdef or a.attname = 'workspace_id')`,
        [table],
      );
      const valueOf = ({ name, type, checked }: (typeof rows)[number]): string => {
        if (name === 'workspace_id') return `'${workspaceId}'`;
        if (checked !== null) return `'${checked}'`;
        const byType: Record<string, string> = {
          uuid: 'gen_random_uuid()',
          text: 'gen_random_uuid()::text', // some texts are unique on the whole server
          bytea: `'x'`,
          boolean: 'false',
        };
        if (type.startsWith('timestamp')) return 'now()';
        if (type.startsWith('json')) return `'{}'`;
        if (type.endsWith('[]')) return `'{}'`;
        return byType[type] ?? (/int|double|numeric/.test(type) ? '1' : `'x'`);
      };
      const names = rows.map(({ name }) => `"${name}"`).join(', ');
      const extra = table === 'object_access' ? [', deployment_id', ', gen_random_uuid()'] : ['', ''];
      await owner.query(
        `insert into "${table}" (${names}${extra[0]}) values (${rows.map(valueOf).join(', ')}${extra[1]})`,
      );
      filled.push(table);
    }
    return filled;
  };
  const references = async () =>
    (
      await owner.query<{ name: string; table: string; target: string }>(`
        select f.conname as name, f.conrelid::regclass::text as table, f.confrelid::regclass::text as target
        from pg_constraint f where f.contype = 'f' and f.conparentid = 0 and f.connamespace = 'public'::regnamespace`)
    ).rows;
  const freeOfReferences = async (): Promise<void> => {
    for (const { name, table, target } of await references())
      if (target !== 'workspace') await owner.query(`alter table "${table}" drop constraint "${name}"`);
  };
  const countIn = async (table: string, workspaceId: string): Promise<number> => {
    const { rows } = await owner.query<{ n: number }>(
      `select count(*)::int as n from "${table}" where workspace_id = $1`,
      [workspaceId],
    );
    return rows[0]!.n;
  };

  it('is removed from tables that refer to others before those they refer to', async () => {
    const order = (await app.app.get(PurgeRepository).tables()).map(({ name }) => name);
    expect([...order].sort()).toEqual(await tablesOf());
    const wrong = (await references()).filter(
      ({ table, target }) =>
        table !== target && order.includes(target) && order.indexOf(table) > order.indexOf(target),
    );
    // a pool and its default queue name each other
    expect(wrong.map(({ table, target }) => `${table} → ${target}`)).toEqual([]);
  });

  it('leaves no row in any table, and takes none of its neighbour', async () => {
    await freeOfReferences();
    await owner.query('set role orch_background'); // row-level security binds the owner, too
    const [doomed, neighbour] = [await newWorkspace('doomed'), await newWorkspace('neighbour')];
    const tables = await fill(doomed);
    expect(tables.length).toBeGreaterThan(25);
    await fill(neighbour);
    const neighbours = await Promise.all(tables.map((table) => countIn(table, neighbour)));
    expect(Math.min(...neighbours)).toBeGreaterThan(0);
    await owner.query(
      `insert into flow (workspace_id, id, name) select $1, gen_random_uuid(), i::text from generate_series(1, 4500) i`,
      [doomed],
    );
    await app.call(olga.key, 'DELETE', at(doomed));
    const purge = app.app.get(PurgeDeleted);
    await purge.execute();
    expect(await countIn('flow', doomed)).toBe(4501); // still in its time of grace

    await app.database.queryOutside(
      sql`update workspace set deleted_at = now() - interval '15 days' where id = ${doomed}`,
    );
    const late = await app.call(olga.key, 'POST', a(`/deleted_workspaces/${doomed}/restore`), {});
    expect(late.status).toBe(404);
    while (await purge.execute());
    for (const [i, table] of tables.entries()) {
      expect([table, await countIn(table, doomed)]).toEqual([table, 0]);
      expect([table, await countIn(table, neighbour)]).toEqual([table, neighbours[i]]);
    }
    expect(await app.database.queryOutside(sql`select 1 from workspace where id = ${doomed}`)).toEqual([]);
    const kept = (await trailOf(app, olga.accountId)).filter(({ workspace_id }) => workspace_id === doomed);
    expect(kept.map(({ action }) => action)).toEqual(['workspace.created', 'workspace.deleted']);
  });

  it('an account goes after its workspaces', async () => {
    const zoe = await ownerOfNewAccount(app.database, 'zoe');
    expect((await app.call(zoe.key, 'DELETE', `/api/accounts/${zoe.accountId}`)).status).toBe(204);
    await app.database.queryOutside(
      sql`update account set deleted_at = now() - interval '15 days' where id = ${zoe.accountId}`,
    );
    const purge = app.app.get(PurgeDeleted);
    while (await purge.execute());
    await purge.execute();
    expect(await app.database.queryOutside(sql`select 1 from account where id = ${zoe.accountId}`)).toEqual(
      [],
    );
  });
});

describe('a transfer', () => {
  it('to an account of the same owner is done at once; access follows only its members', async () => {
    const id = await newWorkspace('mover');
    await app.call(olga.key, 'POST', at(id, '/user_access'), [
      { user_id: mia.id, workspace_role_id: WORKSPACE_ROLES.Viewer },
    ]);
    const { body: target } = await app.call(olga.key, 'POST', '/api/accounts', { name: 'Second account' });
    const moved = await app.call(olga.key, 'POST', at(id, '/transfer'), { account_id: target.id });
    expect(moved).toMatchObject({ status: 200, body: { status: 'moved', account_id: target.id } });
    expect((await app.call(olga.key, 'GET', at(id))).status).toBe(404);
    const there = `/api/accounts/${target.id}/workspaces/${id}`;
    expect((await app.call(olga.key, 'GET', there)).body).toMatchObject({ id, account_id: target.id });
    expect((await app.call(mia.key, 'GET', there)).status).toBe(404);
    expect((await app.call(olga.key, 'GET', there + '/user_access')).body).toEqual([]);
    expect((await app.call(olga.key, 'GET', '/api/handles/olga/mover')).body).toMatchObject({
      account_id: target.id,
      moved: true,
    });
    expect(await lastOf(app, olga.accountId)).toMatchObject({ action: 'workspace.moved_out' });
    expect(await lastOf(app, target.id)).toMatchObject({ action: 'workspace.moved_in' });
  });

  it("to an account that is not one's own answers as to one that does not exist", async () => {
    const id = await newWorkspace('stays');
    const foreign = await app.call(olga.key, 'POST', at(id, '/transfer'), { account_id: bob.accountId });
    expect(foreign.status).toBe(404);
    const random = { account_id: randomUUID() };
    expect(await app.call(olga.key, 'POST', at(id, '/transfer'), random)).toEqual(foreign);
    const both = { account_id: bob.accountId, email: 'bob@example.com' };
    expect((await app.call(olga.key, 'POST', at(id, '/transfer'), both)).status).toBe(422);
    expect((await app.call(olga.key, 'POST', at(id, '/transfer'), {})).status).toBe(422);
  });

  it('is offered by mail to an owner of another account, who takes it once', async () => {
    const id = await newWorkspace('offered');
    const adam = await memberOf(app.database, olga, 'adam', ACCOUNT_ROLES.Admin);
    const offer = { email: 'bob@example.com' };
    expect((await app.call(adam.key, 'POST', at(id, '/transfer'), offer)).status).toBe(403);
    expect((await app.call(olga.key, 'POST', at(id, '/transfer'), offer)).body.status).toBe('offered');
    const [mail] = await app.database.queryOutside<{ id: string; content: Buffer }>(
      sql`select id, content from mail where recipient = 'bob@example.com' order by id desc limit 1`,
    );
    const link = app.app.get(MailOutbox).open(mail!.id, mail!.content)!.link!;
    const token = new URL(link).searchParams.get('token')!;
    expect((await app.call(null, 'POST', '/api/workspace_transfers/lookup', { token })).body).toMatchObject({
      workspace_name: 'offered',
      account_name: 'olga',
      offered_by: 'olga',
    });
    const accept = (person: Person, account_id: string) =>
      app.call(person.key, 'POST', '/api/workspace_transfers/accept', { token, account_id });
    expect((await accept(mia, olga.accountId)).status).toBe(403);
    expect((await accept(bob, olga.accountId)).status).toBe(404);
    const answers = await Promise.all([accept(bob, bob.accountId), accept(bob, bob.accountId)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect((await app.call(bob.key, 'GET', `/api/accounts/${bob.accountId}/workspaces/${id}`)).status).toBe(
      200,
    );
    const used = await app.call(null, 'POST', '/api/workspace_transfers/lookup', { token });
    expect(used.status).toBe(410);
  });
});

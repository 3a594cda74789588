import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { EventBus } from '@orch/events';
import { jsonText, SystemClock, UuidV7Ids } from '@orch/kernel';
import { Database, sql, type WorkspaceScope } from '@orch/platform';
import { variableFilter } from '@orch/contract';
import { createTestDatabase, type TestDatabase } from '../../../../testing/src/postgres.ts';
import { ChangeVariables } from './change-variables.ts';
import { presentVariable } from './variable.presenter.ts';
import { VariableRepository } from './variable.repository.ts';

const ids = new UuidV7Ids();
let test: TestDatabase;
let db: Database;
let variables: VariableRepository;
let changes: ChangeVariables;
let scope: WorkspaceScope;
let other: WorkspaceScope;

async function newWorkspace(): Promise<WorkspaceScope> {
  const [accountId, workspaceId] = [ids.next(), ids.next()];
  await db.queryOutside(sql`insert into account (id, name, handle) values (${accountId}, 'a', ${accountId})`);
  await db.queryOutside(
    sql`insert into workspace (id, account_id, name, handle) values (${workspaceId}, ${accountId}, 'w', ${workspaceId})`,
  );
  return { accountId, workspaceId };
}

beforeAll(async () => {
  test = await createTestDatabase();
  db = new Database({
    url: test.url,
    role: 'orch_app',
    connectionsMax: 4,
    statementTimeoutMs: 10_000,
    onError: () => undefined,
  });
  variables = new VariableRepository(db);
  changes = new ChangeVariables(db, variables, new EventBus(), ids, new SystemClock());
});

beforeEach(async () => {
  [scope, other] = await Promise.all([newWorkspace(), newWorkspace()]);
});

afterAll(async () => {
  await db?.close();
  await test?.drop();
});

const make = (name: string, value = '1', tags: string[] = []) =>
  changes.create(scope, { name, value: jsonText(value), tags });
const named = async (filter: unknown, sort: 'NAME_ASC' | 'CREATED_DESC' = 'NAME_ASC') => {
  const body = { variables: variableFilter.parse(filter), sort, offset: 0, limit: null };
  return (await variables.list(scope, body, 200)).map((row) => row.name);
};

it('keeps a value as it was written', async () => {
  const { id } = await make('exact', '{"b": 1.0, "a": 9007199254740993}');
  expect(presentVariable((await variables.read(scope, { id }))!)).toContain(
    '"value":{"b": 1.0, "a": 9007199254740993},',
  );
});

it('changes what is given, a null value too, and moves `updated` forward each time', async () => {
  const first = await make('change', '1', ['a']);
  await changes.update(scope, { name: 'change' }, { value: jsonText('null'), tags: null });
  const second = (await variables.read(scope, { name: 'change' }))!;
  expect([second.value, second.tags, second.created]).toEqual(['null', ['a'], first.created]);
  await changes.update(scope, { id: first.id }, { name: 'renamed', tags: ['b'] });
  const third = (await variables.read(scope, { id: first.id }))!;
  expect([third.name, third.tags, third.value]).toEqual(['renamed', ['b'], 'null']);
  expect([first.updated < second.updated, second.updated < third.updated]).toEqual([true, true]);
});

it('refuses a name that is taken, and says which', async () => {
  await make('taken');
  await expect(make('taken')).rejects.toMatchObject({
    code: 'variable.name_taken',
    shown: { name: 'taken' },
  });
});

it('filters, sorts and counts', async () => {
  await make('alpha', '1', ['x', 'y']);
  await make('beta', '1', ['x']);
  await make('gamma');
  expect(await named({})).toEqual(['alpha', 'beta', 'gamma']);
  expect(await named({}, 'CREATED_DESC')).toEqual(['gamma', 'beta', 'alpha']);
  expect(await named({ name: { like_: 'ETA' } })).toEqual(['beta']);
  expect(await named({ tags: { all_: ['x', 'y'] } })).toEqual(['alpha']);
  expect(await named({ tags: { is_null_: true } })).toEqual(['gamma']);
  expect(await named({ operator: 'or_', name: { any_: ['gamma'] }, tags: { all_: ['y'] } })).toEqual([
    'alpha',
    'gamma',
  ]);
  expect(await named({ id: { any_: [] } })).toEqual([]);
  expect(await variables.count(scope, variableFilter.parse({ tags: { all_: ['x'] } }))).toBe(2);
});

it('another workspace has variables of its own', async () => {
  const { id } = await make('mine');
  expect(await variables.read(other, { id })).toBeUndefined();
  expect(await variables.count(other, null)).toBe(0);
  await expect(changes.update(other, { id }, { tags: ['x'] })).rejects.toMatchObject({
    code: 'variable.not_found',
  });
  await expect(changes.delete(other, { name: 'mine' })).rejects.toMatchObject({ code: 'variable.not_found' });
  await changes.create(other, { name: 'mine', value: jsonText('2'), tags: [] });
  expect((await variables.read(scope, { name: 'mine' }))?.value).toBe('1');
});

it('tells of what happened', async () => {
  await make('told', '1.0');
  await changes.delete(scope, { name: 'told' });
  const events = await db.query<{ event: string; payload: string }>(
    scope,
    sql`select event, payload from event where workspace_id = ${scope.workspaceId} order by id`,
  );
  expect(events).toEqual(
    ['created', 'deleted'].map((a) => ({
      event: `prefect.variable.${a}`,
      payload: '{"name":"told","value":1.0,"tags":[]}',
    })),
  );
});

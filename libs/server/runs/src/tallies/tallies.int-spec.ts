import { randomUUID } from 'node:crypto';
import type { FlowRunSort, RunFilters } from '@orch/contract';
import { type Micros, parseMicros } from '@orch/kernel';
import { BackgroundDatabase, Database, type WorkspaceScope, sql } from '@orch/platform';
import { type TestDatabase, createTestDatabase } from '@orch/testing';
import { FLOW_RUN_ORDER } from '../filters/sorts.ts';
import { flowRunsWhere } from '../filters/where.ts';
import { FlowRunReader } from '../flow-runs/flow-run.reader.ts';
import { FlowRunTallyReader } from './flow-run-tally.reader.ts';
import { FlowRunTallyRepository } from './flow-run-tally.repository.ts';
import { FoldTallies } from './fold-tallies.ts';
import { NameSearchReader } from './name-search.reader.ts';
import { RareStatesReader } from './rare-states.reader.ts';

const ACCOUNT = randomUUID();
const ONE = { accountId: ACCOUNT, workspaceId: randomUUID() };
const TWO = { accountId: ACCOUNT, workspaceId: randomUUID() };
const THREE = { accountId: ACCOUNT, workspaceId: randomUUID() };
const FLOW = randomUUID();
const DEPLOYMENT = randomUUID();
const TYPES = ['SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CRASHED'] as const;
const AND = { operator: 'and_' } as const;

let test: TestDatabase;
let db: Database;
let background: BackgroundDatabase;
let reader: FlowRunReader;
let fold: FoldTallies;

beforeAll(async () => {
  test = await createTestDatabase();
  const options = {
    url: test.url,
    connectionsMax: 4,
    statementTimeoutMs: 20_000,
    onError: () => undefined,
  };
  db = new Database({ ...options, role: 'orch_app' });
  background = new BackgroundDatabase({ ...options, role: 'orch_background' });
  reader = new FlowRunReader(
    db,
    new FlowRunTallyReader(db),
    new NameSearchReader(db),
    new RareStatesReader(db),
  );
  fold = new FoldTallies(new FlowRunTallyRepository(background));
  await db.queryOutside(sql`insert into account (id, name, handle) values (${ACCOUNT}, 'a', 'a')`);
  for (const { workspaceId: id } of [ONE, TWO, THREE]) {
    await db.queryOutside(
      sql`insert into workspace (id, account_id, name, handle) values (${id}, ${ACCOUNT}, ${id}, ${id})`,
    );
    await db.execute(
      { accountId: ACCOUNT, workspaceId: id },
      sql`insert into flow (workspace_id, id, name) values (${id}, ${FLOW}, 'f')`,
    );
    await db.execute(
      { accountId: ACCOUNT, workspaceId: id },
      sql`insert into deployment (workspace_id, id, name, flow_id) values (${id}, ${DEPLOYMENT}, 'd', ${FLOW})`,
    );
  }
});
afterAll(async () => {
  await Promise.all([db?.close(), background?.close()]);
  await test?.drop();
});

/** Runs expected every 37 seconds until now, the newest not yet to be sealed; every tenth is expected at no time. */
async function makeRuns(scope: WorkspaceScope, count: number, name: string): Promise<void> {
  await db.execute(
    scope,
    sql`insert into flow_run (workspace_id, id, flow_id, deployment_id, name, state_type, state_name, expected_start_time)
      select ${scope.workspaceId}::uuid, gen_random_uuid(), ${FLOW}::uuid, case when n % 3 = 0 then ${DEPLOYMENT}::uuid end, ${name} || n,
        case when n % 7 = 0 then null else (${TYPES}::text[])[1 + n % 6] end, 'x',
        case when n % 10 = 0 then null else now() - make_interval(secs => n * 37) end
      from generate_series(1, ${count}::int) n`,
  );
}

/** Seals and folds until nothing is left to do: the second round is the first that has a mark of an earlier one. */
async function settle(loop = fold): Promise<void> {
  for (let round = 0; round < 6; round += 1) await loop.execute();
}

const sealedUntil = async (scope: WorkspaceScope): Promise<string | undefined> =>
  (
    await db.query<{ sealed_until: string }>(
      scope,
      sql`select sealed_until from flow_run_seal where workspace_id = ${scope.workspaceId}`,
    )
  )[0]?.sealed_until;

const tallied = async (scope: WorkspaceScope): Promise<number> =>
  (
    await db.query<{ runs: number }>(
      scope,
      sql`select coalesce(sum(runs), 0) as runs from flow_run_tally where hour = '-infinity'`,
    )
  )[0]!.runs;

async function plainCount(scope: WorkspaceScope, filters: RunFilters): Promise<number> {
  const rows = await db.query<{ count: number }>(
    scope,
    sql`select count(*) as count from flow_run r where ${flowRunsWhere(scope, filters)}`,
  );
  return rows[0]!.count;
}

const agoUs = (seconds: number): Micros => parseMicros(new Date(Date.now() - seconds * 1000).toISOString())!;
const within = (after: number | null, before: number | null, types?: readonly string[]): RunFilters => ({
  flow_runs: {
    ...AND,
    expected_start_time: {
      after_: after === null ? null : agoUs(after),
      before_: before === null ? null : agoUs(before),
    },
    ...(types ? { state: { ...AND, type: { any_: [...types] } } } : {}),
  } as RunFilters['flow_runs'],
});

/** Spans that end before, within and after the sealed part, on and off the hour, with and without states. */
function questions(): RunFilters[] {
  const spans: [number | null, number | null][] = [
    [null, null],
    [86_400, -3_600],
    [86_400, 7_300],
    [7_200, 7_100],
    [3_600, 30],
    [30, -3_600],
    [100, 400],
    [null, 5_000],
    [50_000, null],
  ];
  const owners = [
    {},
    { flows: { operator: 'and_', id: { any_: [FLOW, randomUUID()] } } },
    { deployments: { operator: 'and_', id: { any_: [DEPLOYMENT] } } },
  ] as RunFilters[];
  return owners.flatMap((of) => [
    of,
    ...spans.flatMap(([after, before]) => [
      { ...of, ...within(after, before) },
      { ...of, ...within(after, before, ['FAILED', 'CRASHED']) },
      { ...of, ...within(after, before, []) },
    ]),
  ]);
}

async function expectSameCounts(scope: WorkspaceScope): Promise<void> {
  for (const question of questions()) {
    expect([JSON.stringify(question), await reader.count(scope, question)]).toEqual([
      JSON.stringify(question),
      await plainCount(scope, question),
    ]);
  }
}

describe('tallies of flow runs', () => {
  it('answer as a plain count does, before and after sealing', async () => {
    await makeRuns(ONE, 2_000, 'Alpha-');
    await makeRuns(TWO, 300, 'beta-');
    await expectSameCounts(ONE);
    await settle();
    expect(await sealedUntil(ONE)).toBeDefined();
    expect(await tallied(ONE)).toBeGreaterThan(1_700);
    expect(await tallied(TWO)).toBeLessThan(300);
    await expectSameCounts(ONE);
    await expectSameCounts(TWO);
  });

  it('notice every way in which a sealed run changes, before and after folding', async () => {
    const { workspaceId } = ONE;
    const writes = [
      sql`update flow_run set state_type = 'FAILED' where workspace_id = ${workspaceId} and name like '%7'`,
      sql`update flow_run set state_type = null where workspace_id = ${workspaceId} and name like '%15'`,
      sql`update flow_run set expected_start_time = now() + interval '1 hour' where workspace_id = ${workspaceId} and name like '%31'`,
      sql`update flow_run set expected_start_time = null where workspace_id = ${workspaceId} and name like '%42'`,
      sql`update flow_run set expected_start_time = now() - interval '3 hours' where workspace_id = ${workspaceId} and name like '%90'`,
      sql`delete from flow_run where workspace_id = ${workspaceId} and name like '%3'`,
      sql`update flow_run set deployment_id = null where workspace_id = ${workspaceId} and name like '%2'`,
      sql`update flow_run set tags = '{x}' where workspace_id = ${workspaceId} and name like '%1'`,
    ];
    for (const write of writes) {
      expect(await db.execute(ONE, write)).toBeGreaterThan(0);
      await expectSameCounts(ONE);
    }
    await makeRuns(ONE, 150, 'Late-');
    await expectSameCounts(ONE);
    await settle();
    expect(await db.query(ONE, sql`select from flow_run_change`)).toHaveLength(0);
    await expectSameCounts(ONE);
  });

  it('forget what was rolled back', async () => {
    const before = await reader.count(ONE, {});
    await db
      .transaction(ONE, async (tx) => {
        await tx.execute(sql`delete from flow_run where workspace_id = ${ONE.workspaceId}`);
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(await reader.count(ONE, {})).toBe(before);
  });

  it('go with a flow that is deleted, and with the workspace they count only its own', async () => {
    const other = randomUUID();
    await db.execute(
      TWO,
      sql`insert into flow (workspace_id, id, name) values (${TWO.workspaceId}, ${other}, 'g')`,
    );
    await db.execute(
      TWO,
      sql`update flow_run set flow_id = ${other} where workspace_id = ${TWO.workspaceId} and name like '%5'`,
    );
    await settle();
    const ofOne = await reader.count(ONE, {});
    await db.execute(TWO, sql`delete from flow where workspace_id = ${TWO.workspaceId} and id = ${other}`);
    await expectSameCounts(TWO);
    expect(await reader.count(ONE, {})).toBe(ofOne);
    expect(await reader.count({ ...TWO, workspaceId: randomUUID() }, {})).toBe(0);
  });

  it('do not seal while a transaction is open that began before the mark', async () => {
    const repository = new FlowRunTallyRepository(background);
    await db.transaction(ONE, async (tx) => {
      await tx.execute(
        sql`update flow_run set tags = '{y}' where workspace_id = ${ONE.workspaceId} and name = 'Alpha-2'`,
      );
      expect(await repository.isOver(await repository.mark())).toBe(false);
    });
    expect(await repository.isOver(await repository.mark())).toBe(true);
  });

  it('do not seal while a writer of sealed runs has not ended', async () => {
    const { workspaceId } = THREE;
    const repository = new FlowRunTallyRepository(background);
    await makeRuns(THREE, 50, 'gamma-');
    const mark = await repository.mark();
    await db.transaction(THREE, async (tx) => {
      const done = await tx.execute(
        sql`update flow_run set state_type = 'CRASHED' where workspace_id = ${workspaceId} and name = 'gamma-43'`,
      );
      expect(done).toBe(1);
      expect(await repository.seal('flow_run', workspaceId, mark, 1_000)).toBe(0);
    });
    await expectSameCounts(THREE);
    expect(await repository.seal('flow_run', workspaceId, mark, 1_000)).toBeGreaterThan(40);
    await expectSameCounts(THREE);
  });
});

describe('a list of a stretch of time', () => {
  const kinds = [
    ['FAILED', 'CRASHED'],
    ['RUNNING', 'PENDING'],
  ];
  const sorts = Object.keys(FLOW_RUN_ORDER) as FlowRunSort[];

  it.each(sorts.flatMap((sort) => kinds.map((types) => [sort, types] as const)))(
    'has the runs of its page in order: %s, %j',
    async (sort, types) => {
      const filters = within(86_400, -3_600, types);
      const found = await reader.list(ONE, filters, { sort, offset: 3, limit: 20 });
      const rows = await db.query<{ id: string }>(
        ONE,
        sql`select id from flow_run r where ${flowRunsWhere(ONE, filters)} order by ${FLOW_RUN_ORDER[sort]} limit 20 offset 3`,
      );
      expect(rows).toHaveLength(20);
      expect(found.map((run) => run.id)).toEqual(rows.map((run) => run.id));
      const ofTwo = new Set(
        (await reader.list(TWO, filters, { sort, offset: 0, limit: 200 })).map((r) => r.id),
      );
      expect(found.filter((run) => ofTwo.has(run.id))).toEqual([]);
    },
  );

  it('has all runs that are under way, sealed or not, written to since or not', async () => {
    const { workspaceId } = ONE;
    const filters = within(80_000, 20, ['RUNNING']);
    const expectAll = async (): Promise<void> => {
      const found = await reader.list(ONE, filters, {
        sort: 'EXPECTED_START_TIME_DESC',
        offset: 0,
        limit: 1_000,
      });
      const rows = await db.query<{ id: string }>(
        ONE,
        sql`select id from flow_run r where ${flowRunsWhere(ONE, filters)} order by expected_start_time desc, id desc`,
      );
      expect(rows.length).toBeGreaterThan(5);
      expect(found.map((run) => run.id)).toEqual(rows.map((run) => run.id));
    };
    const few = sql`update flow_run set state_type = 'COMPLETED' where workspace_id = ${workspaceId} and state_type = 'RUNNING' and name not like '%4'`;
    await db.execute(ONE, few);
    await settle();
    await expectAll();
    const again = sql`update flow_run set state_type = 'RUNNING' where workspace_id = ${workspaceId} and name like '%77'`;
    expect(await db.execute(ONE, again)).toBeGreaterThan(0);
    await expectAll();
    await settle();
    await expectAll();
  });
});

describe('a search by part of a name', () => {
  const like = (text: string): RunFilters => ({ flow_runs: { ...AND, name: { like_: text } } }) as RunFilters;
  const page = { sort: 'START_TIME_DESC', offset: 0, limit: 200 } as const;

  it.each(['alpha-1234', 'ALPHA-19', 'lpha-', 'no-such-name', '%', 'late-149', '\n', '7'])(
    'finds %j',
    async (text) => {
      const found = await reader.list(ONE, like(text), page);
      const rows = await db.query<{ id: string }>(
        ONE,
        sql`select id from flow_run r where ${flowRunsWhere(ONE, like(text))}
        order by case when r.start_time is null then r.expected_start_time else r.start_time end desc, r.id desc limit 200`,
      );
      expect(found.map((run) => run.id)).toEqual(rows.map((run) => run.id));
      expect(await reader.count(ONE, like(text))).toBe(await plainCount(ONE, like(text)));
    },
  );

  it('finds a sealed run by its new name at once, by its old name no more, and in its own workspace only', async () => {
    const rename = sql`update flow_run set name = 'Gamma-Rays' where workspace_id = ${ONE.workspaceId} and name = 'Alpha-1234'`;
    expect(await db.execute(ONE, rename)).toBe(1);
    for (const round of ['before', 'after']) {
      const found = await reader.list(ONE, like('gamma-r'), page);
      expect([round, found.map((run) => run.name)]).toEqual([round, ['Gamma-Rays']]);
      expect(await reader.list(ONE, like('alpha-1234'), page)).toEqual([]);
      expect(await reader.list(TWO, like('gamma-r'), page)).toEqual([]);
      await settle();
    }
  });
});

describe('under load', () => {
  it('stay exact while runs are written and two processes seal and fold', async () => {
    const other = new FoldTallies(new FlowRunTallyRepository(background));
    let isOver = false;
    const loops = [fold, other].map(async (loop) => {
      while (!isOver) await loop.execute();
    });
    const write = async (): Promise<void> => {
      for (let round = 0; round < 40; round += 1) {
        const n = Math.floor(Math.random() * 10);
        const type = TYPES[Math.floor(Math.random() * TYPES.length)];
        await makeRuns(ONE, 20, `load-${n}-`);
        await db.execute(
          ONE,
          sql`update flow_run set state_type = ${type} where workspace_id = ${ONE.workspaceId} and id in (
            select id from flow_run where workspace_id = ${ONE.workspaceId} and name like ${`%${n}`} order by id limit 50 for update)`,
        );
        await db.execute(
          ONE,
          sql`delete from flow_run where workspace_id = ${ONE.workspaceId} and name like ${`load-%${n}`}`,
        );
      }
    };
    const watch = async (): Promise<void> => {
      while (!isOver) {
        // one snapshot for both answers: they must agree at any moment
        await db.transaction(ONE, async (tx) => {
          await tx.query(sql`set transaction isolation level repeatable read`);
          const [row] = await tx.query<{ tallied: number; plain: number }>(sql`select
            (select coalesce(sum(runs), 0) from flow_run_tally where hour = '-infinity')
              + (select coalesce(sum(runs), 0) from flow_run_change)
              + (select count(*) from flow_run where expected_start_time >= (select sealed_until from flow_run_seal)
                  or expected_start_time is null) as tallied,
            (select count(*) from flow_run) as plain`);
          expect(row!.tallied).toBe(row!.plain);
        });
      }
    };
    const writers = Promise.all([write(), write()]).finally(() => (isOver = true));
    await Promise.all([writers, watch(), ...loops]);
    await expectSameCounts(ONE);
    await settle();
    await expectSameCounts(ONE);
  });

  it('lose nothing when the folding process is killed in the middle', async () => {
    await db.execute(
      ONE,
      sql`update flow_run set state_type = 'CANCELLED' where workspace_id = ${ONE.workspaceId} and state_type = 'COMPLETED'`,
    );
    const { workspaceId } = ONE;
    const folding = background.transaction({ accountId: ACCOUNT, workspaceId }, async (tx) => {
      const [row] = await tx.query<{ folded: number }>(sql`select fold_flow_run_changes(100000) as folded`);
      expect(row!.folded).toBeGreaterThan(0);
      await tx.query(sql`select pg_terminate_backend(pg_backend_pid())`);
    });
    await expect(folding).rejects.toThrow();
    await expectSameCounts(ONE);
    await settle();
    await expectSameCounts(ONE);
  });
});

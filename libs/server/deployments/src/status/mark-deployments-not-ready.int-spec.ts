import { randomUUID } from 'node:crypto';
import { EventBus } from '@orch/events';
import { SystemClock, UuidV7Ids } from '@orch/kernel';
import { BackgroundDatabase } from '@orch/platform';
import { Sweeps } from '@orch/work-pools';
import { type TestDatabase, createTestDatabase } from '../../../../testing/src/postgres.ts';
import { MarkDeploymentsNotReady } from './mark-deployments-not-ready.ts';

let database: TestDatabase;
let background: BackgroundDatabase;
const ACCOUNT = randomUUID();
const WORKSPACES = [randomUUID(), randomUUID()] as const;

beforeAll(async () => {
  database = await createTestDatabase();
  background = new BackgroundDatabase({
    url: database.url,
    role: 'orch_background',
    connectionsMax: 3,
    statementTimeoutMs: 10_000,
    onError: () => undefined,
  });
  await sql("insert into account (id, name, handle) values ($1, 'a', 'a')", [ACCOUNT]);
  for (const id of WORKSPACES) {
    await sql('insert into workspace (id, account_id, name, handle) values ($1, $2, $3, $3)', [
      id,
      ACCOUNT,
      id,
    ]);
    await sql("insert into flow (workspace_id, id, name) values ($1, $1, 'f')", [id]);
    await sql("insert into work_pool (workspace_id, id, name, type) values ($1, $1, 'p', 'process')", [id]);
  }
}, 60_000);

afterAll(async () => {
  await background?.close();
  await database?.drop();
});

const sql = <R extends object>(text: string, values: unknown[]): Promise<R[]> =>
  background.queryOutside<R>({ text, values });

/** A ready deployment, polled that many seconds ago, with a queue that was polled at `queueSeconds`. */
async function deployment(ws: string, seconds: number | null, queueSeconds: number | null): Promise<string> {
  const [id, queue] = [randomUUID(), randomUUID()];
  await sql(
    `insert into work_queue (workspace_id, id, work_pool_id, name, last_polled)
     values ($1::uuid, $2::uuid, $1::uuid, $2::text, now() - make_interval(secs => $3))`,
    [ws, queue, queueSeconds],
  );
  await sql(
    `insert into deployment (workspace_id, id, flow_id, name, work_queue_id, status, last_polled, updated)
     values ($1::uuid, $2::uuid, $1::uuid, $2::text, $3, 'READY', now() - make_interval(secs => $4), '2026-01-01Z')`,
    [ws, id, queue, seconds],
  );
  return id;
}

it('marks deployments whose last poll and whose queue’s last poll are a minute ago, once, of any workspace', async () => {
  const [one, two] = WORKSPACES;
  const stale = [await deployment(one, 61, 61), await deployment(two, 3_600, null)];
  const fresh = [
    await deployment(one, 61, 5),
    await deployment(one, 5, 61),
    await deployment(two, null, null),
  ];
  const bus = new EventBus();
  const told: string[] = [];
  bus.subscribe((scope, events) => {
    for (const event of events) told.push(`${scope.workspaceId} ${event.event}`);
  });
  const mark = new MarkDeploymentsNotReady(new Sweeps(background, bus, new SystemClock(), new UuidV7Ids()));
  await Promise.all([mark.execute(), mark.execute()]);
  const rows = await sql<{ id: string; status: string; updated: string }>(
    'select id, status, updated from deployment where id = any($1::uuid[])',
    [[...stale, ...fresh]],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const id of stale)
    expect(byId.get(id)).toMatchObject({ status: 'NOT_READY', updated: '2026-01-01 00:00:00+00' });
  for (const id of fresh) expect(byId.get(id)).toMatchObject({ status: 'READY' });
  expect(told.sort()).toEqual(WORKSPACES.map((ws) => `${ws} prefect.deployment.not-ready`).sort());
  const stored = await sql<{ workspace_id: string; related: string }>(
    'select workspace_id, related from event where resource_id = $1',
    [`prefect.deployment.${stale[0]!}`],
  );
  expect(stored).toHaveLength(1);
  expect(stored[0]!.related).toContain('prefect.work-pool.type');
});

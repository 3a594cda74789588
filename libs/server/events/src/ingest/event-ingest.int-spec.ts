import { randomUUID } from 'node:crypto';
import { OrchError } from '@orch/kernel';
import { Database, Metrics, type Tx, type WorkspaceScope } from '@orch/platform';
import { type TestDatabase, createTestDatabase } from '@orch/testing';
import { EventBus } from '../bus/event-bus.ts';
import type { OutgoingEvent } from '../outbox/outgoing-event.ts';
import { EventBench, eventJson, taskRunEvent } from '../testing/event-bench.ts';
import { EventIngest } from './event-ingest.ts';
import { readEventFrame } from './read-event.ts';

let database: TestDatabase;
let bench: EventBench;

beforeAll(async () => {
  database = await createTestDatabase();
  bench = new EventBench(database.url);
  await bench.prepare();
}, 60_000);

afterAll(async () => {
  await bench?.close();
  await database?.drop();
});

interface RunRow {
  readonly id: string;
  readonly state_type: string;
  readonly state_details: Record<string, unknown>;
  readonly end_time: Date | null;
  readonly tags: string[];
}
const runsOf = (flowRunId: string): Promise<RunRow[]> =>
  bench.sql<RunRow>('select * from task_run where flow_run_id = $1 order by dynamic_key', [flowRunId]);
const statesOf = async (taskRunId: string): Promise<string[]> =>
  (
    await bench.sql<{ type: string }>(
      'select type from task_run_state where task_run_id = $1 order by timestamp',
      [taskRunId],
    )
  ).map((r) => r.type);
const eventsOf = async (workspaceId: string): Promise<string[]> =>
  (await bench.sql<{ id: string }>('select id from event where workspace_id = $1', [workspaceId])).map(
    (r) => r.id,
  );

describe('the writer of events', () => {
  it('commits many events at once, keeps raw payloads, and tells each new one once', async () => {
    const told: OutgoingEvent[] = [];
    const stop = bench.bus.subscribe((_, events) => told.push(...events));
    const text = eventJson().replace('"payload":{"n":1}', '"payload":{"x": 1.0,"big":12345678901234567890}');
    const first = readEventFrame(text);
    const many = Array.from({ length: 1_200 }, () => readEventFrame(eventJson()));
    const before = await bench.sql<{ n: string }>('select count(*) n from event');
    await Promise.all([
      bench.ingest.add(bench.a, [first, first], false),
      bench.ingest.add(bench.a, many, false),
    ]);
    await bench.ingest.add(bench.a, [first], true);
    stop();
    const [after] = await bench.sql<{ n: string }>('select count(*) n from event');
    expect(Number(after!.n) - Number(before[0]!.n)).toBe(1_201);
    expect(told).toHaveLength(1_201);
    const [row] = await bench.sql<{ payload: string; commits: string }>(
      'select payload::text, (select count(distinct xmin::text) from event)::text commits from event where id = $1',
      [first.id],
    );
    expect(row!.payload).toBe('{"x": 1.0,"big":12345678901234567890}');
    expect(Number(row!.commits)).toBeLessThanOrEqual(5);
  });

  it('builds a task run from events in any order and sent twice', async () => {
    const [flowRunId, runId] = [await bench.flowRun(bench.a), randomUUID()];
    const base = { runId, flowRunId };
    const t = Date.now();
    const pending = taskRunEvent({ ...base, type: 'PENDING', atMs: t });
    const running = taskRunEvent({ ...base, type: 'RUNNING', atMs: t + 10 });
    const done = taskRunEvent({
      ...base,
      type: 'COMPLETED',
      atMs: t + 20,
      run: { end_time: new Date(t + 20).toISOString(), total_run_time: 0.5 },
    });
    await bench.ingest.add(bench.a, [running, pending], true);
    expect((await runsOf(flowRunId))[0]?.state_type).toBe('RUNNING');
    await bench.ingest.add(bench.a, [done], true);
    await bench.ingest.add(bench.a, [pending, done, running], true);
    const [run, ...others] = await runsOf(flowRunId);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ id: runId, state_type: 'COMPLETED', tags: ['x'] });
    expect(run!.end_time?.getTime()).toBe(t + 20);
    expect(Object.keys(run!.state_details)).toHaveLength(18);
    expect(run!.state_details).toMatchObject({
      flow_run_id: flowRunId,
      task_run_id: runId,
      deferred: false,
      retriable: true,
    });
    expect(await statesOf(runId)).toEqual(['PENDING', 'RUNNING', 'COMPLETED']);
  });

  it('leaves absent members alone and empties those that are null', async () => {
    const [flowRunId, runId] = [await bench.flowRun(bench.a), randomUUID()];
    const t = Date.now();
    const at = new Date(t).toISOString();
    await bench.ingest.add(
      bench.a,
      [taskRunEvent({ runId, flowRunId, type: 'PENDING', atMs: t, run: { end_time: at, start_time: at } })],
      true,
    );
    await bench.ingest.add(
      bench.a,
      [
        taskRunEvent({
          runId,
          flowRunId,
          type: 'RUNNING',
          atMs: t + 1,
          run: { end_time: null, tags: undefined },
        }),
      ],
      true,
    );
    const [run] = await bench.sql<RunRow & { start_time: Date }>('select * from task_run where id = $1', [
      runId,
    ]);
    expect(run).toMatchObject({ end_time: null, tags: ['x'], start_time: new Date(t) });
  });

  it('keeps the id of the run that has the natural key, in one batch and over two', async () => {
    const [flowRunId, first, second, third] = [
      await bench.flowRun(bench.a),
      randomUUID(),
      randomUUID(),
      randomUUID(),
    ];
    const t = Date.now();
    await bench.ingest.add(
      bench.a,
      [taskRunEvent({ runId: first, flowRunId, type: 'PENDING', atMs: t })],
      true,
    );
    await bench.ingest.add(
      bench.a,
      [
        taskRunEvent({ runId: second, flowRunId, type: 'RUNNING', atMs: t + 1 }),
        taskRunEvent({ runId: third, flowRunId, type: 'COMPLETED', atMs: t + 2 }),
      ],
      true,
    );
    const runs = await runsOf(flowRunId);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ id: first, state_type: 'COMPLETED' });
    expect(runs[0]!.state_details['task_run_id']).toBe(first);
    expect(await statesOf(first)).toEqual(['PENDING', 'RUNNING', 'COMPLETED']);
  });

  it('keeps events of unknown and foreign flow runs, without task runs', async () => {
    const foreign = await bench.flowRun(bench.b);
    const [r1, r2] = [randomUUID(), randomUUID()];
    const events = [
      taskRunEvent({ runId: r1, flowRunId: foreign, type: 'PENDING', atMs: Date.now() }),
      taskRunEvent({ runId: r2, flowRunId: randomUUID(), type: 'PENDING', atMs: Date.now() }),
    ];
    await bench.ingest.add(bench.a, events, true);
    expect(await eventsOf(bench.a.workspaceId)).toEqual(expect.arrayContaining(events.map((e) => e.id)));
    expect(await bench.sql('select 1 from task_run where id = any($1)', [[r1, r2]])).toEqual([]);
    expect(await bench.sql('select 1 from task_run_state where task_run_id = any($1)', [[r1, r2]])).toEqual(
      [],
    );
  });

  it('does not touch a task run of another workspace that has the same id', async () => {
    const [inA, inB, runId] = [await bench.flowRun(bench.a), await bench.flowRun(bench.b), randomUUID()];
    await bench.ingest.add(
      bench.b,
      [taskRunEvent({ runId, flowRunId: inB, type: 'PENDING', atMs: Date.now() })],
      true,
    );
    await bench.ingest.add(
      bench.a,
      [taskRunEvent({ runId, flowRunId: inA, type: 'COMPLETED', atMs: Date.now() + 9 })],
      true,
    );
    expect((await runsOf(inB))[0]?.state_type).toBe('PENDING');
    expect((await runsOf(inA))[0]?.state_type).toBe('COMPLETED');
  });

  it('does not lose the others when one event cannot be stored', async () => {
    const good = Array.from({ length: 20 }, () => readEventFrame(eventJson()));
    const bad = { ...readEventFrame(eventJson()), event: 'nul \0 character' };
    const accepted = bench.ingest.add(bench.a, good.slice(0, 10), false);
    const refused = bench.ingest.add(bench.a, [...good.slice(10), bad], true);
    await expect(accepted).resolves.toBeUndefined();
    await expect(refused).rejects.toMatchObject({ code: 'request.unstorable' });
    expect(await eventsOf(bench.a.workspaceId)).toEqual(expect.arrayContaining(good.map((e) => e.id)));
  });

  it('lets two processes write the same task runs at the same time', async () => {
    const flowRunId = await bench.flowRun(bench.a);
    const other = EventBench.database(bench.url);
    const second = new EventIngest(other, new EventBus(), new Metrics());
    const t = Date.now();
    const batch = (type: string, offset: number): ReturnType<typeof taskRunEvent>[] =>
      Array.from({ length: 50 }, (_, i) =>
        taskRunEvent({ runId: randomUUID(), flowRunId, type, atMs: t + offset, dynamicKey: String(i) }),
      );
    const rounds = [batch('PENDING', 0), batch('RUNNING', 1), batch('COMPLETED', 2)];
    await Promise.all(
      rounds.flatMap((events) => [
        bench.ingest.add(bench.a, events, true),
        second.add(bench.a, [...events].reverse(), true),
      ]),
    );
    const runs = await runsOf(flowRunId);
    expect(runs).toHaveLength(50);
    expect(runs.every((r) => r.state_type === 'COMPLETED')).toBe(true);
    const [states] = await bench.sql<{ n: number }>(
      'select count(*)::int n from task_run_state where task_run_id = any($1)',
      [runs.map((r) => r.id)],
    );
    expect(states!.n).toBe(150);
    await other.close();
  });

  it('writes what waited when the database comes back, and refuses it when it stays away', async () => {
    const flaky = new FlakyDatabase(bench.db.options);
    const ingest = new EventIngest(flaky, new EventBus(), new Metrics());
    const [late, refused] = [readEventFrame(eventJson()), readEventFrame(eventJson())];
    flaky.outages = 3;
    await ingest.add(bench.a, [late], true);
    Object.assign(ingest, { limits: { ...ingest.limits, retryForMs: 100 } });
    flaky.outages = 1_000;
    await expect(ingest.add(bench.a, [refused], true)).rejects.toMatchObject({
      code: 'database.unavailable',
    });
    const ids = await eventsOf(bench.a.workspaceId);
    expect([ids.includes(late.id), ids.includes(refused.id)]).toEqual([true, false]);
    await flaky.close();
  });
});

/** Loses its connection as often as it is told. */
class FlakyDatabase extends Database {
  outages = 0;
  override transaction<T>(scope: WorkspaceScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.outages === 0) return super.transaction(scope, work);
    this.outages -= 1;
    return Promise.reject(new OrchError('database.unavailable'));
  }
}

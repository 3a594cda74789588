import { randomUUID } from 'node:crypto';
import { SystemClock, microsFromPg } from '@orch/kernel';
import { proposedState } from '@orch/orchestration';
import { readBody } from '@orch/platform';
import { workPoolScheduledRunsBody, workPoolUpdate, workQueueUpdate } from '@orch/contract';
import { DeleteFlowRuns, SetFlowRunState } from '@orch/runs';
import { type TestDatabase, createTestDatabase } from '../../../../testing/src/postgres.ts';
import { ChannelApp, type Who, WORKSPACES, scopeOf } from '../channel/channel-app.fixture.ts';
import { AnnouncedTransactions } from '../pools/announced-transactions.ts';
import { UpdateWorkPool } from '../pools/update-work-pool.ts';
import { CreateWorkQueue, queueNamed } from '../queues/create-work-queue.ts';
import { UpdateWorkQueue } from '../queues/update-work-queue.ts';
import { DueRuns } from './due-runs.ts';
import { GetScheduledFlowRuns, type PollAnswer } from './get-scheduled-flow-runs.ts';

let database: TestDatabase;
/** Two API processes. */
let processes: readonly ChannelApp[];

beforeAll(async () => {
  database = await createTestDatabase();
  processes = [await ChannelApp.start(database.url), await ChannelApp.start(database.url)];
  await processes[0]!.makeWorkspaces();
}, 60_000);
afterAll(async () => {
  for (const app of processes ?? []) await app.stop();
  await database?.drop();
});

const at = (n: number): ChannelApp => processes[n % processes.length]!;
const rows = <R extends object>(text: string, values: unknown[]): Promise<R[]> => at(0).sql<R>(text, values);

interface Limits {
  readonly pool?: number | null;
  readonly queue?: number | null;
  readonly deployment?: number;
  readonly who?: Who;
}
interface Place {
  readonly who: Who;
  readonly ws: string;
  readonly flowId: string;
  readonly pool: string;
  readonly queueId: string;
  readonly deploymentId: string;
  readonly limitId: string;
}

async function makePlace({ pool = null, queue = null, deployment, who = 'one' }: Limits): Promise<Place> {
  const ws = WORKSPACES[who];
  const [flowId, poolId, queueId, deploymentId, limitId] = Array.from({ length: 5 }, () => randomUUID());
  await rows('insert into flow (workspace_id, id, name) values ($1, $2, $2::uuid::text)', [ws, flowId]);
  await rows(
    "insert into work_pool (workspace_id, id, name, type, concurrency_limit) values ($1, $2, $2::uuid::text, 'process', $3)",
    [ws, poolId, pool],
  );
  await rows(
    "insert into work_queue (workspace_id, id, work_pool_id, name, concurrency_limit) values ($1, $2, $3, 'default', $4)",
    [ws, queueId, poolId, queue],
  );
  await rows(
    'insert into concurrency_limit (workspace_id, id, name, "limit", active) values ($1, $2, $2::uuid::text, $3, $4)',
    [ws, limitId, deployment ?? 1, deployment !== undefined],
  );
  await rows(
    "insert into deployment (workspace_id, id, flow_id, name, work_queue_id, concurrency_limit_id) values ($1, $2, $3, 'd', $4, $5)",
    [ws, deploymentId, flowId, queueId, limitId],
  );
  return {
    who,
    ws,
    flowId: flowId!,
    pool: poolId!,
    queueId: queueId!,
    deploymentId: deploymentId!,
    limitId: limitId!,
  };
}

/** Runs that are due since a minute, the first one first. */
async function makeRuns(place: Place, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const [n, id] of ids.entries())
    await rows(
      `insert into flow_run (workspace_id, id, flow_id, name, work_queue_id, deployment_id, state_id, state_type, state_name, state_timestamp,
         state_details, expected_start_time, next_scheduled_start_time)
       values ($1, $2, $3, 'r', $4, $5, $6, 'SCHEDULED', 'Scheduled', now(), '{}', now() - interval '1 minute' + make_interval(secs => $7),
         now() - interval '1 minute' + make_interval(secs => $7))`,
      [place.ws, id, place.flowId, place.queueId, place.deploymentId, randomUUID(), n / 1_000],
    );
  return ids;
}

const propose = async (n: number, place: Place, runId: string, type: Parameters<typeof proposedState>[0]) =>
  (await at(n).get(SetFlowRunState).execute(scopeOf(place.who), runId, proposedState(type))).outcome.status;

const held = async (place: Place): Promise<number> =>
  (
    await rows(
      "select id from flow_run where workspace_id = $1 and work_queue_id = $2 and state_type in ('PENDING', 'RUNNING')",
      [place.ws, place.queueId],
    )
  ).length;

const line = { isGone: false, onGone: () => undefined, offGone: () => undefined };
let workers = 0;
/** A poll of a worker that has polled before. */
async function poll(
  n: number,
  place: Place,
  { limit = 10, prefetchSeconds = 1, mayWait = true } = {},
): Promise<PollAnswer> {
  const app = at(n).get(GetScheduledFlowRuns);
  const scheduled_before = new Date(Date.now() + prefetchSeconds * 1_000).toISOString();
  const body = readBody(workPoolScheduledRunsBody, JSON.stringify({ scheduled_before }));
  const id = `w${(workers += 1)}`;
  const poller = { id, mayWait, mayStay: false, waitedUs: 0, line };
  await app.execute(scopeOf(place.who), place.pool, { ...body, scheduled_before: 0 }, 1, poller);
  return app.execute(scopeOf(place.who), place.pool, body, limit, poller);
}
const idsOf = ({ text }: PollAnswer): string[] =>
  (JSON.parse(text) as { flow_run: { id: string } }[]).map(({ flow_run }) => flow_run.id);

describe.each([
  { what: 'pool', limits: { pool: 3 } },
  { what: 'queue', limits: { queue: 3 } },
])('a limit of a $what', ({ limits }) => {
  it('is never exceeded by claims that race on two processes, and every slot is given', async () => {
    const place = await makePlace(limits);
    const runIds = await makeRuns(place, 12);
    const claims = await Promise.all(runIds.map((id, n) => propose(n, place, id, 'PENDING')));
    expect(claims.toSorted()).toEqual([...Array(9).fill('ABORT'), ...Array(3).fill('ACCEPT')]);
    expect(await held(place)).toBe(3);
    const [first, second] = runIds.filter((_, n) => claims[n] === 'ACCEPT');
    expect(await propose(1, place, first!, 'RUNNING')).toBe('ACCEPT');
    await Promise.all([propose(0, place, first!, 'COMPLETED'), propose(1, place, second!, 'CRASHED')]);
    const refused = runIds.filter((_, n) => claims[n] === 'ABORT');
    const again = await Promise.all(refused.map((id, n) => propose(n, place, id, 'PENDING')));
    expect(again.filter((status) => status === 'ACCEPT')).toHaveLength(2);
    expect(await held(place)).toBe(3);
  });

  it('holds for what was handed out long ago', async () => {
    const place = await makePlace(limits);
    await makeRuns(place, 6);
    const stale = idsOf(await poll(0, place));
    expect(stale).toHaveLength(3);
    await rows(
      "update flow_run set handed_out_until = now() - interval '1 second' where id = any($1::uuid[])",
      [stale],
    );
    const fresh = idsOf(await poll(1, place));
    await Promise.all(fresh.map((id) => propose(1, place, id, 'PENDING')));
    const late = await Promise.all(stale.map((id) => propose(0, place, id, 'PENDING')));
    expect(late).toEqual(['ABORT', 'ABORT', 'ABORT']);
    expect(await held(place)).toBe(3);
  });

  it('wakes a poll that is held on the other process when a slot becomes free', async () => {
    const place = await makePlace({
      ...limits,
      pool: limits.pool ? 1 : null,
      queue: limits.queue ? 1 : null,
    });
    const [holder, next] = await makeRuns(place, 2);
    await propose(0, place, holder!, 'PENDING');
    const waiting = poll(1, place);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const startMs = performance.now();
    await propose(0, place, holder!, 'CRASHED');
    expect(idsOf(await waiting)).toEqual([next]);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });

  it('wakes polls from the moment it is set, whichever process set it', async () => {
    const place = await makePlace({});
    const [holder, next] = await makeRuns(place, 2);
    await propose(0, place, holder!, 'PENDING');
    await at(1).get(UpdateWorkPool).execute(scopeOf(place.who), place.pool, { concurrency_limit: 1 });
    const waiting = poll(1, place);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const startMs = performance.now();
    await propose(0, place, holder!, 'CRASHED');
    expect(idsOf(await waiting)).toEqual([next]);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });

  it('is its own workspace’s', async () => {
    const mine = await makePlace(limits);
    const theirs = await makePlace({ ...limits, who: 'two' });
    const [all, others] = [await makeRuns(mine, 3), await makeRuns(theirs, 1)];
    await Promise.all(all.map((id, n) => propose(n, mine, id, 'PENDING')));
    expect(await propose(0, theirs, others[0]!, 'PENDING')).toBe('ACCEPT');
  });
});

describe('a limit of a deployment', () => {
  interface Waiting {
    readonly id: string;
    readonly state_name: string;
    readonly next: string;
    readonly scheduled: string;
  }
  const stateOf = async (id: string): Promise<Waiting> =>
    (
      await rows<Waiting>(
        `select id, state_name, next_scheduled_start_time as next, state_details ->> 'scheduled_time' as scheduled from flow_run where id = $1`,
        [id],
      )
    )[0]!;
  const dueInSeconds = async (id: string): Promise<number> =>
    (microsFromPg((await stateOf(id)).next) - new SystemClock().nowUs()) / 1_000_000;

  it('calls the run that waits longest when a slot becomes free, one a slot', async () => {
    const place = await makePlace({ deployment: 2 });
    const [a, b, c, d, e] = await makeRuns(place, 5);
    for (const id of [a, b]) expect(await propose(0, place, id!, 'PENDING')).toBe('ACCEPT');
    for (const id of [e, d, c]) expect(await propose(1, place, id!, 'PENDING')).toBe('REJECT');
    expect(await dueInSeconds(c!)).toBeGreaterThan(25);
    const waiting = poll(1, place);
    await propose(0, place, a!, 'CRASHED');
    expect(idsOf(await waiting)).toEqual([c]);
    const called = await stateOf(c!);
    expect(called.state_name).toBe('AwaitingConcurrencySlot');
    expect(new Date(called.scheduled).getTime()).toBeLessThanOrEqual(Date.now());
    for (const id of [d, e]) expect(await dueInSeconds(id!)).toBeGreaterThan(20);
    expect(await propose(0, place, c!, 'PENDING')).toBe('ACCEPT');
    expect(await propose(0, place, c!, 'RUNNING')).toBe('ACCEPT'); // it need not wait for the time it was sent away until
    await propose(1, place, b!, 'CRASHED');
    expect(await dueInSeconds(d!)).toBeLessThanOrEqual(0);
    expect(await dueInSeconds(e!)).toBeGreaterThan(20);
  });

  it('is never exceeded, whoever was called', async () => {
    const place = await makePlace({ deployment: 3 });
    const open = new Set(await makeRuns(place, 20));
    let holding = 0;
    let most = 0;
    const work = async (n: number): Promise<void> => {
      for (let idle = 0; open.size > 0 && idle < 100;) {
        const ids = idsOf(await poll(n, place, { limit: 3, prefetchSeconds: 0, mayWait: false }));
        idle = ids.length > 0 ? 0 : idle + 1;
        for (const id of ids) {
          if ((await propose(n, place, id, 'PENDING')) !== 'ACCEPT') continue;
          most = Math.max(most, (holding += 1));
          open.delete(id);
          await propose(n, place, id, 'RUNNING');
          holding -= 1;
          await propose(n + 1, place, id, 'COMPLETED');
        }
      }
    };
    await Promise.all([0, 1, 2, 3, 4].map(work));
    expect(open.size).toBe(0); // without a call they would have to wait half a minute
    expect(most).toBeLessThanOrEqual(3);
  }, 20_000);

  it('calls nobody of another deployment or workspace', async () => {
    const place = await makePlace({ deployment: 1 });
    const other = await makePlace({ deployment: 1, who: 'two' });
    const [[a], [x, y]] = [await makeRuns(place, 1), await makeRuns(other, 2)];
    await propose(0, place, a!, 'PENDING');
    await propose(0, other, x!, 'PENDING');
    await propose(0, other, y!, 'PENDING');
    await propose(0, place, a!, 'CRASHED');
    expect(await dueInSeconds(y!)).toBeGreaterThan(25);
  });
});

describe('a worker that asks again', () => {
  type HandedOut = { flow_run: Record<string, unknown> }[];
  const asker = (place: Place): (() => Promise<HandedOut>) => {
    const poller = { id: `w${(workers += 1)}`, mayWait: false, mayStay: false, waitedUs: 0, line };
    const body = readBody(workPoolScheduledRunsBody, '{}');
    const app = at(0).get(GetScheduledFlowRuns);
    return async () =>
      JSON.parse((await app.execute(scopeOf(place.who), place.pool, body, 10, poller)).text) as HandedOut;
  };
  const settled = (runs: HandedOut): object[] =>
    runs.map(({ flow_run: { estimated_start_time_delta: _, ...run } }) => run);
  const latenessOf = (runs: HandedOut): number[] =>
    runs.map(({ flow_run }) => Number(flow_run.estimated_start_time_delta));

  it('gets the same runs, later than before', async () => {
    const place = await makePlace({});
    await makeRuns(place, 3);
    const ask = asker(place);
    const first = await ask();
    const again = [await ask(), await ask()];
    for (const runs of again) expect(settled(runs)).toEqual(settled(first));
    for (const [i, late] of latenessOf(first).entries()) {
      expect(late).toBeGreaterThan(59);
      expect(latenessOf(again[1]!)[i]).toBeGreaterThan(late);
    }
  });

  it('gets what was written to them since, also after the lease was renewed', async () => {
    const place = await makePlace({});
    const [a, b, c] = await makeRuns(place, 3);
    const ask = asker(place);
    await ask();
    await ask();
    await rows(`update flow_run set parameters = '{"x": 1}', name = 'changed' where id = $1`, [b]);
    await rows("update flow_run set handed_out_until = now() + interval '1 second' where id = $1", [c]);
    for (let n = 0; n < 3; n += 1) {
      const runs = (await ask()).map(({ flow_run }) => flow_run);
      expect(runs.map(({ id, name, parameters }) => [id, name, parameters])).toEqual([
        [a, 'r', {}],
        [b, 'changed', { x: 1 }],
        [c, 'r', {}],
      ]);
    }
    await propose(1, place, a!, 'PENDING');
    expect((await ask()).map(({ flow_run }) => flow_run.id)).toEqual([b, c]);
  });

  it('never gets a run of another workspace that has the same id', async () => {
    const [mine, theirs] = [await makePlace({}), await makePlace({ who: 'two' })];
    const [id] = await makeRuns(mine, 1);
    const [other] = await makeRuns(theirs, 1);
    await rows("update flow_run set id = $1, name = 'theirs' where id = $2", [id, other]);
    const [askMine, askTheirs] = [asker(mine), asker(theirs)];
    for (let n = 0; n < 3; n += 1) {
      expect((await askMine())[0]?.flow_run).toMatchObject({ id, name: 'r' });
      expect((await askTheirs())[0]?.flow_run).toMatchObject({ id, name: 'theirs' });
    }
  });
});

describe('a queue of which only the name is known', () => {
  it('is made once, and the pool of such queues too, whoever asks at the same time', async () => {
    const ensure = (n: number, name: string): Promise<{ id: string }> =>
      at(n)
        .get(AnnouncedTransactions)
        .run(scopeOf('two'), (tx, tell) => at(n).get(CreateWorkQueue).ensureAlone(tx, tell, name));
    for (const name of ['first', 'second']) {
      const queues = await Promise.all(Array.from({ length: 8 }, (_, n) => ensure(n, name)));
      expect(new Set(queues.map(({ id }) => id)).size).toBe(1);
    }
  });
});

describe('somebody who looks at a pool', () => {
  const look = async (place: Place, who = place.who, body = {}): Promise<string[]> => {
    const asked = readBody(workPoolScheduledRunsBody, JSON.stringify(body));
    const text = await at(0).get(DueRuns).ofPool(scopeOf(who), place.pool, asked, 10);
    return (JSON.parse(text) as { flow_run: { id: string } }[]).map(({ flow_run }) => flow_run.id);
  };

  it('takes nothing from the workers, and sees what they were given', async () => {
    const place = await makePlace({});
    const ids = await makeRuns(place, 3);
    expect(await look(place)).toEqual(ids);
    expect(idsOf(await poll(0, place, { mayWait: false }))).toEqual(ids);
    expect(await look(place)).toEqual(ids);
    await propose(1, place, ids[0]!, 'PENDING');
    expect(await look(place)).toEqual(ids.slice(1));
    expect(await look(place, place.who, { scheduled_before: '2020-01-01T00:00:00Z' })).toEqual([]);
  });

  it('sees as many as have a slot, of his own workspace only', async () => {
    const [mine, theirs] = [await makePlace({ pool: 2 }), await makePlace({ who: 'two', queue: 1 })];
    const ids = await makeRuns(mine, 3);
    const [other] = await makeRuns(theirs, 2);
    expect(await look(mine)).toEqual(ids.slice(0, 2));
    expect(await look(theirs)).toEqual([other]);
    await expect(look(mine, 'two')).rejects.toMatchObject({ code: 'work_pool.not_found' });
    await expect(look(mine, mine.who, { work_queue_names: ['none'] })).rejects.toMatchObject({
      code: 'pool_queue.not_found',
    });
  });
});

interface Opening {
  readonly what: string;
  readonly limits?: Limits;
  /** What keeps the second run from being handed out, and what ends it. */
  readonly close: (place: Place, firstRun: string) => Promise<unknown>;
  readonly open: (place: Place, firstRun: string) => Promise<unknown>;
}
const pause = (table: string) => (place: Place) =>
  rows(`update ${table} set is_paused = true where workspace_id = $1 and id = $2`, [
    place.ws,
    table === 'work_pool' ? place.pool : place.queueId,
  ]);
const changeQueue = (change: Record<string, unknown>) => (place: Place) =>
  at(0)
    .get(UpdateWorkQueue)
    .inPool(scopeOf(place.who), place.pool, 'default', readBody(workQueueUpdate, JSON.stringify(change)));
const changePool = (change: Record<string, unknown>) => (place: Place) =>
  at(0)
    .get(UpdateWorkPool)
    .execute(scopeOf(place.who), place.pool, readBody(workPoolUpdate, JSON.stringify(change)));
const remove = (place: Place, run: string) => at(0).get(DeleteFlowRuns).execute(scopeOf(place.who), [run]);
const nothing = async (): Promise<void> => undefined;

describe('polls that are held on another process look again at once when', () => {
  it.each<Opening>([
    {
      what: 'a queue that was made paused is resumed',
      close: pause('work_queue'),
      open: changeQueue({ is_paused: false }),
    },
    { what: 'the pool is resumed', close: pause('work_pool'), open: changePool({ is_paused: false }) },
    {
      what: 'the limit of the pool is raised',
      limits: { pool: 0 },
      close: nothing,
      open: changePool({ concurrency_limit: 2 }),
    },
    {
      what: 'the limit of the queue goes',
      limits: { queue: 0 },
      close: nothing,
      open: changeQueue({ concurrency_limit: null }),
    },
    {
      what: 'a run that holds a slot is deleted',
      limits: { pool: 1 },
      close: (place, run) => propose(0, place, run, 'PENDING'),
      open: remove,
    },
    {
      what: 'a run that was handed out is deleted',
      limits: { queue: 1 },
      close: (place) => poll(0, place),
      open: remove,
    },
    {
      what: 'a run that was handed out is cancelled',
      limits: { pool: 1 },
      close: (place) => poll(0, place),
      open: (place, run) => propose(0, place, run, 'CANCELLED'),
    },
  ])(
    '$what',
    async ({ limits = {}, close, open }) => {
      const place = await makePlace(limits);
      const [first] = await makeRuns(place, 2);
      await close(place, first!);
      const waiting = poll(1, place);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const startMs = performance.now();
      await open(place, first!);
      expect(idsOf(await waiting)).not.toEqual([]);
      expect(performance.now() - startMs).toBeLessThan(6_000);
    },
    20_000,
  );

  it('a queue is made: its runs are those of who polls all', async () => {
    const place = await makePlace({});
    const waiting = poll(1, place);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const startMs = performance.now();
    const queue = await at(0).get(CreateWorkQueue).inPool(scopeOf(place.who), place.pool, queueNamed('new'));
    const [runId] = await makeRuns({ ...place, queueId: queue.id }, 1);
    await rows("select pg_notify('orch_wake', $1)", [`${place.ws}:${queue.id}`]);
    expect(idsOf(await waiting)).toEqual([runId]);
    expect(performance.now() - startMs).toBeLessThan(6_000);
  }, 20_000);
});

describe('held polls', () => {
  it('news wake one poll of each process; the run goes to one of them', async () => {
    const place = await makePlace({});
    let answered = 0;
    const polls = [0, 1, 2, 3].map(async (n) => {
      const ids = idsOf(await poll(n, place));
      answered += 1;
      return ids;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [runId] = await makeRuns(place, 1);
    await rows("select pg_notify('orch_wake', $1)", [`${place.ws}:${place.queueId}`]);
    expect(await Promise.race(polls)).toEqual([runId]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(answered).toBe(1);
    await makeRuns(place, 3);
    for (let n = 0; n < 3; n += 1) {
      await rows("select pg_notify('orch_wake', $1)", [`${place.ws}:${place.queueId}`]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await makeRuns(place, 1);
    }
    await rows("select pg_notify('orch_wake', $1)", [`${place.ws}:${place.queueId}`]);
    expect((await Promise.all(polls)).every((ids) => ids.length > 0)).toBe(true);
  }, 20_000);

  it('a run that time makes due is handed out in time, without any news', async () => {
    const place = await makePlace({});
    const [runId] = await makeRuns(place, 1);
    await rows(
      "update flow_run set next_scheduled_start_time = now() + interval '1.5 seconds' where id = $1",
      [runId],
    );
    const startMs = performance.now();
    expect(idsOf(await poll(0, place, { prefetchSeconds: 0 }))).toEqual([runId]);
    expect(performance.now() - startMs).toBeGreaterThan(1_200);
    expect(performance.now() - startMs).toBeLessThan(3_000);
  });
});

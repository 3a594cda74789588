import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { EventBus } from '@orch/events';
import { SystemClock, UuidV7Ids } from '@orch/kernel';
import { BackgroundDatabase, Database, sql, type WorkspaceScope } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '../../../testing/src/postgres.ts';
import { ChangeLimits } from './global-limits/change-limits.ts';
import { LimitRepository } from './global-limits/limit.repository.ts';
import { ReleaseExpiredLeases } from './leases/release-expired-leases.ts';
import { DeploymentSlots } from './slots/deployment-slots.ts';
import { SlotRepository } from './slots/slot.repository.ts';
import { TagSlots } from './slots/tag-slots.ts';
import { TakeSlots } from './slots/take-slots.ts';
import { ChangeTagLimits } from './tag-limits/change-tag-limits.ts';
import { HoldTagSlots } from './tag-limits/hold-tag-slots.ts';
import { TagLimitReader } from './tag-limits/tag-limit.reader.ts';

const ids = new UuidV7Ids();
const LEASE = { seconds: 60, holder: null, whenFree: true };
let test: TestDatabase;
let scope: WorkspaceScope;
let other: WorkspaceScope;
/** Two processes and the background of one. */
let first: ReturnType<typeof processOn>;
let second: ReturnType<typeof processOn>;
let background: BackgroundDatabase;

function processOn(options: Database['options']) {
  const db = new Database(options);
  const limits = new LimitRepository(db);
  const slots = new SlotRepository(db, ids);
  const changes = new ChangeLimits(db, limits, new EventBus(), ids, new SystemClock());
  const tags = new TagSlots(slots);
  return {
    db,
    limits,
    slots,
    changes,
    take: new TakeSlots(slots),
    tags,
    deployments: new DeploymentSlots(slots),
    tagLimits: new ChangeTagLimits(db, limits, changes, slots, ids),
    tagReader: new TagLimitReader(db),
    hold: new HoldTagSlots(db, tags),
  };
}

async function newWorkspace(db: Database): Promise<WorkspaceScope> {
  const [accountId, workspaceId] = [ids.next(), ids.next()];
  await db.queryOutside(sql`insert into account (id, name, handle) values (${accountId}, 'a', ${accountId})`);
  await db.queryOutside(
    sql`insert into workspace (id, account_id, name, handle) values (${workspaceId}, ${accountId}, 'w', ${workspaceId})`,
  );
  return { accountId, workspaceId };
}

beforeAll(async () => {
  test = await createTestDatabase();
  const onError = () => undefined;
  const options = { url: test.url, connectionsMax: 8, statementTimeoutMs: 10_000, onError };
  first = processOn({ ...options, role: 'orch_app' });
  second = processOn({ ...options, role: 'orch_app' });
  background = new BackgroundDatabase({ ...options, role: 'orch_background', connectionsMax: 4 });
});

beforeEach(async () => {
  [scope, other] = await Promise.all([newWorkspace(first.db), newWorkspace(first.db)]);
});

afterAll(async () => {
  await Promise.all([first, second].map((p) => p?.db.close()));
  await background?.close();
  await test?.drop();
});

const make = (
  name: string,
  limit: number,
  more: { active?: boolean; slot_decay_per_second?: number; in?: WorkspaceScope } = {},
) =>
  first.changes.create(more.in ?? scope, {
    name,
    limit,
    active: more.active ?? true,
    active_slots: 0,
    denied_slots: 0,
    slot_decay_per_second: more.slot_decay_per_second ?? 0,
  });
const stored = async (name: string, ws = scope) => {
  const [row] = await first.db.query<{ active_slots: number; denied_slots: number; avg: number }>(
    ws,
    sql`select active_slots, denied_slots, avg_slot_occupancy_seconds as avg from concurrency_limit
        where workspace_id = ${ws.workspaceId} and name = ${name}`,
  );
  return row!;
};
const expire = (leaseId: string) =>
  first.db.execute(
    scope,
    sql`update concurrency_lease set expires_at = now() - interval '1 second' where workspace_id = ${scope.workspaceId} and id = ${leaseId}`,
  );

it('twelve takers on two processes never hold more than three slots, and leave none behind', async () => {
  await make('three', 3);
  await make('wide', 100);
  let held = 0;
  let most = 0;
  let grants = 0;
  const taker = async (n: number) => {
    const process = n % 2 === 0 ? first : second;
    for (let round = 0; round < 15; round += 1) {
      const names = n % 3 === 0 ? ['wide', 'three'] : ['three', 'wide'];
      const tried = await process.slots.acquire(scope, { names, slots: 1, lease: LEASE });
      if (tried.leaseId === null) continue;
      held += 1;
      grants += 1;
      most = Math.max(most, held);
      await new Promise((resolve) => setImmediate(resolve));
      held -= 1;
      // Released twice and by the other process: only one of them frees the slots.
      await Promise.all([first, second].map((p) => p.slots.release(scope, tried.leaseId!)));
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, n) => taker(n)));
  expect(most).toBeLessThanOrEqual(3);
  expect(grants).toBeGreaterThan(20);
  expect(await stored('three')).toMatchObject({ active_slots: 0 });
  expect(await stored('wide')).toMatchObject({ active_slots: 0 });
});

it('takes slots of all limits or of none, and counts the refusal', async () => {
  await make('free', 5);
  await make('full', 1);
  await first.slots.acquire(scope, { names: ['full'], slots: 1 });
  const tried = await first.slots.acquire(scope, { names: ['free', 'full'], slots: 1, lease: LEASE });
  expect(tried).toMatchObject({ kind: 'locked', leaseId: null });
  expect(await stored('free')).toMatchObject({ active_slots: 0, denied_slots: 1 });
  expect(await stored('full')).toMatchObject({ active_slots: 1, denied_slots: 1 });
});

it('refuses with the public errors', async () => {
  await make('one', 1);
  const take = (slots: number, mode?: 'rate_limit') =>
    first.take.execute(scope, { names: ['one'], slots, ...(mode ? { mode } : {}) });
  await expect(take(2)).rejects.toMatchObject({ code: 'limit.slots_above' });
  await expect(take(1, 'rate_limit')).rejects.toMatchObject({
    code: 'limit.no_decay',
    shown: { names: "'one'" },
  });
  await take(1);
  const refusal = await take(1).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: 'limit.locked',
    headers: { 'retry-after': expect.stringMatching(/^\d+(\.\d+)?$/) },
  });
});

it('a limit that is inactive or unknown limits nothing; its lease can be renewed', async () => {
  await make('off', 1, { active: false });
  const names = ['off', 'unknown'];
  const [a, b] = await Promise.all(
    [1, 2].map(() => first.slots.acquire(scope, { names, slots: 1, lease: LEASE })),
  );
  expect([a?.kind, b?.kind]).toEqual(['acquired', 'acquired']);
  expect(await first.slots.renew(scope, a!.leaseId!, 60)).toBe(true);
  expect(await stored('off')).toMatchObject({ active_slots: 0 });
});

it('a slot taken while the limit was active comes back after the limit was switched off', async () => {
  const { id } = await make('switch', 1);
  const { leaseId } = await first.slots.acquire(scope, { names: ['switch'], slots: 1, lease: LEASE });
  await first.changes.update(scope, { id }, { active: false });
  await first.slots.release(scope, leaseId!);
  expect(await stored('switch')).toMatchObject({ active_slots: 0 });
});

it('a lease is renewed by another process, and is gone after its release', async () => {
  await make('lease', 1);
  const { leaseId } = await first.slots.acquire(scope, { names: ['lease'], slots: 1, lease: LEASE });
  expect(await second.slots.renew(scope, leaseId!, 60)).toBe(true);
  expect(await second.slots.release(scope, leaseId!)).toBe(true);
  expect(await first.slots.release(scope, leaseId!)).toBe(false);
  expect(await first.slots.renew(scope, leaseId!, 60)).toBe(false);
});

it('expired leases are released once, whatever the number of loops; live ones stay', async () => {
  await make('expiry', 5);
  const leases = await Promise.all(
    [1, 2, 3].map(() => first.slots.acquire(scope, { names: ['expiry'], slots: 1, lease: LEASE })),
  );
  await expire(leases[0]!.leaseId!);
  await expire(leases[1]!.leaseId!);
  const loop = new ReleaseExpiredLeases(background);
  const released = await Promise.all([loop.execute(), loop.execute(), loop.execute()]);
  expect(released.reduce((sum, n) => sum + n)).toBe(2);
  expect(await stored('expiry')).toMatchObject({ active_slots: 1 });
  expect(await first.slots.renew(scope, leases[2]!.leaseId!, 60)).toBe(true);
});

it('leases that expired while no process ran are given back by whichever starts next, and live ones go on', async () => {
  await make('restart', 2);
  const gone = processOn(first.db.options);
  const take = (process: typeof gone) =>
    process.slots.acquire(scope, { names: ['restart'], slots: 1, lease: LEASE });
  const [lost, live] = [await take(gone), await take(gone)];
  await gone.db.close();
  await expire(lost.leaseId!);
  const started = processOn(first.db.options);
  try {
    expect((await take(started)).kind).toBe('locked');
    expect(await new ReleaseExpiredLeases(background).execute()).toBe(1);
    expect((await take(started)).kind).toBe('acquired');
    expect((await take(started)).kind).toBe('locked');
    expect(await started.slots.renew(scope, lost.leaseId!, 60)).toBe(false);
    expect(await started.slots.renew(scope, live.leaseId!, 60)).toBe(true);
    expect(await stored('restart')).toMatchObject({ active_slots: 2 });
  } finally {
    await started.db.close();
  }
});

it('slots decay by whole steps, and frequent callers do not stop the decay', async () => {
  await make('rate', 2, { slot_decay_per_second: 1 });
  const take = () => first.slots.acquire(scope, { names: ['rate'], slots: 1, mode: 'rate_limit' });
  const back = (seconds: number) =>
    first.db.execute(
      scope,
      sql`update concurrency_limit set slots_at = slots_at - make_interval(secs => ${seconds}) where workspace_id = ${scope.workspaceId}`,
    );
  expect([(await take()).kind, (await take()).kind, (await take()).kind]).toEqual([
    'acquired',
    'acquired',
    'locked',
  ]);
  await back(0.6);
  expect((await take()).kind).toBe('locked');
  await back(0.6);
  expect((await take()).kind).toBe('acquired'); // 0.6 s and 0.6 s are one step and a part of the next
  expect((await first.limits.read(scope, { name: 'rate' }))?.active_slots).toBe(2);
  await back(5);
  expect((await first.limits.read(scope, { name: 'rate' }))?.active_slots).toBe(0);
});

it('the average occupancy moves towards what a release reports', async () => {
  await make('average', 1);
  await first.slots.acquire(scope, { names: ['average'], slots: 1 });
  await first.slots.decrement(scope, { names: ['average'] }, 1, 10);
  expect((await stored('average')).avg).toBeCloseTo(2 + (10 - 2) / 2);
  await first.slots.decrement(scope, { names: ['average'] }, 5, null);
  expect(await stored('average')).toMatchObject({ active_slots: 0 });
});

it('another workspace neither sees nor frees anything', async () => {
  await make('mine', 1);
  const { leaseId } = await first.slots.acquire(scope, { names: ['mine'], slots: 1, lease: LEASE });
  expect(await first.slots.release(other, leaseId!)).toBe(false);
  expect(await first.slots.renew(other, leaseId!, 60)).toBe(false);
  expect((await first.slots.acquire(other, { names: ['mine'], slots: 1 })).limits).toEqual([]);
  await expect(first.changes.delete(other, { name: 'mine' })).rejects.toMatchObject({
    code: 'limit.not_found',
  });
  await make('mine', 1, { in: other });
  expect(await stored('mine')).toMatchObject({ active_slots: 1 });
  expect(await stored('mine', other)).toMatchObject({ active_slots: 0 });
});

it('a deployment slot lives and dies with the transaction of the run', async () => {
  const { id: limitId } = await make('deployment', 1);
  const wanted = { limitId, flowRunId: ids.next(), leaseSeconds: 60 };
  const undone = first.db.transaction(scope, async (tx) => {
    await first.deployments.acquire(tx, wanted);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  const { leaseId } = await first.db.transaction(scope, (tx) => first.deployments.acquire(tx, wanted));
  await second.db.transaction(scope, async (tx) => {
    expect(await second.deployments.isFull(tx, limitId)).toBe(true);
    expect(await second.deployments.acquire(tx, wanted)).toEqual({ leaseId: null });
    await second.deployments.release(tx, leaseId, limitId);
    await second.deployments.release(tx, leaseId, limitId);
    expect(await second.deployments.isFull(tx, limitId)).toBe(false);
  });
});

it('a revoked deployment lease keeps its slot, cannot be renewed, and is given back once', async () => {
  const { id: limitId } = await make('old-client', 2);
  const leaseId = await first.db.transaction(scope, async (tx) => {
    const taken = await first.deployments.acquire(tx, { limitId, flowRunId: ids.next(), leaseSeconds: 60 });
    await first.deployments.revoke(tx, taken.leaseId!);
    expect(await first.deployments.renew(tx, taken.leaseId!, 60)).toBe(false);
    return taken.leaseId;
  });
  expect(await stored('old-client')).toMatchObject({ active_slots: 1 });
  for (let again = 0; again < 2; again += 1) {
    await first.db.transaction(scope, (tx) => first.deployments.release(tx, leaseId, limitId));
    expect(await stored('old-client')).toMatchObject({ active_slots: 0 });
  }
});

it('tag slots are held by task runs and released by them only', async () => {
  await first.tagLimits.set(scope, { tag: 'a', concurrency_limit: 1 });
  const [run, stranger] = [ids.next(), ids.next()];
  const acquire = (tags: string[], taskRunId: string) =>
    first.db.transaction(scope, (tx) => first.tags.acquire(tx, tags, taskRunId));
  expect(await acquire(['free'], run)).toEqual({ kind: 'unlimited' });
  expect(await acquire(['a', 'free'], run)).toMatchObject({ kind: 'acquired', tags: ['a'] });
  expect((await first.tagReader.read(scope, { name: 'tag:a' }))?.holder_ids).toEqual([run]);
  expect(await acquire(['a'], stranger)).toMatchObject({
    kind: 'full',
    tags: ['a'],
    averageOccupancySeconds: 2,
  });
  await first.db.transaction(scope, (tx) => first.tags.release(tx, ['a'], stranger));
  expect(await stored('tag:a')).toMatchObject({ active_slots: 1 });
  await first.db.transaction(scope, (tx) => first.tags.release(tx, ['a'], run));
  await first.db.transaction(scope, (tx) => first.tags.release(tx, ['a'], run));
  expect(await stored('tag:a')).toMatchObject({ active_slots: 0 });
  await first.tagLimits.set(scope, { tag: 'a', concurrency_limit: 0 });
  expect(await acquire(['a'], run)).toEqual({ kind: 'zero', tag: 'a' });
});

it('a tag limit is set, reset to given holders, listed alone and deleted', async () => {
  await make('aaa-global', 1);
  expect((await first.tagLimits.set(scope, { tag: 't', concurrency_limit: 1 })).action).toBe('created');
  expect((await first.tagLimits.set(scope, { tag: 't', concurrency_limit: 2 })).action).toBe('updated');
  await expect(first.hold.take(scope, ['t'], ids.next())).resolves.toMatchObject([{ name: 't', limit: 2 }]);
  const holders = [ids.next(), ids.next()];
  await first.tagLimits.reset(scope, 't', holders);
  const [row, ...rest] = await first.tagReader.list(scope, 1, 0);
  expect([row?.holder_ids.toSorted(), rest]).toEqual([holders.toSorted(), []]);
  await expect(first.hold.take(scope, ['t'], ids.next())).rejects.toMatchObject({ code: 'tag_limit.full' });
  expect(await first.hold.giveBack(scope, ['t'], holders[0]!)).toMatchObject([{ name: 'tag:t', limit: 2 }]);
  expect(await stored('tag:t')).toMatchObject({ active_slots: 1 });
  await first.tagLimits.delete(scope, { name: 'tag:t' });
  await expect(first.tagLimits.reset(scope, 't', [])).rejects.toMatchObject({ code: 'tag_limit.not_found' });
  await expect(first.tagLimits.delete(other, { name: 'tag:t' })).rejects.toMatchObject({
    code: 'tag_limit.not_found',
  });
});

it('a name that is taken is refused, and changes tell their events', async () => {
  const { id } = await make('told', 1);
  await expect(make('told', 1)).rejects.toMatchObject({ code: '23505' });
  await first.changes.update(scope, { id }, { limit: 4 });
  await first.changes.delete(scope, { name: 'told' });
  const events = await first.db.query<{ event: string; payload: string }>(
    scope,
    sql`select event, payload from event where workspace_id = ${scope.workspaceId} order by id`,
  );
  expect(events.map((e) => e.event)).toEqual(
    ['created', 'updated', 'deleted'].map((a) => `prefect.concurrency-limit.${a}`),
  );
  expect(JSON.parse(events[1]!.payload)).toEqual({
    name: 'told',
    limit: 4,
    active: true,
    slot_decay_per_second: 0,
  });
});

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TestDatabase, createTestDatabase } from '@orch/testing';
import { LogBus } from '../bus/log-bus.ts';
import { TaskQueue } from '../task-queue/task-queue.ts';
import { EventApp, FakeAccess, FakeGate } from '../testing/event-app.ts';
import { EventBench, eventJson } from '../testing/event-bench.ts';

let database: TestDatabase;
let bench: EventBench;
let one: EventApp;
let two: EventApp;
const access = new FakeAccess();
const gate = new FakeGate();
let inA: string;
let inB: string;

beforeAll(async () => {
  database = await createTestDatabase();
  bench = new EventBench(database.url);
  await bench.prepare();
  access.give('key-a', [bench.a]);
  access.give('key-b', [bench.b]);
  access.give('key-reader', [bench.a], ['events:read']);
  inA = `/api/accounts/${bench.a.accountId}/workspaces/${bench.a.workspaceId}`;
  inB = `/api/accounts/${bench.b.accountId}/workspaces/${bench.b.workspaceId}`;
  one = await EventApp.start(database.url, access, gate);
  two = await EventApp.start(database.url, access);
}, 60_000);

afterAll(async () => {
  await one?.stop();
  await two?.stop();
  await bench?.close();
  await database?.drop();
});

const cloud = (key: string) => ({ headers: { authorization: `bearer ${key}` } });
const stored = async (id: string): Promise<string | undefined> =>
  (await bench.sql<{ workspace_id: string }>('select workspace_id from event where id = $1', [id]))[0]
    ?.workspace_id;
const filterOf = (name: string) => ({
  type: 'filter',
  filter: {
    event: { name: [name] },
    occurred: { since: new Date(Date.now() - 60_000).toISOString(), until: '2100-01-01T00:00:00Z' },
  },
});

/** Without what was stored; the news of an event of a moment ago may still be on its way from the other process. */
const liveFilterOf = (name: string) => ({
  type: 'filter',
  backfill: false,
  filter: {
    event: { name: [name] },
    occurred: { since: new Date().toISOString(), until: '2100-01-01T00:00:00Z' },
  },
});

describe('/events/in', () => {
  it('answers a ping when all that was sent before is stored: with key in the header', async () => {
    const socket = one.socket(`${inA}/events/in`, cloud('key-a'));
    await socket.open();
    const ids = Array.from({ length: 300 }, () => randomUUID());
    for (const id of ids) socket.send(eventJson({ id }));
    await socket.ping();
    const [row] = await bench.sql<{ n: number }>(
      'select count(*)::int n from event where id = any($1) and workspace_id = $2',
      [ids, bench.a.workspaceId],
    );
    expect(row!.n).toBe(300);
    socket.raw.close();
    expect((await socket.closed).code).toBe(1005);
  });

  it('takes a ping before the key, as the Python client sends it', async () => {
    const socket = one.socket('/api/events/in', { protocol: 'prefect' });
    await socket.open();
    await socket.ping();
    socket.send({ type: 'auth', token: 'key-a' });
    const id = randomUUID();
    socket.send(eventJson({ id }));
    expect(await socket.next()).toEqual({ type: 'auth_success' });
    socket.raw.close();
    await socket.closed;
    expect(await stored(id)).toBe(bench.a.workspaceId);
  });

  it.each([
    ['an unknown key', 'nobody', 'events/in', 'Invalid token'],
    ['another workspace', 'key-b', 'events/in', 'Not found'],
    ['a key that may not', 'key-reader', 'events/in', 'Forbidden'],
  ])('refuses %s', async (_, key, path, reason) => {
    const byHeader = one.socket(`${inA}/${path}`, cloud(key));
    expect(await byHeader.closed).toEqual({ code: 1008, reason });
    const byMessage = one.socket(`${inA}/${path}`, { protocol: 'prefect' });
    await byMessage.open();
    byMessage.send({ type: 'auth', token: key });
    expect(await byMessage.closed).toEqual({ code: 1008, reason });
  });

  it.each([
    ['no JSON', 1007, '{"id"'],
    ['a list', 1008, '[]'],
    ['a number', 1008, '1'],
    ['an event without members', 1008, '{"type":"event"}'],
    ['a NUL', 1007, eventJson({ event: 'a\u0000' })],
    ['too much', 1009, `"${'x'.repeat(1_100_000)}"`],
  ])('closes for %s, and keeps what came before', async (_, code, text) => {
    const socket = one.socket(`${inA}/events/in`, cloud('key-a'));
    await socket.open();
    const id = randomUUID();
    socket.send(eventJson({ id }));
    socket.send(text);
    expect((await socket.closed).code).toBe(code);
    expect(await stored(id)).toBe(bench.a.workspaceId);
  });

  it('leaves the line to who is still sending a frame that is too large, after saying why', async () => {
    const asked = request(`${one.address}${inA}/events/in`, {
      headers: {
        ...cloud('key-a').headers,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      },
    });
    asked.end();
    const [, line] = (await once(asked, 'upgrade')) as [unknown, Socket]; // what the event carries
    let hasEnded = false;
    line.once('end', () => (hasEnded = true));
    // a text frame of 8 MiB, masked with zeros
    const length = 8 * 1024 * 1024;
    line.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, length >>> 24, (length >>> 16) & 255, 0, 0, 0, 0, 0, 0]));
    const [told] = (await once(line, 'data')) as [Buffer];
    expect([...told]).toEqual([0x88, 2, 1009 >> 8, 1009 & 255]);
    for (let part = 0; part < 8; part += 1) {
      expect(hasEnded).toBe(false);
      line.write(Buffer.alloc(length / 8));
      await sleep(20);
    }
    await once(line, 'end');
    line.destroy();
  });

  it('closes for binary frames, and for a first message that is no key', async () => {
    const binary = one.socket(`${inA}/events/in`, cloud('key-a'));
    await binary.open();
    binary.raw.send(Buffer.from('{}'));
    expect((await binary.closed).code).toBe(1003);
    for (const first of ['x', '[]', '{}', '{"type":"auth","token":1}']) {
      const socket = one.socket('/api/events/out', { protocol: 'prefect' });
      await socket.open();
      socket.send(first);
      expect((await socket.closed).code).toBe(first === 'x' ? 1007 : 1008);
    }
  });

  it('lets an address have fifty sockets that say nothing', async () => {
    const silent = Array.from({ length: 50 }, () => one.socket('/api/events/out', { protocol: 'prefect' }));
    await Promise.all(silent.map((s) => s.open()));
    const oneMore = one.socket('/api/events/out', { protocol: 'prefect' });
    expect((await oneMore.closed).code).toBe(1013);
    for (const socket of silent) socket.raw.terminate();
    await Promise.all(silent.map((s) => s.closed));
  });

  it('is no route for ordinary requests', async () => {
    expect(await one.call('key-a', 'GET', '/api/events/in')).toEqual({
      status: 404,
      body: { detail: 'Not Found' },
    });
  });

  it('ends when the key is revoked', async () => {
    access.give('key-gone', [bench.a]);
    const socket = await one.enter('/api/events/out', 'key-gone');
    access.keys.delete('key-gone');
    await bench.sql("select pg_notify('orch_access', '')");
    expect((await socket.closed).code).toBe(1008);
  });

  it('ends when its address is not allowed any more, and does not open again from there', async () => {
    access.give('key-outside', [bench.a]);
    const socket = await one.enter('/api/events/out', 'key-outside');
    gate.refused.add('key-outside');
    await bench.sql("select pg_notify('orch_access', '')");
    expect((await socket.closed).code).toBe(1008);
    const again = one.socket('/api/events/in', cloud('key-outside'));
    expect((await again.closed).code).toBe(1008);
  });
});

describe('/events/out', () => {
  it('sends what is stored and then what comes, from any process, once, and of one workspace', async () => {
    const name = `out.${randomUUID()}`;
    const ids = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const post = (app: EventApp, key: string, id: string) =>
      app.call(key, 'POST', '/api/events', `[${eventJson({ id, event: name })}]`);
    expect((await post(one, 'key-a', ids[0]!)).status).toBe(204);
    await post(one, 'key-b', randomUUID());
    const here = await one.enter(`${inA}/events/out`, 'key-a');
    const there = await two.enter(`${inA}/events/out`, 'key-a');
    const liveOnly = await two.enter('/api/events/out', 'key-a');
    const account = await two.enter(`/api/accounts/${bench.a.accountId}/events/out`, 'key-b');
    here.send(filterOf(name));
    there.send(filterOf(name));
    for (const socket of [liveOnly, account]) socket.send(liveFilterOf(name));
    for (const socket of [here, there])
      expect(await socket.next()).toMatchObject({
        type: 'event',
        event: { id: ids[0], event: name, payload: { n: 1 } },
      });
    await liveOnly.ping();
    await account.ping();
    await post(one, 'key-a', ids[1]!);
    await post(one, 'key-a', ids[1]!);
    await post(two, 'key-a', ids[2]!);
    for (const socket of [here, there, liveOnly]) {
      const got = [await socket.next(), await socket.next()] as Array<{ event: { id: string } }>;
      expect(got.map((m) => m.event.id).sort()).toEqual([ids[1], ids[2]].sort());
      expect(await socket.next(150)).toBeUndefined();
    }
    await post(one, 'key-b', ids[3]!);
    expect(await account.next()).toMatchObject({ event: { id: ids[3] } });
    expect(await account.next(100)).toBeUndefined();
    expect(await here.next(50)).toBeUndefined();
  });

  it('closes with 1002 for anything but a filter', async () => {
    for (const message of [
      { type: 'event' },
      { type: 'filter', filter: 3 },
      { type: 'filter', filter: { nope: 1 } },
    ]) {
      const socket = await one.enter('/api/events/out', 'key-a');
      socket.send(message);
      expect((await socket.closed).code).toBe(1002);
    }
  });
});

describe('/logs/out', () => {
  it('sends new lines of the workspace that fit, from both processes', async () => {
    const flowRunId = randomUUID();
    const socket = await two.enter(`${inA}/logs/out`, 'key-a');
    const other = await two.enter(`${inB}/logs/out`, 'key-b');
    for (const s of [socket, other]) {
      s.send({ type: 'filter', filter: { level: { ge_: 20 }, flow_run_id: { any_: [flowRunId] } } });
      await s.ping();
    }
    const line = (level: number) => ({
      id: randomUUID(),
      name: 'l',
      level,
      flowRunId,
      taskRunId: null,
      message: `m${level}`,
      timestampUs: 1_790_000_000_000_000,
    });
    const [far, low, near] = [line(30), line(10), line(40)];
    for (const l of [far, low]) {
      await bench.sql(
        'insert into log (workspace_id, id, name, level, flow_run_id, message, timestamp) values ($1, $2, $3, $4, $5, $6, now())',
        [bench.a.workspaceId, l.id, l.name, l.level, l.flowRunId, l.message],
      );
    }
    one.app.get(LogBus).committed(bench.a, [far, low]);
    expect(await socket.next()).toMatchObject({
      type: 'log',
      log: { id: far.id, level: 30, message: 'm30', flow_run_id: flowRunId },
    });
    two.app.get(LogBus).committed(bench.a, [near]);
    expect(await socket.next()).toMatchObject({ log: { id: near.id } });
    expect(await socket.next(100)).toBeUndefined();
    expect(await other.next(50)).toBeUndefined();
  });
});

describe('/task_runs/subscriptions/scheduled', () => {
  const taskRun = async (key: string): Promise<string> => {
    const id = randomUUID();
    await bench.sql(
      "insert into task_run (workspace_id, id, name, task_key, dynamic_key, state_type) values ($1, $2, 'n', $3, $4, 'SCHEDULED')",
      [bench.a.workspaceId, id, key, id],
    );
    return id;
  };

  it('offers a run to one worker at a time, and again when it was not taken', async () => {
    const key = `task-${randomUUID()}`;
    const subscribe = async (app: EventApp, client: string, path = inA, apiKey = 'key-a') => {
      const socket = await app.enter(`${path}/task_runs/subscriptions/scheduled`, apiKey);
      socket.send({ type: 'subscribe', keys: [key], client_id: client });
      return socket;
    };
    const stranger = await subscribe(two, 'w-b', inB, 'key-b');
    const first = await subscribe(one, 'w1');
    const id = await taskRun(key);
    const queue = one.app.get(TaskQueue);
    await queue.enqueue(bench.a, key, id, `{"id":"${id}"}`);
    expect(await first.next()).toEqual({ id });
    const second = await subscribe(two, 'w2');
    expect(await second.next(200)).toBeUndefined();
    const workers = await one.call('key-a', 'POST', '/api/task_workers/filter', {
      task_worker_filter: { task_keys: [key] },
    });
    expect(workers.body).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ identifier: 'w1', task_keys: [key] }),
        expect.objectContaining({ identifier: 'w2' }),
      ]),
    );
    expect(((await one.call('key-b', 'POST', '/api/task_workers/filter', {})).body as unknown[]).length).toBe(
      1,
    );
    first.raw.terminate();
    expect(await second.next()).toEqual({ id });
    second.send({ type: 'ack' });
    const next = await taskRun(key);
    await queue.enqueue(bench.a, key, next, `{"id":"${next}"}`);
    expect(await second.next()).toEqual({ id: next });
    second.send({ type: 'quit' });
    expect((await second.closed).code).toBe(1000);
    expect(await stranger.next(50)).toBeUndefined();
    const left = await bench.sql<{ task_run_id: string }>(
      'select task_run_id from task_delivery where task_key = $1',
      [key],
    );
    expect(left.map((r) => r.task_run_id)).toEqual([next]);
  });

  it('closes with 4001 for a message out of turn', async () => {
    for (const message of [
      { type: 'ack' },
      { type: 'subscribe', keys: [] },
      { type: 'subscribe', keys: ['k'] },
    ]) {
      const socket = await one.enter('/api/task_runs/subscriptions/scheduled', 'key-a');
      socket.send(message);
      expect((await socket.closed).code).toBe(4001);
    }
  });
});

it('says goodbye with 1001 when the server stops', async () => {
  const three = await EventApp.start(database.url, access);
  const socket = await three.enter('/api/events/out', 'key-a');
  await three.stop();
  expect((await socket.closed).code).toBe(1001);
});

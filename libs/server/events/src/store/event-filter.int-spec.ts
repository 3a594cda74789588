import { randomUUID } from 'node:crypto';
import { eventFilter } from '@orch/contract';
import { SystemClock } from '@orch/kernel';
import { type TestDatabase, createTestDatabase } from '@orch/testing';
import { readEventFrame } from '../ingest/read-event.ts';
import { EventApp, FakeAccess } from '../testing/event-app.ts';
import { EventBench } from '../testing/event-bench.ts';
import { eventPredicate } from './event-predicate.ts';
import { queriedRange } from './event-range.ts';
import { EventReader } from './event.reader.ts';

let database: TestDatabase;
let bench: EventBench;
let app: EventApp;
const access = new FakeAccess();
const T = Date.now() - 3_600_000;
const at = (seconds: number): string => new Date(T + seconds * 1_000).toISOString();
const res = (id: string, more: object = {}) => ({ 'prefect.resource.id': id, ...more });
const rel = (id: string, role: string, more: object = {}) =>
  res(id, { 'prefect.resource.role': role, ...more });

const EVENTS = [
  {
    event: 'prefect.flow-run.Running',
    resource: res('prefect.flow-run.1', { color: 'red', 'prefect.resource.name': 'one' }),
    related: [rel('prefect.flow.f', 'flow'), rel('prefect.tag.x', 'tag')],
  },
  {
    event: 'prefect.flow-run.Completed',
    resource: res('prefect.flow-run.1', { color: 'blue' }),
    related: [rel('prefect.flow.f', 'flow', { env: 'prod_1' })],
  },
  {
    event: 'prefect.flow-run.Completed',
    resource: res('prefect.flow-run.2', { color: 'r%d' }),
    related: [rel('prefect.flow.g', 'flow', { env: 'prodX1' })],
  },
  {
    event: 'custom.happened',
    resource: res('my.thing'),
    related: [rel('prefect.flow-run.1', 'actor')],
    payload: { text: 'Connection Timeout in "db"' },
  },
  { event: 'custom.other', resource: res('my.thing', { empty: '' }), related: [], payload: {} },
].map((e, i) => ({ id: randomUUID(), occurred: at(i), ...e }));

const FILTERS: ReadonlyArray<readonly [name: string, filter: object, expected: readonly number[]]> = [
  ['nothing', {}, [0, 1, 2, 3, 4]],
  ['prefix', { event: { prefix: ['prefect.', 'custom.h'] } }, [0, 1, 2, 3]],
  ['no prefix', { event: { exclude_prefix: ['prefect.'] } }, [3, 4]],
  ['name', { event: { name: ['custom.other'], prefix: [] } }, [4]],
  ['no name', { event: { exclude_name: ['custom.other', 'custom.happened'] } }, [0, 1, 2]],
  ['time', { occurred: { since: at(1), until: at(2) } }, [1, 2]],
  ['id', { id: { id: [EVENTS[0]!.id, EVENTS[3]!.id] } }, [0, 3]],
  ['resource id', { resource: { id: ['my.thing'] } }, [3, 4]],
  ['resource id prefix', { resource: { id_prefix: ['prefect.flow-run.'] } }, [0, 1, 2]],
  ['label', { resource: { labels: { color: ['red', 'blue'] } } }, [0, 1]],
  ['label with glob', { resource: { labels: { color: 'r*' } } }, [0, 2]],
  ['label with one wild character', { resource: { labels: { color: 'r?d' } } }, [0, 2]],
  ['label with a percent sign', { resource: { labels: { color: 'r%d' } } }, [2]],
  ['label negated', { resource: { labels: { color: '!red' } } }, [1, 2]],
  ['label without values', { resource: { labels: { color: [] } } }, []],
  ['label of the id', { resource: { labels: { 'prefect.resource.id': ['prefect.flow-run.*'] } } }, [0, 1, 2]],
  ['label that is empty', { resource: { labels: { empty: '*' } } }, [4]],
  ['related id', { related: { id: ['prefect.flow.f'] } }, [0, 1]],
  ['related role', { related: { role: ['tag', 'actor'] } }, [0, 3]],
  ['related id and role of one resource', { related: { id: ['prefect.flow.f'], role: ['tag'] } }, []],
  ['related list', { related: [{ id: ['prefect.flow.f'] }, { role: ['tag'] }] }, [0]],
  [
    'related pair',
    {
      related: {
        resources_in_roles: [
          ['prefect.flow-run.1', 'actor'],
          ['prefect.flow.g', 'flow'],
        ],
      },
    },
    [2, 3],
  ],
  ['related labels', { related: { labels: { 'prefect.resource.role': 'flow', env: 'prod_1' } } }, [1]],
  ['any resource id', { any_resource: { id: ['prefect.flow-run.1'] } }, [0, 1, 3]],
  ['any resource prefix', { any_resource: { id_prefix: ['prefect.flow.'] } }, [0, 1, 2]],
  ['any resource labels', { any_resource: [{ labels: { 'prefect.resource.role': ['actor'] } }] }, [3]],
  ['any resource list', { any_resource: [{ id: ['my.thing'] }, { id: ['prefect.flow-run.1'] }] }, [3]],
  ['text', { text: { query: 'TIMEOUT other' } }, [3, 4]],
  ['text excluded', { text: { query: 'custom -timeout' } }, [4]],
  ['text phrase and required', { text: { query: '+"connection timeout" thing' } }, [3]],
  ['text in a label', { text: { query: 'prodx1' } }, [2]],
  ['text not in the name of a label', { text: { query: 'color' } }, []],
  [
    'all together',
    {
      event: { prefix: ['prefect.'] },
      resource: { id: ['prefect.flow-run.1'] },
      related: { role: ['flow'] },
      text: { query: '-running' },
    },
    [1],
  ],
];

beforeAll(async () => {
  database = await createTestDatabase();
  bench = new EventBench(database.url);
  await bench.prepare();
  access.give('key-a', [bench.a]);
  access.give('key-b', [bench.b]);
  app = await EventApp.start(database.url, access);
  expect(
    (
      await app.call(
        'key-a',
        'POST',
        '/api/events',
        EVENTS.map((e) => ({ payload: {}, ...e })),
      )
    ).status,
  ).toBe(204);
}, 60_000);

afterAll(async () => {
  await app?.stop();
  await bench?.close();
  await database?.drop();
});

const indexOf = (id: string): number => EVENTS.findIndex((e) => e.id === id);

it.each(FILTERS)('a filter by %s gives the same in memory and in SQL', async (_, given, expected) => {
  const filter = eventFilter.parse({ ...given, order: 'ASC' });
  const range = queriedRange(filter, new SystemClock().nowUs());
  const fits = eventPredicate(filter, range);
  expect(EVENTS.filter((e) => fits(readEventFrame(JSON.stringify(e)))).map((e) => indexOf(e.id))).toEqual(
    expected,
  );
  const reader = new EventReader(bench.db);
  const rows = await reader.page(bench.a, filter, range, 100);
  expect(rows.map((r) => indexOf(r.id))).toEqual(expected);
  expect(await reader.count(bench.a, filter, range)).toBe(expected.length);
  expect(await reader.page(bench.b, filter, range, 100)).toEqual([]);
});

interface Page {
  readonly events: ReadonlyArray<{ readonly id: string }>;
  readonly total: number;
  readonly next_page: string | null;
}

describe('POST /events/filter', () => {
  it.each([
    [true, [5, 5, 5]],
    [false, [2, 4, 5]],
  ])(
    'goes from page to page under the prefix that the client used, counted: %s',
    async (with_total, totals) => {
      const prefix = `/api/accounts/${bench.a.accountId}/workspaces/${bench.a.workspaceId}`;
      const seen: number[] = [];
      let page = (
        await app.call('key-a', 'POST', `${prefix}/events/filter?with_total=${with_total}`, {
          filter: {},
          limit: 2,
        })
      ).body as Page;
      for (;;) {
        seen.push(...page.events.map((e) => indexOf(e.id)));
        expect(page.total).toBe(totals.shift());
        if (page.next_page === null) break;
        expect(page.next_page).toContain(`127.0.0.1:${app.port}${prefix}/events/filter/next?page-token=`);
        page = (await app.call('key-a', 'GET', page.next_page)).body as Page;
      }
      expect(seen).toEqual([4, 3, 2, 1, 0]);
    },
  );

  it('shows nothing of another workspace, with its own token either', async () => {
    const { body } = await app.call('key-a', 'POST', '/api/events/filter', { limit: 1 });
    expect((await app.call('key-b', 'POST', '/api/events/filter', {})).body).toEqual({
      events: [],
      total: 0,
      next_page: null,
    });
    const stolen = (await app.call('key-b', 'GET', (body as Page).next_page!)).body as Page;
    expect(stolen.events).toEqual([]);
  });

  it('counts and shows distinct resources', async () => {
    const { body } = await app.call('key-a', 'POST', '/api/events/filter', {
      filter: { resource: { distinct: true } },
    });
    expect((body as Page).total).toBe(3);
    expect((body as Page).events.map((e) => indexOf(e.id))).toEqual([4, 2, 1]);
  });

  it('prints an event as the reference does', async () => {
    const { body } = await app.call('key-a', 'POST', '/api/events/filter', {
      filter: { id: { id: [EVENTS[3]!.id] } },
    });
    const [event] = (body as { events: Array<Record<string, unknown>> }).events;
    expect(Object.keys(event!)).toEqual([
      'occurred',
      'event',
      'resource',
      'related',
      'payload',
      'id',
      'follows',
      'received',
    ]);
    expect(event).toMatchObject({
      id: EVENTS[3]!.id,
      payload: EVENTS[3]!.payload,
      follows: null,
      related: EVENTS[3]!.related,
    });
  });

  it.each([
    ['a limit above 50', 'POST', '/api/events/filter', { limit: 51 }, 422],
    ['an unknown member', 'POST', '/api/events/filter', { filter: { nope: 1 } }, 422],
    ['no token', 'GET', '/api/events/filter/next', undefined, 422],
    ['a token that is none', 'GET', '/api/events/filter/next?page-token=abc', undefined, 403],
    ['an event without members', 'POST', '/api/events', [{}], 422],
    ['no list', 'POST', '/api/events', {}, 422],
    ['an unknown countable', 'POST', '/api/events/count-by/colour', { filter: {} }, 422],
    ['too many spans', 'POST', '/api/events/count-by/time', { filter: {}, time_unit: 'second' }, 422],
  ])('refuses %s', async (_, method, path, body, status) => {
    expect((await app.call('key-a', method, path, body)).status).toBe(status);
  });
});

describe('POST /events/count-by', () => {
  it('counts by name and by resource, the most frequent first, with the latest label', async () => {
    const names = await app.call('key-a', 'POST', '/api/events/count-by/event', { filter: {} });
    expect((names.body as Array<{ value: string; count: number }>).map((c) => [c.value, c.count])).toEqual([
      ['prefect.flow-run.Completed', 2],
      ['custom.happened', 1],
      ['custom.other', 1],
      ['prefect.flow-run.Running', 1],
    ]);
    const resources = await app.call('key-a', 'POST', '/api/events/count-by/resource', { filter: {} });
    expect((resources.body as unknown[])[0]).toMatchObject({
      value: 'my.thing',
      label: 'my.thing',
      count: 2,
    });
    expect((await app.call('key-b', 'POST', '/api/events/count-by/event', { filter: {} })).body).toEqual([]);
  });

  it('counts in no spans that are longer than time', async () => {
    const body = { filter: {}, time_unit: 'second', time_interval: 3.8e16 };
    for (const by of ['time', 'day'])
      expect((await app.call('key-a', 'POST', `/api/events/count-by/${by}`, body)).status).toBe(422);
  });

  it('counts by time, empty spans included', async () => {
    const filter = { occurred: { since: at(-3_600), until: at(3_600) } };
    const { body } = await app.call('key-a', 'POST', '/api/events/count-by/time', {
      filter,
      time_unit: 'minute',
      time_interval: 10,
    });
    const counts = body as Array<{ value: string; count: number; start_time: string; end_time: string }>;
    expect(counts.reduce((sum, c) => sum + c.count, 0)).toBe(5);
    expect(counts.length).toBeGreaterThanOrEqual(12);
    const full = counts.find((c) => c.count > 0)!;
    expect(full.start_time <= at(0)).toBe(true);
  });
});

import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { automate, forgetAutomations, on, outside, send, settle } from '../automations.fixture.ts';
import { type Json, W1, W2, call, post, startContexts, stopContexts } from '../contexts.fixture.ts';
import { EvaluateAutomations } from '../engine/evaluate-automations.ts';
import { provided } from '../contexts.fixture.ts';

beforeAll(startContexts, 60_000);
afterAll(stopContexts);
afterEach(forgetAutomations);

const explain = async (id: string): Promise<Json> => {
  const answer = await call('GET', `/automations/${id}/explain`);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
};
const HOUR_MS = 3_600_000;
const span = { since: new Date(Date.now() - HOUR_MS).toISOString(), until: '2099-01-01T00:00:00Z' };
const lastHour = (): Json =>
  ({ since: span.since, until: new Date(Date.now() + 60_000).toISOString() }) as unknown as Json; // of the body
const automation = (trigger: unknown): unknown => ({ name: 'a', trigger, actions: [{ type: 'do-nothing' }] });
const backtest = (trigger: unknown, more: Record<string, unknown> = {}): ReturnType<typeof post> =>
  post('/automations/backtest', { automation: automation(trigger), ...lastHour(), ...more });

const COUNTING = on('c.failed', { threshold: 3, within: 300, for_each: ['prefect.resource.id'] });

it('says what it waits for, what it has counted for which key, and what became of every event', async () => {
  const id = await automate({ ...COUNTING, match: { 'prefect.resource.id': ['x', 'y'] } });
  const [first] = await send('c.failed', [{ resource: 'x' }]);
  const [second] = await send('c.failed', [{ resource: 'z' }]);
  await send('c.other', [{ resource: 'x' }]);
  await settle();
  const said = await explain(id);
  expect(said).toMatchObject({
    automation_id: id,
    enabled: true,
    summary: expect.stringMatching(
      /^Waits until 3 events c\.failed of the same resource within 5 minutes; 1 of 3 so far for x, until 2/,
    ),
    triggers: [
      {
        kind: 'event',
        trigger_id: expect.any(String),
        buckets: [
          {
            key: ['x'],
            count: 1,
            threshold: 3,
            opened_at: expect.any(String),
            closes_at: expect.any(String),
          },
        ],
      },
    ],
    recent: [
      {
        event_id: second,
        outcome: 'filtered',
        reason: 'the label prefect.resource.id of its resource is "z", wanted is "x" or "y"',
      },
      { event_id: first, event: 'c.failed', outcome: 'counted', reason: 'threshold 1 of 3 for x' },
    ],
  });
  await send('c.failed', [{ resource: 'x' }, { resource: 'x' }]);
  await settle();
  expect(((await explain(id))['recent'] as unknown as Json[]).map((one) => one['outcome'])).toEqual([
    'fired',
    'counted',
    'filtered',
    'counted',
  ]);
  expect(await call('GET', `/automations/${id}/explain`, undefined, { workspace: W2 })).toMatchObject({
    status: 404,
  });
});

it('says that it is paused, and that it hides what it set off itself', async () => {
  const id = await automate(on('*'));
  await send('any');
  await settle();
  const recent = (await explain(id))['recent'] as unknown as Json[];
  expect(recent.find((one) => one['event'] === 'prefect.automation.action.executed')).toMatchObject({
    outcome: 'filtered',
    reason: 'the automation set it off itself',
  });
  expect(recent.find((one) => one['event'] === 'any')).toMatchObject({ outcome: 'fired' });
  await call('PATCH', `/automations/${id}`, { enabled: false });
  await send('any');
  expect(await explain(id)).toMatchObject({
    enabled: false,
    summary: expect.stringMatching(/^Paused/),
    recent: expect.arrayContaining([expect.objectContaining({ event: 'any', outcome: 'ignored' })]),
  });
});

it('finds in the past what an automation did then, and nothing of another workspace', async () => {
  const triggers = [
    COUNTING,
    on('c.*', { threshold: 4 }),
    { type: 'sequence', within: 60, triggers: [on('c.failed'), on('c.done')] },
  ];
  const ids = [];
  for (const trigger of triggers) ids.push(await automate(trigger));
  await send('c.failed', [{ resource: 'x' }, { resource: 'y' }, { resource: 'x' }, { resource: 'x' }]);
  await send('c.done');
  await settle();
  await send('c.failed', [{ resource: 'x' }, { resource: 'y' }, { resource: 'y' }]);
  await settle();
  for (const [i, id] of ids.entries()) {
    const live = (await post(`/automations/${id}/firings/filter`)).body as Json[];
    const found = await backtest(triggers[i]);
    expect(found).toMatchObject({ status: 200, body: { truncated: false } });
    const body = found.body as { firings: Json[]; trace: Json[]; events_seen: number };
    expect(body.firings.map((one) => [one['triggering_event_id'], one['labels']])).toEqual(
      live.toReversed().map((one) => [(one['triggering_event'] as unknown as Json)['id'], one['labels']]),
    );
    expect(body.firings.length).toBeGreaterThan(0);
    expect(body.trace).toHaveLength(body.events_seen);
  }
  const theirs = { automation: automation(on('c.*')), ...lastHour() };
  expect((await post('/automations/backtest', theirs, { workspace: W2 })).body).toMatchObject({
    events_seen: 0,
    firings: [],
  });
});

it('finds silence in the past', async () => {
  const trigger = on('heard', { posture: 'Proactive', within: 600, threshold: 1 });
  const { body } = await backtest(trigger);
  expect((body as { firings: unknown[] }).firings.length).toBeGreaterThanOrEqual(2);
});

it('refuses spans that are too long, empty or in the future, and metrics', async () => {
  const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
  for (const [since, until] of [
    [at(-8 * 24 * HOUR_MS), at(0)],
    [at(-HOUR_MS), at(-2 * HOUR_MS)],
    [at(HOUR_MS), at(2 * HOUR_MS)],
  ])
    expect(await backtest(COUNTING, { since, until })).toMatchObject({ status: 422 });
  expect(await backtest(COUNTING, { since: 'yesterday' })).toMatchObject({ status: 422 });
  const metric = { type: 'metric', metric: { name: 'lateness', operator: '>', threshold: 1 } };
  expect(await backtest(metric)).toMatchObject({ status: 422, text: expect.stringContaining('metrics') });
});

/** Notes how much processor time passes between two turns that somebody else gets. */
function turnsOfOthers(): { stop(): number[] } {
  const gapsMs: number[] = [];
  let before = process.cpuUsage();
  let next = setImmediate(function look() {
    const { user, system } = process.cpuUsage(before);
    gapsMs.push((user + system) / 1_000);
    before = process.cpuUsage();
    next = setImmediate(look);
  });
  return {
    stop: () => {
      clearImmediate(next);
      return gapsMs.filter((ms) => ms >= 5); // the turns in which something was done
    },
  };
}

it('stops at its bounds and leaves time for others', async () => {
  await outside(
    `insert into event (workspace_id, id, occurred, event, resource_id, resource, related, resource_ids)
     select $1::uuid, gen_random_uuid(), now() - i * interval '50 ms', 'bulk', 'r', jsonb_build_object('prefect.resource.id', 'r' || i % 7000),
            '[]', '{r}' from generate_series(1, 51000) i`,
    [W1],
  );
  await outside('update event set received = occurred');
  const others = turnsOfOthers();
  const answer = await backtest(
    on('bulk', { threshold: 9, within: 3_000, for_each: ['prefect.resource.id'] }),
  );
  const gapsMs = others.stop().sort((one, other) => one - other);
  expect(answer).toMatchObject({ status: 200, body: { events_seen: 50_000, truncated: true } });
  expect((answer.body as { trace: unknown[] }).trace).toHaveLength(50);
  // many short turns instead of one long one; single ones are longer when garbage is collected or code is compiled
  expect(gapsMs.length).toBeGreaterThan(20);
  expect(gapsMs[Math.floor(gapsMs.length / 2)]).toBeLessThan(50);
}, 60_000);

it('evaluates nothing when somebody only asks', async () => {
  const id = await automate(COUNTING);
  await send('c.failed', [{ resource: 'x' }]);
  await explain(id);
  await backtest(COUNTING);
  expect(await outside('select 1 from automation_event')).toHaveLength(1);
  expect(await outside('select 1 from automation_bucket')).toEqual([]);
  await provided(EvaluateAutomations).events();
});

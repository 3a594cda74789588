import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { automate, count, forgetAutomations, outside, settle, told } from '../automations.fixture.ts';
import {
  FLOW,
  type Json,
  W1,
  W2,
  call,
  post,
  provided,
  startContexts,
  stopContexts,
} from '../contexts.fixture.ts';
import { EvaluateMetrics } from './evaluate-metrics.ts';

beforeAll(startContexts, 60_000);
afterAll(stopContexts);
afterEach(async () => {
  await forgetAutomations();
  await outside('delete from flow_run');
});

interface Run {
  readonly state?: string;
  readonly seconds?: number;
  readonly lateSeconds?: number;
  readonly tags?: readonly string[];
  readonly endedMinutesAgo?: number;
}
async function runs(list: readonly Run[], workspace = W1): Promise<void> {
  for (const { state = 'COMPLETED', seconds = 1, lateSeconds = 0, tags = [], endedMinutesAgo = 1 } of list)
    await outside(
      `insert into flow_run (workspace_id, id, flow_id, name, tags, state_type, expected_start_time, start_time, end_time)
       select $1::uuid, $2::uuid, $3::uuid, 'r', $4::text[], $5, ended - ($6::int + $7::int) * interval '1 s', ended - $6::int * interval '1 s', ended
       from (select now() - $8::int * interval '1 min' as ended) x`,
      [workspace, randomUUID(), FLOW, tags, state, seconds, lateSeconds, endedMinutesAgo],
    );
}
const metric = (name: string, operator: string, threshold: number, more: Json | object = {}): unknown => ({
  type: 'metric',
  match: { 'prefect.resource.id': 'prefect.flow-run.*' },
  metric: { name, operator, threshold, range: 600, firing_for: 300 },
  ...more,
});
/** Lets a time pass and the background look, as several processes do. */
async function look(passedSeconds = 0): Promise<void> {
  await outside('update automation_metric set turned_us = turned_us - $1::bigint * 1000000, due = now()', [
    passedSeconds,
  ]);
  const metrics = provided(EvaluateMetrics);
  await Promise.all([metrics.execute(), metrics.execute()]);
  await settle();
}
const seen = async (): Promise<Json[]> =>
  outside('select value, runs, is_breached from automation_metric order by automation_id');

it('takes the trigger of a metric as the client sends it, and gives it back', async () => {
  const id = await automate(metric('lateness', '>', 30));
  expect((await call('GET', `/automations/${id}`)).body).toMatchObject({
    trigger: {
      type: 'metric',
      posture: 'Metric',
      metric: { name: 'lateness', operator: '>', threshold: 30, range: 600, firing_for: 300 },
    },
  });
  const short = { name: 'duration', operator: '<', threshold: 1, range: 60 };
  for (const body of [{ metric: short }, { metric: { ...short, range: 600, name: 'cpu' } }, {}])
    expect(
      await post('/automations/', { name: 'a', trigger: { type: 'metric', ...body }, actions: [] }),
    ).toMatchObject({ status: 422 });
});

it('measures durations, lateness and successes of the runs that match, and of no others', async () => {
  await runs([
    { seconds: 10, lateSeconds: 2, tags: ['a'] },
    { seconds: 20, lateSeconds: 4, tags: ['a'], state: 'FAILED' },
    { seconds: 900, lateSeconds: 90, tags: ['b'] },
    { seconds: 500, tags: ['a'], endedMinutesAgo: 30 },
  ]);
  await runs([{ seconds: 7_000, lateSeconds: 700, tags: ['a'] }], W2);
  const tagged = {
    match_related: { 'prefect.resource.role': 'tag', 'prefect.resource.id': 'prefect.tag.a' },
  };
  for (const name of ['duration', 'lateness', 'successes']) await automate(metric(name, '>', 1e6, tagged));
  await automate(metric('duration', '>', 1e6));
  await look();
  expect(await seen()).toEqual([
    { value: 15, runs: 2, is_breached: false },
    { value: 3, runs: 2, is_breached: false },
    { value: 0.5, runs: 2, is_breached: false },
    { value: 310, runs: 3, is_breached: false },
  ]);
});

it('fires once for a breach that lasts, whoever looks, and again when the metric was back', async () => {
  await runs([{ state: 'FAILED' }]);
  const id = await automate(metric('successes', '<', 0.5), [{ type: 'do-nothing' }], {
    actions_on_resolve: [{ type: 'do-nothing' }],
  });
  await look();
  await look(200);
  expect(await count('triggered')).toBe(0);
  await look(101);
  for (let i = 0; i < 3; i += 1) await look(400);
  expect(await told('triggered')).toMatchObject([
    {
      resource: { 'prefect.resource.id': `prefect.automation.${id}`, 'prefect.posture': 'Metric' },
      payload: { triggering_event: null },
    },
  ]);
  expect((await call('GET', `/automations/${id}/explain`)).body).toMatchObject({
    summary: expect.stringMatching(
      /^Waits until the share of flow runs .* below 0\.5 for 5 minutes; it was 0 over 1 runs at .*it fired for this already\.$/,
    ),
    triggers: [{ kind: 'metric', buckets: [] }],
    recent: [],
  });
  await runs([{}, {}, {}]);
  await look();
  await look(301);
  expect([await count('resolved'), await count('action.executed')]).toEqual([1, 2]);
  await outside('delete from flow_run');
  await runs([{ state: 'CRASHED' }]);
  await look();
  await look(301);
  expect([await count('triggered'), await count('resolved')]).toEqual([2, 1]);
  expect((await post(`/automations/${id}/firings/filter`)).body).toHaveLength(3);
});

it('is a part of a compound trigger', async () => {
  await runs([{ seconds: 100 }]);
  await automate({ type: 'compound', require: 'any', within: 60, triggers: [metric('duration', '>=', 100)] });
  await look();
  await look(301);
  expect(await count('triggered')).toBe(1);
});

it('looks at nothing while the automation is paused', async () => {
  await runs([{ seconds: 100 }]);
  const id = await automate(metric('duration', '>', 1));
  await call('PATCH', `/automations/${id}`, { enabled: false });
  expect(await seen()).toEqual([]);
  await call('PATCH', `/automations/${id}`, { enabled: true });
  expect(await seen()).toEqual([{ value: null, runs: null, is_breached: false }]);
  await look();
  await look(301);
  expect(await count('triggered')).toBe(1);
});

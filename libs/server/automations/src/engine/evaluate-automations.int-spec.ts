import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { RunActions } from '../actions/run-actions.ts';
import {
  automate,
  count,
  forgetAutomations,
  on,
  outside,
  send,
  settle,
  told,
} from '../automations.fixture.ts';
import {
  FLOW,
  type Json,
  W1,
  W2,
  call,
  makeDeployment,
  makePool,
  parts,
  post,
  provided,
  startContexts,
  stopContexts,
} from '../contexts.fixture.ts';
import { EvaluateAutomations } from './evaluate-automations.ts';

beforeAll(startContexts, 60_000);
afterAll(stopContexts);
afterEach(forgetAutomations);

it('fires once for every event, whoever else looks at the queue at the same time', async () => {
  await automate(on('many'));
  await Promise.all(
    Array.from({ length: 5 }, () =>
      send(
        'many',
        Array.from({ length: 40 }, (_, i) => ({ resource: `r${i}` })),
      ),
    ),
  );
  const evaluate = provided(EvaluateAutomations);
  for (let left = 10; left > 0; left -= 1)
    await Promise.all(Array.from({ length: 5 }, () => evaluate.events()));
  expect(await count('triggered')).toBe(200);
  const ordered = await outside<{ n: number }>('select count(*) as n from automation_action');
  expect(ordered[0]?.n).toBe(200);
  const run = provided(RunActions);
  for (let left = 20; left > 0; left -= 1) await Promise.all([run.execute(), run.execute(), run.execute()]);
  expect(await count('action.executed')).toBe(200);
  expect(await outside('select 1 from automation_action')).toEqual([]);
});

it('tells of the firing and of what was done as the reference does', async () => {
  const id = await automate(on('go', { for_each: ['prefect.resource.id'] }));
  const [source] = await send('go', [{ resource: 'thing' }]);
  await settle();
  const [triggered] = await told('triggered');
  expect(triggered).toMatchObject({
    resource: {
      'prefect.resource.id': `prefect.automation.${id}`,
      'prefect.resource.name': 'a',
      'prefect.posture': 'Reactive',
    },
    related: [
      { 'prefect.resource.id': `prefect.event.${source}`, 'prefect.resource.role': 'triggering-event' },
    ],
    payload: {
      triggering_labels: { 'prefect.resource.id': 'thing' },
      triggering_event: { id: source, event: 'go' },
    },
  });
  const [first] = await told('action.triggered');
  const [second] = await told('action.executed');
  expect(first).toMatchObject({ follows: source, payload: { action_index: 0, action_type: 'do-nothing' } });
  expect(second).toMatchObject({
    follows: first!['id'],
    resource: { 'prefect.trigger-type': 'event', 'prefect.posture': 'Reactive' },
    related: [
      {
        'prefect.resource.id': `prefect.event.${String(triggered!['id'])}`,
        'prefect.resource.role': 'automation-triggered-event',
      },
      { 'prefect.resource.id': `prefect.event.${source}`, 'prefect.resource.role': 'triggering-event' },
    ],
  });
});

it('counts across rounds, and forgets what it has counted when the automation is changed', async () => {
  const trigger = on('count', { threshold: 3, within: 60 });
  const id = await automate(trigger);
  await send('count', [{}, {}]);
  await settle();
  await send('count');
  await settle();
  expect(await count('triggered')).toBe(1);
  await call('PUT', `/automations/${id}`, { name: 'a', trigger, actions: [{ type: 'do-nothing' }] });
  await send('count', [{}, {}]);
  await settle();
  expect(await count('triggered')).toBe(1);
});

it('keeps what a change leaves out, and takes what it names, empty or not', async () => {
  const trigger = on('kept');
  const kept = { description: 'why', tags: ['t'], actions_on_trigger: [{ type: 'do-nothing' }] };
  const given = { name: 'a', trigger, actions: [{ type: 'do-nothing' }] };
  const id = await automate(trigger, given.actions, { ...kept, enabled: false });
  const now = async (): Promise<unknown> => (await call('GET', `/automations/${id}`)).body;
  await call('PUT', `/automations/${id}`, { ...given, name: 'b' });
  expect(await now()).toMatchObject({ ...kept, name: 'b', enabled: false });
  const emptied = { description: '', tags: [], actions_on_trigger: [], enabled: true };
  await call('PUT', `/automations/${id}`, { ...given, ...emptied });
  expect(await now()).toMatchObject({ ...emptied, name: 'a' });
});

it('goes on counting without a window for a minute, and then starts anew', async () => {
  await automate(on('loose', { threshold: 2 }));
  const evaluate = provided(EvaluateAutomations);
  await send('loose');
  await settle();
  await evaluate.time();
  await send('loose');
  await settle();
  expect(await count('triggered')).toBe(1);
  await send('loose');
  await settle();
  await outside('update automation_bucket set end_us = end_us - 61000000');
  await evaluate.time();
  expect(await outside('select 1 from automation_bucket')).toEqual([]);
});

it('waits for all parts of a compound trigger across rounds', async () => {
  await automate({ type: 'compound', require: 'all', within: 60, triggers: [on('one'), on('two')] });
  await send('one');
  await settle();
  expect(await count('triggered')).toBe(0);
  await send('two');
  await settle();
  expect(await count('triggered')).toBe(1);
  expect(await outside('select 1 from automation_child_firing')).toEqual([]);
});

it('fires on silence when the time is over, and again after the next span', async () => {
  await automate(on('heard', { posture: 'Proactive', within: 10 }));
  const evaluate = provided(EvaluateAutomations);
  await evaluate.time();
  expect(await count('triggered')).toBe(0);
  const over = 'update automation_bucket set start_us = start_us - 11000000, end_us = end_us - 11000000';
  for (const expected of [1, 2]) {
    await outside(over);
    await Promise.all([evaluate.time(), evaluate.time()]);
    await evaluate.time();
    expect(await count('triggered')).toBe(expected);
  }
});

it('does nothing while it is paused, and starts anew afterwards', async () => {
  const id = await automate(on('paused'));
  await call('PATCH', `/automations/${id}`, { enabled: false });
  await send('paused');
  expect(await outside('select 1 from automation_event')).toEqual([]);
  await call('PATCH', `/automations/${id}`, { enabled: true });
  await settle();
  expect(await count('triggered')).toBe(0);
  await send('paused');
  await settle();
  expect(await count('triggered')).toBe(1);
});

it('keeps workspaces apart', async () => {
  await automate(on('shared'));
  await send('shared', [{}], W2);
  expect(await outside('select 1 from automation_event')).toEqual([]);
  const foreign = await automate(on('shared'), [{ type: 'do-nothing' }], { workspace: W2 });
  await send('shared');
  await settle();
  expect([await count('triggered', W1), await count('triggered', W2)]).toEqual([1, 0]);
  const [event] = await told('triggered');
  expect(JSON.stringify(event)).not.toContain(foreign);
  await send('shared', [{}], W2);
  for (const table of ['automation_interest', 'automation_event']) {
    const seen = await parts.database.query<{ workspace_id: string }>(
      { accountId: '', workspaceId: W1 },
      { text: `select distinct workspace_id from ${table}`, values: [] },
    );
    expect(seen.filter((row) => row.workspace_id !== W1)).toEqual([]);
  }
  await expect(
    parts.database.query(
      { accountId: '', workspaceId: W1 },
      {
        text: 'insert into automation_event (workspace_id, event_id, occurred) values ($1, $1, now())',
        values: [W2],
      },
    ),
  ).rejects.toThrow('row-level security');
});

it('keeps nothing of events that nobody waits for', async () => {
  await automate(on('wanted.*'));
  await send('unwanted');
  await send('wanted%');
  expect(await outside('select 1 from automation_event')).toEqual([]);
  await send('wanted.x');
  expect(await outside('select 1 from automation_event')).toHaveLength(1);
});

it('automations that see everything do not keep each other busy for ever', async () => {
  for (const _ of [1, 2]) await automate(on('prefect.automation.*'));
  await automate(on('start'));
  await send('start');
  await settle();
  await settle();
  const fired = await count('triggered');
  expect(fired).toBeGreaterThan(2);
  expect(await outside('select 1 from automation_event')).toEqual([]);
});

it('one long event after the other sets off whoever sees everything, once, and nobody hears of that', async () => {
  for (const _ of [1, 2, 3]) await automate(on('*', { expect: [] }));
  for (let n = 0; n < 6; n += 1) await send('long', [{ payload: { text: 'x'.repeat(400_000) } }]);
  const queued = await outside<{ n: number }>('select count(*)::int as n from automation_event');
  await settle();
  expect(await count('triggered')).toBe(3 * queued[0]!.n);
  await settle();
  expect(await count('triggered')).toBe(3 * queued[0]!.n);
  expect(await outside('select 1 from automation_event')).toEqual([]);
});

it('runs a deployment with what the event says, once, even when its process dies before it is written down', async () => {
  const deployment = await makeDeployment({ parameters: { n: 1.0, who: 'nobody' } });
  const parameters = { who: '{{ event.payload.who }}', list: ['{{ event.payload.list }}'], n: 2 };
  const id = await automate(on('run'), [
    { type: 'run-deployment', deployment_id: deployment['id'], parameters },
  ]);
  await send('run', [{ payload: { who: 'grace', list: [1, 'x'] } }]);
  await provided(EvaluateAutomations).events();
  const [row] = await outside<Record<string, unknown>>('select to_json(a) as row from automation_action a');
  await provided(RunActions).execute();
  await outside(
    `insert into automation_action select * from json_populate_record(null::automation_action, $1::json)`,
    [row!['row']],
  );
  await provided(RunActions).execute();
  const answer = await post('/flow_runs/filter', { deployments: { id: { any_: [deployment['id']] } } });
  expect(answer.body).toMatchObject([
    {
      parameters: { who: 'grace', list: [[1, 'x']], n: 2 },
      state_type: 'SCHEDULED',
      flow_id: FLOW,
      created_by: { id, type: 'AUTOMATION', display_value: 'a' },
    },
  ]);
  expect(await count('action.failed')).toBe(0);
});

it('pauses and resumes what is named and what is inferred', async () => {
  const deployment = await makeDeployment();
  const pool = await makePool();
  const found = (await call('GET', `/work_pools/${encodeURIComponent(pool)}`)).body as Json;
  const other = await automate(on('never'));
  await automate(on('pause'), [
    { type: 'pause-deployment', source: 'inferred' },
    { type: 'pause-work-pool', work_pool_id: found['id'] },
    { type: 'pause-work-queue', work_queue_id: found['default_queue_id'] },
    { type: 'pause-automation', automation_id: other },
  ]);
  await send('pause', [{ resource: `prefect.deployment.${String(deployment['id'])}` }]);
  await settle();
  expect(await told('action.failed')).toEqual([]);
  expect((await call('GET', `/deployments/${String(deployment['id'])}`)).body).toMatchObject({
    paused: true,
  });
  expect((await call('GET', `/work_pools/${encodeURIComponent(pool)}`)).body).toMatchObject({
    is_paused: true,
  });
  expect((await call('GET', `/work_queues/${String(found['default_queue_id'])}`)).body).toMatchObject({
    is_paused: true,
  });
  expect((await call('GET', `/automations/${other}`)).body).toMatchObject({ enabled: false });
});

it.each([
  ['change-flow-run-state', { state: 'CANCELLED', name: 'Stopped', message: 'm' }, 'CANCELLED', 'Stopped'],
  ['suspend-flow-run', {}, 'PAUSED', 'Suspended'],
  ['cancel-flow-run', {}, 'CANCELLING', 'Cancelling'],
])('%s of the run that the event is about', async (type, more, stateType, stateName) => {
  const deployment = await makeDeployment();
  const run = (
    await post('/flow_runs/', { flow_id: FLOW, deployment_id: deployment['id'], state: { type: 'RUNNING' } })
  ).body as Json;
  await automate(on('act'), [{ type, ...more }]);
  await send('act', [{ resource: `prefect.flow-run.${String(run['id'])}` }]);
  await settle();
  expect(await told('action.failed')).toEqual([]);
  const answer = await call('GET', `/flow_runs/${String(run['id'])}`);
  expect(answer.body).toMatchObject({ state_type: stateType, state_name: stateName });
});

it('does not touch the runs of another workspace, and says that there is no such run', async () => {
  const run = (await post('/flow_runs/', { flow_id: FLOW, state: { type: 'RUNNING' } })).body as Json;
  await automate(on('reach'), [{ type: 'cancel-flow-run' }, { type: 'delete-flow-run' }], { workspace: W2 });
  await send('reach', [{ resource: `prefect.flow-run.${String(run['id'])}` }], W2);
  await settle();
  const failed = await told('action.failed', W2);
  expect(failed.map((event) => (event['payload'] as unknown as Json)['reason']).sort()).toEqual([
    "Unexpected status from 'cancel-flow-run' action: 404",
    "Unexpected status from 'delete-flow-run' action: 404",
  ]);
  expect((await call('GET', `/flow_runs/${String(run['id'])}`)).body).toMatchObject({
    state_type: 'RUNNING',
  });
  const kept = await outside<{ status: string }>('select status from automation_action');
  expect(kept).toEqual([{ status: 'failed' }, { status: 'failed' }]);
});

it('says why nothing could be inferred, and goes on with the other actions', async () => {
  await automate(on('infer'), [{ type: 'resume-deployment', source: 'inferred' }, { type: 'do-nothing' }]);
  await send('infer');
  await settle();
  expect(await told('action.failed')).toMatchObject([
    { payload: { reason: 'No deployment could be inferred' } },
  ]);
  expect(await count('action.executed')).toBe(1);
});

import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { RunActions } from '../actions/run-actions.ts';
import { automate, count, forgetAutomations, on, outside, send, settle } from '../automations.fixture.ts';
import { type Json, W2, call, post, provided, startContexts, stopContexts } from '../contexts.fixture.ts';

let receiver: Server;
let url: string;
let hits: string[] = [];
let status = 200;

const read = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

beforeAll(async () => {
  await startContexts({ ORCH_EGRESS_ALLOW: '127.0.0.2/32' });
  receiver = createServer((request, response) => {
    void read(request).then((body) => {
      hits.push(body);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '0.0.0.0', done));
  url = `http://127.0.0.2:${(receiver.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  receiver?.close();
  await stopContexts();
});
beforeEach(() => {
  hits = [];
  status = 200;
});
afterEach(forgetAutomations);

async function webhookBlock(): Promise<string> {
  const type = (await call('GET', '/block_types/slug/webhook')).body as Json;
  const filter = { block_schemas: { block_type_id: { any_: [type['id']] } } };
  const [schema] = (await post('/block_schemas/filter', filter)).body as Json[];
  const made = await post('/block_documents/', {
    name: `b-${randomUUID()}`,
    data: { method: 'POST', url },
    block_type_id: type['id'],
    block_schema_id: schema!['id'],
  });
  expect(made).toMatchObject({ status: 201 });
  return (made.body as Json)['id'] as unknown as string;
}

const firings = async (id: string, page: unknown = {}): Promise<Json[]> => {
  const answer = await post(`/automations/${id}/firings/filter`, page);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
};
const failures = async (body: unknown = {}): Promise<Json[]> => {
  const answer = await post('/automations/failures/filter', body);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
};

it('lists the firings, youngest first, with what became of every action', async () => {
  const actions = [{ type: 'do-nothing' }, { type: 'resume-deployment', source: 'inferred' }];
  const id = await automate(on('go', { for_each: ['prefect.resource.id'] }), actions);
  const [first] = await send('go', [{ resource: 'one' }]);
  await settle();
  const [second] = await send('go', [{ resource: 'two' }]);
  const trigger = ((await call('GET', `/automations/${id}`)).body as Json)['trigger'] as unknown as Json;
  await settle();
  const listed = await firings(id);
  expect(listed).toMatchObject([
    { triggering_event: { id: second }, labels: { 'prefect.resource.id': 'two' }, trigger_id: trigger['id'] },
    {
      triggering_event: { id: first, event: 'go' },
      actions: [
        {
          index: 0,
          type: 'do-nothing',
          status: 'executed',
          attempts: 1,
          error: null,
          executed_at: expect.any(String),
        },
        {
          index: 1,
          type: 'resume-deployment',
          status: 'dead',
          attempts: 1,
          error: 'No deployment could be inferred',
          executed_at: null,
        },
      ],
    },
  ]);
  expect(await firings(id, { limit: 1, offset: 1 })).toEqual([listed[1]]);
  const asked = { automation_ids: [id, randomUUID()] };
  expect(await post('/automations/last_firings', asked)).toMatchObject({
    status: 200,
    body: [{ automation_id: id, fired_at: listed[0]!['fired_at'] }],
  });
  expect((await post('/automations/last_firings', asked, { workspace: W2 })).body).toEqual([]);
  const many = { automation_ids: Array.from({ length: 201 }, () => randomUUID()) };
  expect(await post('/automations/last_firings', many)).toMatchObject({ status: 422 });
  expect(await post(`/automations/${id}/firings/filter`, {}, { workspace: W2 })).toMatchObject({
    status: 404,
  });
  expect(await post(`/automations/${id}/firings/filter`, { limit: 201 })).toMatchObject({ status: 422 });
});

it('tries again, gives up, and does it once more when somebody asks for it', async () => {
  const block = await webhookBlock();
  const id = await automate(on('again'), [{ type: 'call-webhook', block_document_id: block, payload: 'p' }]);
  status = 503;
  await send('again');
  await settle();
  expect(await firings(id)).toMatchObject([
    { actions: [{ status: 'failed', attempts: 1, error: 'The webhook answered 503', executed_at: null }] },
  ]);
  expect(await failures()).toEqual([]);
  for (let left = 4; left > 0; left -= 1) {
    const later = await outside<{ is_later: boolean }>(
      'select due > clock_timestamp() as is_later from automation_action',
    );
    expect(later).toEqual([{ is_later: true }]);
    await outside('update automation_action set due = now()');
    await provided(RunActions).execute();
  }
  expect([hits.length, await count('action.failed')]).toEqual([5, 1]);
  const [failed] = await failures();
  expect(failed).toMatchObject({
    automation_id: id,
    automation_name: 'a',
    action: { type: 'call-webhook', payload: 'p' },
    attempts: 5,
    error: 'The webhook answered 503',
    failed_at: expect.any(String),
  });
  const retry = `/automations/failures/${String(failed!['id'])}/retry`;
  expect(await post(retry, undefined, { workspace: W2 })).toMatchObject({ status: 404 });
  status = 200;
  expect(await post(retry)).toMatchObject({ status: 204 });
  expect(await post(retry)).toMatchObject({ status: 404 });
  expect(await firings(id)).toMatchObject([{ actions: [{ status: 'waiting', error: null }] }]);
  await settle();
  expect([hits.length, await count('action.executed')]).toEqual([6, 1]);
  expect(await failures()).toEqual([]);
  expect(await firings(id)).toMatchObject([{ actions: [{ status: 'executed', attempts: 6, error: null }] }]);
});

it('does an action for trial, and says what went wrong', async () => {
  const block_document_id = await webhookBlock();
  const trial = (action: unknown, more = {}) => post('/automations/test_action', { action }, more);
  const action = {
    type: 'call-webhook',
    block_document_id,
    payload: '{{ event.event }} {{ automation.name }}',
  };
  expect(await trial(action)).toMatchObject({ status: 200, body: { ok: true, error: null } });
  expect(hits).toEqual(['orch.automation.test Test']);
  const loop = '{% for n in range(3) %}{{ n }}{% endfor %} {{ event.resource.name }}'; // rendered in the thread
  expect((await trial({ ...action, payload: loop })).body).toEqual({ ok: true, error: null });
  expect(hits.splice(1)).toEqual(['012 Test']);
  const { id: flow_id } = (await post('/flows/', { name: 'sampled' })).body as Json;
  await post('/flow_runs/', { flow_id, name: 'youngest' });
  const told = '{{ flow.name }}/{{ flow_run.name }}';
  expect((await trial({ ...action, payload: told })).body).toEqual({ ok: true, error: null });
  expect(hits.splice(1)).toEqual(['sampled/youngest']);
  status = 500;
  const message = { type: 'call-webhook', block_document_id, payload: '{{ 1 / 0 }}' };
  expect((await trial(message)).body).toMatchObject({
    ok: false,
    error: expect.stringContaining('Template'),
  });
  expect((await trial({ type: 'cancel-flow-run' })).body).toEqual({
    ok: false,
    error: 'No flow run could be inferred',
  });
  expect(await trial(action, { workspace: W2 })).toMatchObject({ status: 409 });
  expect(await trial({ type: 'no-such' })).toMatchObject({ status: 422 });
  expect(hits).toHaveLength(1);
});

it('forgets a failed action, of the own workspace only', async () => {
  const id = await automate(on('gone'), [{ type: 'cancel-flow-run' }]);
  const other = await automate(on('gone'), [{ type: 'delete-flow-run' }]);
  await send('gone');
  await settle();
  expect(await failures()).toHaveLength(2);
  expect(await failures({ automation_id: other })).toMatchObject([{ automation_id: other }]);
  const [failed] = await failures({ automation_id: id });
  const path = `/automations/failures/${String(failed!['id'])}`;
  expect((await post('/automations/failures/filter', {}, { workspace: W2 })).body).toEqual([]);
  expect(await call('DELETE', path, undefined, { workspace: W2 })).toMatchObject({ status: 404 });
  expect(await call('DELETE', path)).toMatchObject({ status: 204 });
  expect(await call('DELETE', path)).toMatchObject({ status: 404 });
  expect(await failures({ automation_id: id })).toEqual([]);
  expect(await firings(id)).toMatchObject([{ actions: [{ status: 'dead' }] }]);
});

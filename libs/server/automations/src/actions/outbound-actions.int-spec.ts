import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import {
  type Json,
  W1,
  W2,
  call,
  parts,
  post,
  provided,
  startContexts,
  stopContexts,
} from '../contexts.fixture.ts';
import { EvaluateAutomations } from '../engine/evaluate-automations.ts';
import { RunActions } from './run-actions.ts';

let receiver: Server;
let url: string;
let hits: { method: string; body: string; header: unknown }[] = [];
let answer = 200;

const read = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

beforeAll(async () => {
  await startContexts({ ORCH_EGRESS_ALLOW: '127.0.0.2/32' });
  receiver = createServer((request, response) => {
    void read(request).then((body) => {
      hits.push({ method: request.method ?? '', body, header: request.headers['x-a'] });
      response.writeHead(answer, { 'x-said': 'yes', 'set-cookie': 'a=b' }).end('said');
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
  answer = 200;
});

async function block(slug: string, data: Record<string, unknown>, workspace = W1): Promise<string> {
  const type = (await call('GET', `/block_types/slug/${slug}`, undefined, { workspace })).body as Json;
  const schemas = await post(
    '/block_schemas/filter',
    { block_schemas: { block_type_id: { any_: [type['id']] } } },
    { workspace },
  );
  const [schema] = schemas.body as Json[];
  const made = await post(
    '/block_documents/',
    { name: `b-${randomUUID()}`, data, block_type_id: type['id'], block_schema_id: schema!['id'] },
    { workspace },
  );
  expect(made).toMatchObject({ status: 201 });
  return (made.body as Json)['id'] as unknown as string;
}

/** Lets an automation do one action because of one event; answers the event that tells of its end. */
async function act(action: Record<string, unknown>, payload: unknown = {}): Promise<Json | undefined> {
  const name = `e.${randomUUID()}`;
  const trigger = { type: 'event', posture: 'Reactive', expect: [name], threshold: 1, within: 0 };
  const made = await post('/automations/', { name: 'a', trigger, actions: [action] });
  expect(made).toMatchObject({ status: 201 });
  const event = { id: randomUUID(), event: name, occurred: new Date().toISOString(), payload };
  await post('/events', [{ ...event, resource: { 'prefect.resource.id': 'r' } }]);
  await provided(EvaluateAutomations).events();
  await provided(RunActions).execute();
  const id = `prefect.automation.${String((made.body as Json)['id'])}`;
  const found = await post('/events/filter', {
    filter: {
      event: { name: ['prefect.automation.action.executed', 'prefect.automation.action.failed'] },
      resource: { id: [id] },
    },
  });
  return (found.body as { events: Json[] }).events[0];
}

it('calls a webhook with what the template says, and tells what it answered', async () => {
  const id = await block('webhook', { method: 'PUT', url, headers: { 'x-a': 'secret' } });
  const told = await act(
    { type: 'call-webhook', block_document_id: id, payload: '{{ event.resource.id }} {{ event.payload.n }}' },
    { n: 3 },
  );
  expect(hits).toEqual([{ method: 'PUT', body: 'r 3', header: 'secret' }]);
  expect(told).toMatchObject({
    event: 'prefect.automation.action.executed',
    payload: { status_code: 200, response_body: 'said', response_headers: { 'x-said': 'yes' } },
  });
  expect(JSON.stringify(told)).not.toMatch(/set-cookie|secret/);
});

it('sends a notification by a block', async () => {
  const id = await block('slack-webhook', { url });
  const told = await act({
    type: 'send-notification',
    block_document_id: id,
    subject: 's',
    body: '{{ event.event }}',
  });
  expect(JSON.parse(hits[0]?.body ?? '{}')).toMatchObject({ text: 's' });
  expect(told).toMatchObject({
    event: 'prefect.automation.action.executed',
    related: expect.arrayContaining([
      { 'prefect.resource.id': 'prefect.block-type.slack-webhook', 'prefect.resource.role': 'block-type' },
    ]),
  });
});

it('tries again later when the other side is not there, and gives up in the end', async () => {
  answer = 503;
  const id = await block('slack-webhook', { url });
  expect(await act({ type: 'send-notification', block_document_id: id, body: 'b' })).toBeUndefined();
  const sql = (text: string) =>
    parts.backgroundDatabase.queryOutside<Record<string, unknown>>({ text, values: [] });
  const waiting = `select status, attempts, due > now() as is_later from automation_action`;
  expect(await sql(waiting)).toEqual([{ status: 'waiting', attempts: 1, is_later: true }]);
  for (let left = 4; left > 0; left -= 1) {
    await sql('update automation_action set due = now()');
    await provided(RunActions).execute();
  }
  expect(await sql(waiting)).toMatchObject([{ status: 'failed', attempts: 5 }]);
  expect(hits).toHaveLength(5);
  await sql('delete from automation_action');
});

it.each([
  'http://127.0.0.1',
  'http://localhost',
  'http://169.254.169.254',
  'http://[::1]',
  'file:///etc/passwd',
])('does not reach %s', async (host) => {
  const target = host.startsWith('http') ? `${host}:${new URL(url).port}` : host;
  const id = await block('webhook', { url: target });
  const told = await act({ type: 'call-webhook', block_document_id: id, payload: 'x' });
  expect(told).toMatchObject({ event: 'prefect.automation.action.failed' });
  expect(hits).toEqual([]);
});

it('refuses blocks of other workspaces and of the wrong kind', async () => {
  const foreign = await block('webhook', { url }, W2);
  const trigger = { type: 'event', posture: 'Reactive', expect: ['x'], threshold: 1, within: 0 };
  const action = { type: 'call-webhook', block_document_id: foreign };
  expect(await post('/automations/', { name: 'a', trigger, actions: [action] })).toMatchObject({
    status: 409,
  });
  const secret = await block('secret', { value: 'v' });
  for (const type of ['call-webhook', 'send-notification'])
    expect(await act({ type, block_document_id: secret, body: 'b' })).toMatchObject({
      event: 'prefect.automation.action.failed',
      payload: { reason: expect.stringContaining('The referenced block was not a') },
    });
  expect(hits).toEqual([]);
});

import { randomUUID } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import {
  type Answer,
  type Json,
  W1,
  W2,
  call,
  post,
  provided,
  startContexts,
  stopContexts,
} from '../contexts.fixture.ts';
import { RunActions } from '../actions/run-actions.ts';
import { EvaluateAutomations } from '../engine/evaluate-automations.ts';

let receiver: Server;
let mailServer: SMTPServer;
let url: string;
let hits: string[] = [];
let mails: { to: string[]; text: string }[] = [];
let status = 200;

jest.setTimeout(60_000);

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      hits.push(body);
      response.writeHead(status).end('s3cret');
    });
  });
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: (stream, { envelope }, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.2', done));
  await new Promise<void>((done) => mailServer.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.2:${(receiver.address() as AddressInfo).port}/s3cret`;
  const { port } = mailServer.server.address() as AddressInfo; // it listens on a port
  await startContexts({ ORCH_EGRESS_ALLOW: '127.0.0.2/32', ORCH_SMTP_URL: `smtp://127.0.0.1:${port}` });
}, 60_000);
afterAll(async () => {
  receiver?.close();
  mailServer?.close();
  await stopContexts();
});
beforeEach(() => {
  hits = [];
  mails = [];
  status = 200;
});

async function block(slug: string, data: Record<string, unknown>, workspace = W1): Promise<string> {
  const type = (await call('GET', `/block_types/slug/${slug}`, undefined, { workspace })).body as Json;
  const where = { block_schemas: { block_type_id: { any_: [type['id']] } } };
  const [schema] = (await post('/block_schemas/filter', where, { workspace })).body as Json[];
  const body = { name: `b-${randomUUID()}`, data, block_type_id: type['id'], block_schema_id: schema!['id'] };
  const made = await post('/block_documents/', body, { workspace });
  expect(made).toMatchObject({ status: 201 });
  return (made.body as Json)['id'] as unknown as string;
}
const test = (id: string, body: object = {}, workspace = W1): Promise<Answer> =>
  post(`/block_documents/${id}/test_notification`, body, { workspace });

it('sends what it is given, or a text of its own, and tells whether it arrived', async () => {
  const id = await block('slack-webhook', { url });
  expect(await test(id)).toMatchObject({ status: 200, body: { ok: true, error: null } });
  expect(await test(id, { subject: '{{ s }}', body: 'b' })).toMatchObject({ body: { ok: true } });
  expect(JSON.parse(hits[0]!)).toMatchObject({ text: 'Test notification' });
  expect(JSON.parse(hits[1]!)).toMatchObject({ text: '{{ s }}', attachments: [{ text: 'b' }] });
});

it('tells why it did not arrive, without what is secret', async () => {
  const id = await block('slack-webhook', { url });
  status = 404;
  const refused = await test(id);
  expect(refused).toMatchObject({
    status: 200,
    body: { ok: false, error: 'Notification failed: the receiver answered 404' },
  });
  const inside = await test(await block('slack-webhook', { url: 'http://127.0.0.1:1/s3cret' }));
  expect(inside).toMatchObject({ body: { ok: false, error: expect.stringMatching(/not allowed/) } });
  const wrong = await test(await block('secret', { value: 's3cret' }));
  expect(wrong).toMatchObject({
    body: { ok: false, error: expect.stringMatching(/not a notification block/) },
  });
  for (const { text } of [refused, inside, wrong]) expect(text).not.toContain('s3cret');
  expect(await test(id, { subject: 'x'.repeat(501) })).toMatchObject({ status: 422 });
});

it('a block of another workspace is as one that is missing', async () => {
  const id = await block('slack-webhook', { url }, W2);
  const foreign = await test(id);
  expect(foreign).toMatchObject({ status: 404 });
  expect(foreign).toEqual(await test(randomUUID()));
  expect(hits).toEqual([]);
  expect(await test(id, {}, W2)).toMatchObject({ body: { ok: true } });
});

it('an automation sends a mail without a block', async () => {
  const name = `e.${randomUUID()}`;
  const trigger = { type: 'event', posture: 'Reactive', expect: [name], threshold: 1, within: 0 };
  const action = {
    type: 'send-email-notification',
    emails: ['a@example.com', 'b@example.com'],
    subject: 'About {{ event.resource.id }}',
    body: 'It was {{ event.event }}.',
  };
  const made = await post('/automations/', { name: 'a', trigger, actions: [action] });
  expect(made).toMatchObject({ status: 201, body: { actions: [action] } });
  const occurred = new Date().toISOString();
  await post('/events', [
    { id: randomUUID(), event: name, occurred, resource: { 'prefect.resource.id': 'r' } },
  ]);
  await provided(EvaluateAutomations).events();
  await provided(RunActions).execute();
  expect(mails).toMatchObject([{ to: action.emails, text: expect.stringMatching(/^Subject: About r\r$/m) }]);
  expect(mails[0]?.text).toContain(`It was ${name}.`);
  for (const emails of [
    [],
    ['no address'],
    ['a@b, c@d'],
    ['a@b\r\nBcc: c@d'],
    Array.from({ length: 21 }, () => 'a@b'),
  ])
    expect(
      await post('/automations/', { name: 'a', trigger, actions: [{ ...action, emails }] }),
    ).toMatchObject({
      status: 422,
    });
});

import { afterAll, describe, expect, it } from '@jest/globals';
import { NoEvent, RenderWebhookEvent } from './render-webhook-event.ts';
import { bodyOf } from './webhook-call.ts';

const ID = '018f0000-0000-7000-8000-000000000001';
const DEFAULTS = { id: ID, nowUs: Date.UTC(2026, 0, 2) * 1_000, webhook: { id: ID, name: 'orders' } };
interface Call {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or what is sent as JSON. */
  readonly body: unknown;
}
const CALL: Call = {
  method: 'POST',
  headers: { 'X-Kind': 'new', Authorization: 'Bearer s3cret', Cookie: 'a=s3cret' },
  body: { order: 7, note: 'a "quoted" text', lines: [1, 2.5] },
};
const events = new RenderWebhookEvent();
afterAll(() => events.onApplicationShutdown());
const made = (template: string, call: Partial<Call>): Promise<string> => {
  const { method, headers, body } = { ...CALL, ...call };
  const isText = typeof body === 'string';
  const contentType = isText ? 'text/plain' : 'application/json';
  const text = isText ? body : JSON.stringify(body);
  return events.execute(template, { method, headers, contentType, text }, DEFAULTS);
};
const event = async (template: string, call: Partial<Call> = {}): Promise<Record<string, unknown>> =>
  JSON.parse(await made(template, call)) as Record<string, unknown>;
const refused = async (template: string, call: Partial<Call> = {}): Promise<string> => {
  try {
    return `made ${await made(template, call)}`;
  } catch (error) {
    if (error instanceof NoEvent) return error.message;
    throw error;
  }
};

describe('templates', () => {
  it('see method, body and headers by any case, and fill what an event needs', async () => {
    const template =
      '{"event": "order.{{ headers["x-KIND"] }}.{{ method }}", "resource": {"prefect.resource.id": "order.{{ body.order }}"}, "payload": {{ body | tojson }} }';
    expect(await event(template)).toEqual({
      id: ID,
      occurred: '2026-01-02T00:00:00Z',
      event: 'order.new.POST',
      resource: { 'prefect.resource.id': 'order.7' },
      payload: CALL.body,
      related: [
        {
          'prefect.resource.id': `prefect-cloud.webhook.${ID}`,
          'prefect.resource.name': 'orders',
          'prefect.resource.role': 'webhook',
        },
      ],
    });
  });

  it('may be plain JSON, and may set time and related resources', async () => {
    const given = { 'prefect.resource.id': 'x', 'prefect.resource.role': 'r' };
    const shown = await event(
      JSON.stringify({
        event: 'e',
        resource: { 'prefect.resource.id': 'x' },
        related: [given],
        occurred: '2025-05-05T00:00:00Z',
      }),
    );
    expect(shown).toMatchObject({ occurred: '2025-05-05T00:00:00Z', related: [given, expect.anything()] });
  });

  it('see no credentials of the caller', async () => {
    const template =
      '{"event": "e", "resource": {"prefect.resource.id": "x"}, "payload": {"all": {{ headers | tojson }}, "one": "{{ headers.authorization }}{{ headers["Cookie"] }}" } }';
    expect((await event(template))['payload']).toEqual({ all: { 'x-kind': 'new' }, one: '' });
  });

  it.each([
    ['no JSON', '{{ body.note }}', /^the template made no JSON \(JSON decode error\)/],
    ['no object', '[]', /^the template made no JSON object/],
    ['no resource', '{"event": "e"}', /^the template made no event: resource/],
    ['no name', '{"resource": {"prefect.resource.id": "x"}}', /^the template made no event: event/],
    ['a failing filter', '{{ body | nothing }}', /^the template failed: /],
    [
      'a list that holds itself often',
      '{% set ns = namespace(l=[1]) %}{% for i in range(40) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | tojson }}',
      /too large to be printed/,
    ],
    ['what is not defined', '{"event": {{ body.missing | tojson }} }', /'missing' is undefined/],
    [
      'a bomb',
      '{% for i in range(100) %}{% for j in range(100) %}{{ "x" * 1000 }}{% endfor %}{% endfor %}',
      /^the template failed: /,
    ],
  ])('%s is no event', async (_what, template, words) => {
    expect(await refused(template)).toMatch(words);
  });

  it.each([
    '{{ body.__class__ }}',
    '{{ body.constructor.constructor("return process")() }}',
    '{{ headers.__proto__ }}',
    '{{ method.constructor }}',
    '{{ from_cloud_event.constructor }}',
    '{{ process }}{{ globalThis }}{{ require }}',
  ])('%s reaches nothing', async (attack) => {
    const template = `{"event": "e", "resource": {"prefect.resource.id": "x"}, "payload": {"x": {{ (${attack.replace(/^\{\{|\}\}.*$/g, '')}) | string | tojson }} } }`;
    expect(await refused(template)).toMatch(/^the template failed|"x":""/);
  });
});

describe('CloudEvents', () => {
  const TEMPLATE = '{{ body | from_cloud_event(headers) }}';
  const attributes = { id: '1', source: '/shop', type: 'order.created', time: '2026-01-01T10:00:00Z' };

  it('in structured mode', async () => {
    const body = { specversion: '1.0', ...attributes, subject: 'order/7', data: { total: 3.5 } };
    expect(await event(TEMPLATE, { headers: {}, body })).toMatchObject({
      event: 'order.created',
      occurred: '2026-01-01T10:00:00Z',
      resource: { 'prefect.resource.id': 'order/7', 'cloudevents.id': '1', 'cloudevents.source': '/shop' },
      payload: { total: 3.5 },
    });
  });

  it('in binary mode; without a subject the source is the resource', async () => {
    const headers = Object.fromEntries(Object.entries(attributes).map(([k, v]) => [`CE-${k}`, v]));
    expect(await event(TEMPLATE, { headers, body: 'plain' })).toMatchObject({
      resource: { 'prefect.resource.id': '/shop' },
      payload: { data: 'plain' },
    });
  });

  it('say what they lack', async () => {
    expect(await refused(TEMPLATE, { headers: {}, body: { type: 't' } })).toBe(
      'the template failed: the CloudEvent has no id, source',
    );
    expect(await refused(TEMPLATE, { headers: {}, body: 'x' })).toMatch(/no CloudEvent/);
  });
});

it.each([
  ['application/json', '{"a":1}', { a: 1 }],
  ['application/cloudevents+json; charset=utf-8', '{"a":1}', { a: 1 }],
  [undefined, '[1]', [1]],
  ['application/json', 'no json', 'no json'],
  ['application/x-www-form-urlencoded', 'a=1&b=x%20y', { a: '1', b: 'x y' }],
  ['text/plain', '{"a":1}', { a: 1 }],
  ['application/x-www-form-urlencoded', ' [1]', [1]],
  ['text/plain', '{a}', '{a}'],
  ['text/plain', '1', '1'],
])('a body of %s is read as what it is', (type, text, value) => {
  expect(bodyOf(type, text)).toEqual(value);
});

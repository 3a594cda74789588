import { expect, it } from '@jest/globals';
import { ActionFailed } from '../actions/action-failed.ts';
import { notificationRequests } from './notification-requests.ts';

const MESSAGE = { subject: 'S', body: 'B' };
const sent = (slug: string, data: Record<string, unknown>) =>
  (notificationRequests(slug, data, MESSAGE) ?? []).map((request) => ({
    ...request,
    body: request.body === undefined ? undefined : String(request.body),
  }));
const json = (slug: string, data: Record<string, unknown>): unknown =>
  JSON.parse(sent(slug, data)[0]?.body ?? 'null');

it('speaks to Slack and Teams at the address of the block', () => {
  const url = 'https://hooks.example.com/x';
  expect(sent('slack-webhook', { url, notify_type: 'failure' })[0]).toMatchObject({ url, method: 'POST' });
  expect(json('slack-webhook', { url, notify_type: 'failure' })).toMatchObject({
    text: 'S',
    attachments: [{ title: 'S', text: 'B', color: '#A32037' }],
  });
  expect(json('ms-teams-webhook', { url })).toMatchObject({
    type: 'message',
    attachments: [{ content: { type: 'AdaptiveCard', body: [{ text: 'S' }, { text: 'B', wrap: true }] } }],
  });
});

it.each([
  ['us', 'events.pagerduty.com'],
  ['eu', 'events.eu.pagerduty.com'],
])('sends an event to PagerDuty in %s', (region_name, host) => {
  const data = { integration_key: 'i', api_key: 'k', region_name, notify_type: 'warning', component: 'c' };
  expect(sent('pager-duty-webhook', data)[0]).toMatchObject({
    url: `https://${host}/v2/enqueue`,
    headers: { authorization: 'Token token=k' },
  });
  expect(json('pager-duty-webhook', { ...data, custom_details: { a: 'b' } })).toMatchObject({
    routing_key: 'i',
    event_action: 'trigger',
    payload: {
      summary: 'S',
      severity: 'warning',
      source: 'Prefect',
      component: 'c',
      custom_details: { a: 'b', 'Prefect Notification Body': 'B' },
    },
  });
});

it('makes an alert of Opsgenie with those who have to answer', () => {
  const data = { apikey: 'k', target_user: ['u@example.com'], target_team: ['t'], priority: 1, tags: ['x'] };
  expect(sent('opsgenie-webhook', data)[0]).toMatchObject({
    url: 'https://api.opsgenie.com/v2/alerts',
    headers: { authorization: 'GenieKey k' },
  });
  expect(json('opsgenie-webhook', data)).toMatchObject({
    message: 'S',
    description: 'B',
    priority: 'P1',
    tags: ['x'],
    responders: [
      { type: 'user', username: 'u@example.com' },
      { type: 'team', name: 't' },
    ],
  });
});

it('keeps names of Discord inside the path, and messages within its limit', () => {
  const [request] = notificationRequests(
    'discord-webhook',
    { webhook_id: '1', webhook_token: 'a/../b' },
    { subject: 'S', body: 'x'.repeat(5_000) },
  )!;
  expect(request!.url).toBe('https://discord.com/api/webhooks/1/a%2F..%2Fb');
  expect((JSON.parse(String(request!.body)) as { content: string }).content).toHaveLength(2_000);
});

it('sends a message of its own to every number and channel', () => {
  const sms = { account_sid: 'A', auth_token: 't', from_phone_number: '+1', to_phone_numbers: ['+2', '+3'] };
  expect(sent('twilio-sms', sms).map(({ body }) => body)).toEqual([
    'From=%2B1&To=%2B2&Body=S%0AB',
    'From=%2B1&To=%2B3&Body=S%0AB',
  ]);
  const chat = { hostname: 'chat.example.com', token: 't', secure: true, port: 443, channels: ['a', 'b'] };
  expect(sent('mattermost-webhook', chat).map(({ url, body }) => [url, body])).toEqual([
    ['https://chat.example.com:443/hooks/t', '{"text":"S\\nB","channel":"a"}'],
    ['https://chat.example.com:443/hooks/t', '{"text":"S\\nB","channel":"b"}'],
  ]);
});

it('sends mail by SendGrid', () => {
  const data = { api_key: 'k', sender_email: 's@example.com', to_emails: ['t@example.com'] };
  expect(json('sendgrid-email', data)).toEqual({
    personalizations: [{ to: [{ email: 't@example.com' }] }],
    from: { email: 's@example.com' },
    subject: 'S',
    content: [{ type: 'text/plain', value: 'B' }],
  });
});

it('fills in what a custom webhook names, and leaves what it does not know', () => {
  const [request] = sent('custom-webhook', {
    name: 'n',
    url: 'https://example.com/{{name}}?a=1',
    method: 'PUT',
    params: { b: '{{ subject }}' },
    json_data: { text: ['{{body}}', { deep: '{{token}} {{other}}' }] },
    headers: { 'x-token': '{{token}}' },
    cookies: { c: '{{token}}' },
    secrets: { token: 't', body: 'not this' },
  });
  expect(request).toMatchObject({
    url: 'https://example.com/n?a=1&b=S',
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-token': 't', cookie: 'c=t' },
    body: '{"text":["B",{"deep":"t {{other}}"}]}',
  });
  expect(
    sent('custom-webhook', { url: 'https://example.com/', form_data: { a: '{{body}} &' } })[0],
  ).toMatchObject({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'a=B+%26',
  });
  expect(() => sent('custom-webhook', { url: 'nonsense' })).toThrow(ActionFailed);
  expect(() => sent('custom-webhook', { url: 'https://example.com/', method: 'TRACE' })).toThrow(
    ActionFailed,
  );
});

it('knows nothing of blocks that deliver nothing', () => {
  for (const slug of ['secret', 'webhook', 'constructor', 'email-server-credentials'])
    expect(notificationRequests(slug, {}, MESSAGE)).toBeUndefined();
});

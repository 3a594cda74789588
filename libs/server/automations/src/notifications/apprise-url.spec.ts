import { expect, it } from '@jest/globals';
import { appriseTarget } from './apprise-url.ts';
import { notificationRequests } from './notification-requests.ts';

const requests = (url: string) => {
  const target = appriseTarget(url);
  if (target?.kind !== 'block') throw new Error('no block');
  return notificationRequests(target.slug, target.data, { subject: 'S', body: 'B' }) ?? [];
};

it.each([
  ['slack://T0A/B0B/xYz', 'https://hooks.slack.com/services/T0A/B0B/xYz'],
  ['discord://bot@4174/t-K_n', 'https://discord.com/api/webhooks/4174/t-K_n'],
  ['pagerduty://INT@API/source/component?region=eu', 'https://events.eu.pagerduty.com/v2/enqueue'],
  ['opsgenie://KEY/@user/#team', 'https://api.opsgenie.com/v2/alerts'],
  ['twilio://AC1:tok@+15550001/+15550002', 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json'],
  ['sendgrid://KEY:noreply@example.com/a@example.com', 'https://api.sendgrid.com/v3/mail/send'],
  ['mmosts://chat.example.com/team/TOKEN?channels=a', 'https://chat.example.com:443/team/hooks/TOKEN'],
  ['jsons://example.com/a/b', 'https://example.com/a/b'],
  ['forms://u:p@example.com:8443/a', 'https://example.com:8443/a'],
])('%s is called at %s', (url, target) => {
  expect(requests(url).map((request) => request.url)).toEqual([target]);
});

it('parts of URLs become what the service wants', () => {
  const body = (url: string): unknown => JSON.parse(String(requests(url)[0]?.body));
  expect(body('pagerduty://INT@API/host/etl')).toMatchObject({
    routing_key: 'INT',
    payload: { source: 'host', component: 'etl' },
  });
  expect(body('opsgenie://KEY/@user/%23team')).toMatchObject({
    responders: [
      { type: 'user', username: 'user' },
      { type: 'team', name: 'team' },
    ],
  });
  expect(body('sendgrid://KEY:noreply@example.com/a@example.com')).toMatchObject({
    from: { email: 'noreply@example.com' },
    personalizations: [{ to: [{ email: 'a@example.com' }] }],
  });
  expect(requests('form://u:p%40@example.com/x')[0]).toMatchObject({
    url: 'http://example.com/x',
    headers: { authorization: `Basic ${Buffer.from('u:p@').toString('base64')}` },
    body: 'version=1.0&title=S&message=B&type=info',
  });
});

it.each([
  [
    'mailto://me:pw@gmail.com',
    { host: 'smtp.gmail.com', port: 587, security: 'starttls' },
    'me@gmail.com',
    ['me@gmail.com'],
  ],
  [
    'mailtos://me:pw@example.com:4650?smtp=mail.example.com&from=o@example.com&to=a@x.org,b@x.org',
    { host: 'mail.example.com', port: 4650, security: 'ssl' },
    'o@example.com',
    ['a@x.org', 'b@x.org'],
  ],
])('%s is a mail', (url, server, from, to) => {
  expect(appriseTarget(url)).toMatchObject({
    kind: 'email',
    server: { ...server, username: expect.stringMatching(/^me@/), password: 'pw' },
    email: { from, to },
  });
});

it('addresses of the web stay as they are; other kinds and URLs without their parts are refused', () => {
  expect(appriseTarget('https://hooks.slack.com/services/a/b/c')).toBeUndefined();
  for (const url of ['slack://a/b', 'discord://1', 'constructor://x', 'file:///etc/passwd', 'x', ''])
    expect(() => appriseTarget(url)).toThrow(/^The notification block was invalid/);
});

import { customWebhookRequest } from './custom-webhook-request.ts';
import type { Message, OutboundRequest } from './outbound-request.ts';

type Data = Readonly<Record<string, unknown>>;
type Make = (data: Data, message: Message) => readonly OutboundRequest[];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
const given = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
const plain = ({ subject, body }: Message): string => (subject === '' ? body : `${subject}\n${body}`);

const json = (url: string, body: unknown, headers: Record<string, string> = {}): OutboundRequest => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json', 'user-agent': 'orch', ...headers },
  body: JSON.stringify(body),
});

const SEVERITIES: Readonly<Record<string, string>> = {
  info: 'info',
  success: 'info',
  warning: 'warning',
  failure: 'critical',
};
const COLOURS: Readonly<Record<string, string>> = {
  info: '#3AA3E3',
  success: '#3AA337',
  warning: '#CACF29',
  failure: '#A32037',
};
const DISCORD_CHARACTERS_MAX = 2_000;
const SUBJECT_CHARACTERS_MAX = 130;

const slack: Make = (data, message) => [
  json(text(data['url']), {
    text: message.subject,
    attachments: [
      {
        title: message.subject,
        text: message.body,
        color: COLOURS[text(data['notify_type'])],
        mrkdwn_in: ['text'],
      },
    ],
  }),
];

const teams: Make = (data, { subject, body }) => [
  json(text(data['url']), {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'full' },
          body: [
            { type: 'TextBlock', style: 'heading', weight: 'Bolder', size: 'Large', text: subject },
            { type: 'TextBlock', text: body, wrap: data['wrap'] !== false },
          ],
        },
      },
    ],
  }),
];

const pagerDuty: Make = (data, { subject, body }) => {
  const host = data['region_name'] === 'eu' ? 'events.eu.pagerduty.com' : 'events.pagerduty.com';
  const details = { ...(data['custom_details'] as object | null), 'Prefect Notification Body': body };
  const link = text(data['clickable_url']);
  return [
    json(
      `https://${host}/v2/enqueue`,
      {
        routing_key: text(data['integration_key']),
        event_action: 'trigger',
        client: 'Orch',
        payload: given({
          summary: subject === '' ? body : subject,
          severity: SEVERITIES[text(data['notify_type'])] ?? 'info',
          source: text(data['source']) || 'Prefect',
          component: data['component'],
          group: data['group'],
          class: data['class_id'],
          custom_details: details,
        }),
        ...(link === '' ? {} : { links: [{ href: link }] }),
      },
      { authorization: `Token token=${text(data['api_key'])}` },
    ),
  ];
};

const opsgenie: Make = (data, { subject, body }) => {
  const host = data['region_name'] === 'eu' ? 'api.eu.opsgenie.com' : 'api.opsgenie.com';
  const responders = [
    ...list(data['target_user']).map((username) => ({ type: 'user', username })),
    ...list(data['target_team']).map((name) => ({ type: 'team', name })),
    ...list(data['target_schedule']).map((name) => ({ type: 'schedule', name })),
    ...list(data['target_escalation']).map((name) => ({ type: 'escalation', name })),
  ];
  const alert = given({
    source: 'Orch',
    message: (subject === '' ? body : subject).slice(0, SUBJECT_CHARACTERS_MAX),
    description: body,
    priority: `P${typeof data['priority'] === 'number' ? data['priority'] : 3}`,
    alias: data['alias'],
    entity: data['entity'],
    details: data['details'],
    tags: list(data['tags']),
    responders,
  });
  return [json(`https://${host}/v2/alerts`, alert, { authorization: `GenieKey ${text(data['apikey'])}` })];
};

const discord: Make = (data, { subject, body }) => [
  json(
    `https://discord.com/api/webhooks/${encodeURIComponent(text(data['webhook_id']))}/${encodeURIComponent(text(data['webhook_token']))}`,
    given({
      username: data['botname'],
      avatar_url: data['avatar_url'],
      tts: data['tts'] === true,
      content: `${subject === '' ? '' : `**${subject}**\n`}${body}`.slice(0, DISCORD_CHARACTERS_MAX),
    }),
  ),
];

const mattermost: Make = (data, message) => {
  const path = text(data['path']).replace(/^\/+|\/+$/g, '');
  const url = `${data['secure'] === true ? 'https' : 'http'}://${text(data['hostname'])}:${Number(data['port'] ?? 8065)}${path && `/${path}`}/hooks/${encodeURIComponent(text(data['token']))}`;
  const channels = list(data['channels']);
  return (channels.length > 0 ? channels : [undefined]).map((channel) =>
    json(url, given({ text: plain(message), username: data['botname'], channel })),
  );
};

const twilio: Make = (data, message) => {
  const sid = encodeURIComponent(text(data['account_sid']));
  const secret = Buffer.from(`${text(data['account_sid'])}:${text(data['auth_token'])}`).toString('base64');
  return list(data['to_phone_numbers']).map((to) => ({
    url: `https://api.twilio.com/2010-04-01/Accounts/${sid}/Messages.json`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${secret}` },
    body: new URLSearchParams({
      From: text(data['from_phone_number']),
      To: to,
      Body: plain(message),
    }).toString(),
  }));
};

const sendgrid: Make = (data, { subject, body }) => [
  json(
    'https://api.sendgrid.com/v3/mail/send',
    {
      personalizations: [{ to: list(data['to_emails']).map((email) => ({ email })) }],
      from: { email: text(data['sender_email']) },
      subject,
      content: [{ type: 'text/plain', value: body }],
    },
    { authorization: `Bearer ${text(data['api_key'])}` },
  ),
];

const BLOCKS: Readonly<Record<string, Make>> = {
  'custom-webhook': (data, message) => [customWebhookRequest(data, message)],
  'discord-webhook': discord,
  'mattermost-webhook': mattermost,
  'ms-teams-webhook': teams,
  'opsgenie-webhook': opsgenie,
  'pager-duty-webhook': pagerDuty,
  'sendgrid-email': sendgrid,
  'slack-webhook': slack,
  'twilio-sms': twilio,
};

/** The requests that deliver a message by a block, by the slug of its type; undefined when it delivers none. */
export const notificationRequests = (
  slug: string,
  data: Data,
  message: Message,
): readonly OutboundRequest[] | undefined =>
  Object.hasOwn(BLOCKS, slug) ? BLOCKS[slug]?.(data, message) : undefined;

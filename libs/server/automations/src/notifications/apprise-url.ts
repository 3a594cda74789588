import { ActionFailed } from '../actions/action-failed.ts';
import type { Email } from './send-email.ts';
import { type MailServer, mailServerOf } from './mail-server.ts';

type Data = Readonly<Record<string, unknown>>;
/** What a URL of Apprise's form stands for: a block of another type, or a mail. */
export type AppriseTarget =
  | { readonly kind: 'block'; readonly slug: string; readonly data: Data }
  | { readonly kind: 'email'; readonly server: MailServer; readonly email: Omit<Email, 'subject' | 'body'> };

/** A URL in its parts, decoded; `parts` are those of host and path. */
interface Parts {
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}
type Make = (parts: Parts, scheme: string) => AppriseTarget;

const block = (slug: string, data: Data): AppriseTarget => ({ kind: 'block', slug, data });
const required = (value: string | undefined): string => {
  if (!value) throw new ActionFailed('The notification block was invalid: its URL lacks a part');
  return value;
};

const post: Make = ({ user, password, host, port, parts, query }, scheme) => {
  const base = `${scheme.endsWith('s') ? 'https' : 'http'}://${required(host)}${port && `:${port}`}/${parts.slice(1).join('/')}`;
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  const form = scheme.startsWith('form');
  const message = { version: '1.0', title: '{{subject}}', message: '{{body}}', type: 'info' };
  return block('custom-webhook', {
    name: 'apprise',
    url: base,
    method: query.get('method') ?? 'POST',
    headers: user === '' ? {} : { authorization: `Basic ${basic}` },
    ...(form ? { form_data: message } : { json_data: { ...message, attachments: [] } }),
  });
};

/** Where people of the large providers hand in their mails. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'gmail.com': 'gmail',
  'googlemail.com': 'gmail',
  'yahoo.com': 'yahoo',
  'outlook.com': 'outlook',
  'hotmail.com': 'outlook',
  'live.com': 'outlook',
  'icloud.com': 'icloud',
  'me.com': 'icloud',
  'aol.com': 'aol',
};

const mail: Make = ({ user, password, host, port, query }, scheme) => {
  const address = user.includes('@') ? user : `${required(user)}@${required(host)}`;
  const mode = (query.get('mode') ?? (scheme === 'mailtos' ? 'ssl' : 'starttls')).toLowerCase();
  const server = mailServerOf({
    smtp_server: query.get('smtp') ?? PROVIDERS[host.toLowerCase()] ?? host,
    smtp_type: mode,
    ...(port === '' ? {} : { smtp_port: Number(port) }),
    username: query.get('user') ?? address,
    password: query.get('pass') ?? password,
  });
  const to = (query.get('to') ?? address).split(',').map((one) => one.trim());
  return { kind: 'email', server, email: { from: query.get('from') ?? address, to } };
};

const mattermost: Make = ({ user, host, port, parts, query }, scheme) =>
  block('mattermost-webhook', {
    hostname: required(host),
    port: port === '' ? (scheme === 'mmosts' ? 443 : 8065) : Number(port),
    secure: scheme === 'mmosts',
    token: required(parts.at(-1)),
    path: parts.slice(1, -1).join('/'),
    botname: user || null,
    channels: (query.get('channels') ?? query.get('to') ?? '').split(',').filter((one) => one !== ''),
  });

/** By scheme. Upstream of the syntax: Apprise's documentation of each service. */
const SCHEMES: Readonly<Record<string, Make>> = {
  slack: ({ parts: [a, b, c] }) =>
    block('slack-webhook', {
      url: `https://hooks.slack.com/services/${[a, b, c].map((one) => encodeURIComponent(required(one))).join('/')}`,
    }),
  discord: ({ user, parts: [id, token] }) =>
    block('discord-webhook', {
      webhook_id: required(id),
      webhook_token: required(token),
      botname: user || null,
    }),
  pagerduty: ({ user, host, parts: [, source, component], query }) =>
    block('pager-duty-webhook', {
      integration_key: required(user),
      api_key: required(host),
      region_name: query.get('region') ?? 'us',
      source,
      component,
    }),
  opsgenie: ({ host, parts, query }) =>
    block('opsgenie-webhook', {
      apikey: required(host),
      region_name: query.get('region') ?? 'us',
      target_user: parts
        .slice(1)
        .filter((one) => one.startsWith('@'))
        .map((one) => one.slice(1)),
      target_team: parts
        .slice(1)
        .filter((one) => one.startsWith('#'))
        .map((one) => one.slice(1)),
    }),
  twilio: ({ user, password, parts: [from, ...to] }) =>
    block('twilio-sms', {
      account_sid: required(user),
      auth_token: required(password),
      from_phone_number: required(from),
      to_phone_numbers: to,
    }),
  sendgrid: ({ user, password, host, parts }) =>
    block('sendgrid-email', {
      api_key: required(user),
      // sendgrid://key:name@domain/to: the sender stands where a password would
      sender_email: `${required(password)}@${required(host)}`,
      to_emails: parts.slice(1),
    }),
  mmost: mattermost,
  mmosts: mattermost,
  json: post,
  jsons: post,
  form: post,
  forms: post,
  mailto: mail,
  mailtos: mail,
};

const URL_PARTS = /^([a-z]+):\/\/(?:([^/@?#]*)@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/i;
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Reads a URL such as `slack://A/B/C` or `mailto://user:pass@example.com`; undefined for http and https, which are
 * called as they are. The URL parser of browsers lower-cases hosts, which are tokens here.
 * @throws ActionFailed for a scheme that is not spoken, or a URL that lacks a part
 */
export function appriseTarget(url: string): AppriseTarget | undefined {
  const [, scheme = '', credentials = '', authority = '', path = '', query = ''] = URL_PARTS.exec(url) ?? [];
  const name = scheme.toLowerCase();
  if (name === 'http' || name === 'https') return undefined;
  const make = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
  if (!make)
    throw new ActionFailed('The notification block was invalid: its URL is of no kind that is known');
  const [user = '', ...password] = credentials.split(':');
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority) ?? [];
  return make(
    {
      user: decoded(user),
      password: decoded(password.join(':')),
      host: decoded(host),
      port,
      parts: [host, ...path.split('/').filter((one) => one !== '')].map(decoded),
      query: new URLSearchParams(query),
    },
    name,
  );
}

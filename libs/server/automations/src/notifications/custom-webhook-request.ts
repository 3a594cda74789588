import { ActionFailed } from '../actions/action-failed.ts';
import type { Message, OutboundRequest } from './outbound-request.ts';
import { methodOf, texts } from './webhook-request.ts';

type Values = Readonly<Record<string, string>>;
const PLACEHOLDER = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g;
const MS_PER_SECOND = 1_000;
const TIMEOUT_SECONDS_MAX = 30;

/**
 * The request of a custom webhook block: `{{subject}}`, `{{body}}`, `{{name}}` and its secrets are filled in.
 * Upstream: blocks/notifications.py, CustomWebhookNotificationBlock (3.8.8).
 * @throws ActionFailed
 */
export function customWebhookRequest(
  data: Readonly<Record<string, unknown>>,
  { subject, body }: Message,
): OutboundRequest {
  const values: Values = { ...texts(data['secrets']), subject, body, name: String(data['name'] ?? '') };
  const filled = (name: string): unknown => fill(data[name], values);
  const url = filled('url');
  if (typeof url !== 'string' || !URL.canParse(url))
    throw new ActionFailed('The notification block was invalid: it has no URL');
  const target = new URL(url);
  for (const [name, value] of Object.entries(texts(filled('params'))))
    target.searchParams.append(name, value);
  const cookies = Object.entries(texts(filled('cookies'))).map(([name, value]) => `${name}=${value}`);
  const { type, content } = contentOf(filled('json_data'), filled('form_data'));
  const seconds = typeof data['timeout'] === 'number' ? data['timeout'] : 10;
  return {
    url: target.href,
    method: methodOf(data['method']),
    timeoutMs: Math.min(seconds, TIMEOUT_SECONDS_MAX) * MS_PER_SECOND,
    headers: {
      'user-agent': 'Orch Notifications',
      ...(type === null ? {} : { 'content-type': type }),
      ...(cookies.length > 0 ? { cookie: cookies.join('; ') } : {}),
      ...texts(filled('headers')),
    },
    ...(content === null ? {} : { body: content }),
  };
}

function contentOf(jsonData: unknown, form: unknown): { type: string | null; content: string | null } {
  if (jsonData !== null && jsonData !== undefined)
    return { type: 'application/json', content: JSON.stringify(jsonData) };
  if (typeof form === 'string') return { type: null, content: form };
  if (form === null || form === undefined) return { type: null, content: null };
  return { type: 'application/x-www-form-urlencoded', content: new URLSearchParams(texts(form)).toString() };
}

/** Fills placeholders in texts, however deep; one that nothing is known for stays as it is. */
function fill(value: unknown, values: Values): unknown {
  if (typeof value === 'string')
    return value.replace(PLACEHOLDER, (all, name: string) =>
      Object.hasOwn(values, name) ? values[name]! : all,
    );
  if (Array.isArray(value)) return value.map((one) => fill(one, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [fill(name, values), fill(one, values)]),
  );
}

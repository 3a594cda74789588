import type { EgressRequest } from '@orch/platform';
import { ActionFailed } from '../actions/action-failed.ts';
import type { OutboundRequest } from './outbound-request.ts';

type Method = NonNullable<EgressRequest['method']>;
const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** @throws ActionFailed */
export function methodOf(value: unknown): Method {
  const method = typeof value === 'string' ? value.toUpperCase() : 'POST';
  if (!METHODS.includes(method)) throw new ActionFailed('The block names a method that cannot be sent');
  return method as Method; // checked
}

/** Texts of an object; what is no text is left out. */
export const texts = (value: unknown): Record<string, string> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter((e): e is [string, string] => typeof e[1] === 'string'))
    : {};

/** The request of a Webhook block. Upstream: blocks/webhook.py (3.8.8). */
export function webhookRequest(data: Readonly<Record<string, unknown>>, payload: string): OutboundRequest {
  if (typeof data['url'] !== 'string') throw new ActionFailed('The webhook block was invalid: it has no URL');
  const method = methodOf(data['method']);
  return {
    url: data['url'],
    method,
    headers: { 'user-agent': 'orch', ...texts(data['headers']) },
    ...(method === 'GET' && payload === '' ? {} : { body: payload }),
  };
}

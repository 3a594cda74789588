import type { Dict, Key, Value } from '@orch/triggers';

/** What was sent to a webhook. */
export interface WebhookCall {
  readonly method: string;
  /** By names in any case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the text is said to be. */
  readonly contentType: string | undefined;
  /** The body. */
  readonly text: string;
}

/** Credentials of the caller: neither templates nor records see them. */
const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-api-key']);
const JSON_TYPE = /^application\/([\w.+-]*\+)?json\b/i;
const FORM_TYPE = /^application\/x-www-form-urlencoded\b/i;

/** Headers as templates see them: names in lower case, asked for in any. */
export class HeaderDict extends Map<Key, Value> {
  override get(key: Key): Value | undefined {
    return super.get(typeof key === 'string' ? key.toLowerCase() : key);
  }
  override has(key: Key): boolean {
    return super.has(typeof key === 'string' ? key.toLowerCase() : key);
  }
}

/** Without credentials. */
export const visibleHeaders = (headers: Readonly<Record<string, string>>): Dict =>
  new HeaderDict(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !SECRET_HEADERS.has(name)),
  );

/**
 * JSON and forms become values; whatever is neither stays text, also JSON that is none. Objects and lists are known by
 * their looks: many callers name no type, and `curl -d` names that of a form.
 */
export function bodyOf(contentType: string | undefined, text: string): unknown {
  const type = contentType ?? 'application/json';
  if (JSON_TYPE.test(type) || /^\s*[[{]/.test(text)) {
    const value = jsonIn(text);
    if (value !== undefined) return value;
  }
  return FORM_TYPE.test(type) ? Object.fromEntries(new URLSearchParams(text)) : text;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

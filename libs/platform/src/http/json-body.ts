/** Deeper JSON breaks other people's parsers (and the reference's listings); nobody writes it by hand. */
const DEPTH_MAX = 200;
const QUOTE = 34;
const BACKSLASH = 92;

/** A request whose body or query does not fit; the error filter prints it as the reference does. */
export class InvalidRequest extends Error {
  constructor(
    readonly details: readonly object[],
    /** The body, shown again when it is small: see docs/COMPATIBILITY.md. */
    readonly requestBody?: unknown,
  ) {
    super('Invalid request received.');
  }
}

/**
 * Parses a JSON body.
 * @throws InvalidRequest for malformed, too deep or unstorable JSON (NUL, lone surrogates), and for `__proto__` keys.
 */
export function parseJsonBody(text: string): unknown {
  if (depthExceeds(text, DEPTH_MAX)) throw invalidJson(`nested deeper than ${DEPTH_MAX} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidJson('JSON decode error');
  }
  if (text.includes('"__proto__"') || (text.includes('"constructor"') && text.includes('"prototype"')))
    refusePrototypes(value);
  if (/\\u(?:0000|[dD][89a-fA-F])/.test(text) && hasUnstorableText(value)) {
    throw invalidJson('text holds a NUL character or half of a surrogate pair');
  }
  return value;
}

const invalidJson = (msg: string): InvalidRequest =>
  new InvalidRequest([{ type: 'json_invalid', loc: ['body'], msg }]);

function depthExceeds(text: string, max: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === BACKSLASH) i += 1;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE) {
      inString = true;
    } else if (c === 123 || c === 91) {
      depth += 1;
      if (depth > max) return true;
    } else if (c === 125 || c === 93) {
      depth -= 1;
    }
  }
  return false;
}

const isUnstorable = (text: string): boolean => text.includes('\0') || !text.isWellFormed();

/** Whether any string or key of a value cannot be kept as text. */
export function hasUnstorableText(value: unknown): boolean {
  if (typeof value === 'string') return isUnstorable(value);
  if (Array.isArray(value)) return value.some(hasUnstorableText);
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).some(([key, item]) => isUnstorable(key) || hasUnstorableText(item));
  }
  return false;
}

function refusePrototypes(value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  if (Object.hasOwn(value, '__proto__')) throw invalidJson('the key "__proto__" is not allowed');
  const inner: unknown = Object.hasOwn(value, 'constructor')
    ? (value as { constructor: unknown }).constructor
    : undefined;
  if (inner !== null && typeof inner === 'object' && Object.hasOwn(inner, 'prototype'))
    throw invalidJson('the key "constructor.prototype" is not allowed');
  for (const item of Object.values(value)) refusePrototypes(item);
}

/** Answers that are no success, and requests without an answer (`status` 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    message: string,
    /** By the field's name in the body: `email`, `workspace.name`. */
    readonly fields: Readonly<Record<string, string>> = {},
    /** Seconds to wait, when the server says so. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

const FALLBACK: Readonly<Record<number, string>> = {
  0: 'The server cannot be reached. Check your connection and try again.',
  401: 'Your session has ended. Sign in again.',
  403: 'You do not have permission to do this.',
  404: 'This does not exist, or you have no access to it.',
  409: 'This is in conflict with what is already there.',
  413: 'This is too large.',
  429: 'Too many attempts. Wait a moment and try again.',
  503: 'The server is busy. Try again in a moment.',
};
const otherText = (status: number): string =>
  FALLBACK[status] ??
  (status >= 500 ? 'Something went wrong on the server. Try again.' : 'The request was refused.');

/** Said as a sentence for people: without the checker's own words. */
const sentence = (msg: string): string => {
  if (msg === 'Field required') return 'This is needed.';
  const text = msg.replace(/^Value error, /, '');
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
};

interface DetailEntry {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}
const isEntry = (value: unknown): value is DetailEntry =>
  typeof value === 'object' &&
  value !== null &&
  'loc' in value &&
  Array.isArray(value.loc) &&
  'msg' in value &&
  typeof value.msg === 'string';

const textOf = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || body === null) return undefined;
  if ('detail' in body && typeof body.detail === 'string') return body.detail;
  if ('exception_message' in body && typeof body.exception_message === 'string')
    return body.exception_message;
  return undefined;
};

// These carry no more than their status does.
const BARE = new Set([
  'Unauthorized',
  'Forbidden',
  'Not Found',
  'Internal Server Error',
  'Service Unavailable',
  'Invalid request received.',
]);

/** Reads the server's error body: a sentence, or a list of what is wrong with which field. */
export function toApiError(status: number, body: unknown, retryAfter?: string | null): ApiError {
  const listed =
    typeof body === 'object' && body !== null && 'exception_detail' in body
      ? body.exception_detail
      : typeof body === 'object' && body !== null && 'detail' in body
        ? body.detail
        : undefined;
  const entries = Array.isArray(listed) ? listed.filter(isEntry) : [];
  const fields: Record<string, string> = {};
  for (const { loc, msg } of entries) fields[loc.slice(1).join('.')] ??= sentence(msg);
  const text = textOf(body);
  const said = text !== undefined && !BARE.has(text) ? sentence(text) : undefined;
  const first = entries.length > 0 ? 'Check the marked fields.' : undefined;
  const seconds = Number(retryAfter);
  const wait = Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
  return new ApiError(status, first ?? said ?? otherText(status), fields, wait);
}

/** The sentence to show for whatever was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof ApiError ? error.message : otherText(0);

/** The error of one field. */
export const fieldError = (error: unknown, field: string): string | undefined =>
  error instanceof ApiError ? error.fields[field] : undefined;

/** The sentence above a form: left out when every part of it stands at a field already. */
export function formError(error: unknown, shownFields: readonly string[]): string | undefined {
  if (!error) return undefined;
  if (!(error instanceof ApiError)) return messageOf(error);
  const others = Object.entries(error.fields).filter(([field]) => !shownFields.includes(field));
  if (others.length > 0) return others.map(([field, text]) => `${field}: ${text}`).join(' ');
  return Object.keys(error.fields).length > 0 ? undefined : error.message;
}

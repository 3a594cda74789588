import type { ExceptionDetail } from '@orch/contract';

/** The server answered, but not with success. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly request: string,
    /** What of the body or query did not fit. */
    readonly issues: readonly ExceptionDetail[] = [],
    /** When the server says to come again; null when it does not. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(`${request}: ${status} ${detail}`);
  }
}

/** No answer: refused, cut off, not found, no valid certificate. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  constructor(
    readonly url: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${url}: ${reason}`, options);
  }
}

interface ErrorBody {
  readonly detail?: unknown;
  readonly exception_message?: unknown;
  readonly exception_detail?: unknown;
}

const isErrorBody = (value: unknown): value is ErrorBody => typeof value === 'object' && value !== null;
const isIssue = (value: unknown): value is ExceptionDetail =>
  typeof value === 'object' && value !== null && 'msg' in value && 'loc' in value && Array.isArray(value.loc);

/** Reads what the server says is wrong; a body of another form gives the status' usual text. */
export const apiErrorOf = (
  status: number,
  statusText: string,
  body: string,
  request: string,
  retryAfter: string | null = null,
): ApiError => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  const seconds = retryAfter === null || !Number.isFinite(Number(retryAfter)) ? null : Number(retryAfter);
  const usual = statusText || 'no reason given';
  if (!isErrorBody(parsed)) return new ApiError(status, usual, request, [], seconds);
  const texts = [parsed.detail, parsed.exception_message].filter((text) => typeof text === 'string');
  const issues = [parsed.exception_detail, parsed.detail].flat().filter(isIssue);
  return new ApiError(status, texts[0] ?? usual, request, issues, seconds);
};

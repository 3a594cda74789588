/** How an error looks on the wire: `detail` as FastAPI's HTTPException, `message` as the reference's `exception_message`. */
interface ErrorRow {
  readonly status: number;
  readonly detail?: string;
  readonly message?: string;
}

/**
 * Public errors, one row each. A code is API surface: add rows, never rename one.
 * `{name}` in a text is filled from `OrchError.shown`.
 */
export const ERRORS = {
  'auth.required': { status: 401, message: 'Unauthorized' },
  'auth.forbidden': { status: 403, detail: 'Forbidden' },
  'host.refused': { status: 403, detail: 'Host or Origin not allowed in local mode' },
  'not_found': { status: 404, detail: 'Not Found' },
  'request.method': { status: 405, detail: 'Method Not Allowed' },
  'request.too_large': { status: 413, detail: 'Request body is too large' },
  'request.content_type': { status: 415, detail: 'Content-Type must be application/json' },
  'request.limit': { status: 422, detail: 'Invalid limit: must be less than or equal to {max}.' },
  'request.rejected': { status: 422, detail: '{text}' },
  'request.unstorable': { status: 422, detail: 'A value cannot be stored: {text}' },
  'request.api_version': { status: 400, detail: '{text}' },
  'database.unavailable': { status: 503, message: 'Service Unavailable' },
  'internal': { status: 500, message: 'Internal Server Error' },
  'flow.not_found': { status: 404, detail: 'Flow not found' },
  'flow_run.not_found': { status: 404, detail: 'Flow run not found' },
  'task_run.not_found': { status: 404, detail: 'Task not found' },
  'object.not_found': { status: 404, message: 'The requested object was not found.' },
  'reference.unknown': { status: 409, detail: 'Data integrity conflict. This usually means a unique or foreign key constraint was violated.' },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** An expected failure. The caller sees the row's text filled from `shown`; `internal` goes to the log only. */
export class OrchError extends Error {
  override readonly name = 'OrchError';

  constructor(
    readonly code: ErrorCode,
    readonly internal: Record<string, unknown> = {},
    readonly shown: Readonly<Record<string, string | number>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  /** The body of the answer. */
  body(): Record<string, string> {
    const row: ErrorRow = ERRORS[this.code];
    const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_, key: string) => String(this.shown[key] ?? ''));
    return row.detail === undefined ? { exception_message: fill(row.message ?? '') } : { detail: fill(row.detail) };
  }
}

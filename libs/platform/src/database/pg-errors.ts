import { OrchError } from '@orch/kernel';

/** The fields of a PostgreSQL error that we look at. */
export interface PgError extends Error {
  readonly code: string;
  readonly constraint?: string;
  readonly detail?: string;
}

export const isPgError = (error: unknown): error is PgError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

/** Whether the error is a violation of this unique or foreign key (any, when no name is given). */
export const violates = (error: unknown, kind: 'unique' | 'foreign_key', constraint?: string): boolean =>
  isPgError(error) &&
  error.code === (kind === 'unique' ? '23505' : '23503') &&
  (constraint === undefined || error.constraint === constraint);

/** Values that PostgreSQL cannot hold are the caller's fault, whatever passed validation. */
const UNSTORABLE = new Set([
  '22001',
  '22003',
  '22007',
  '22008',
  '22021',
  '22023',
  '22P02',
  '22P05',
  '54000',
  '54001',
  '23502',
  '23514',
]);
const CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  '53300',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '25P03',
  '40001',
  '40P01',
  '55P03',
  '53100',
  '53200',
]);

/** Turns a database error into the public error it stands for; anything unknown is returned as it is. */
export function toPublicError(error: unknown): unknown {
  if (!isPgError(error)) {
    const lost =
      error instanceof Error &&
      /Connection terminated|not queryable|timeout exceeded|Client was closed/i.test(error.message);
    return lost ? unavailable(error) : error;
  }
  const internal = { pg: error.code, constraint: error.constraint, message: error.message };
  if (error.code === '23503' || error.code === '23505')
    return new OrchError('reference.unknown', internal, {}, {}, { cause: error });
  if (UNSTORABLE.has(error.code)) {
    return new OrchError(
      'request.unstorable',
      internal,
      { text: UNSTORABLE_TEXT[error.code] ?? 'it is out of range' },
      {},
      { cause: error },
    );
  }
  if (CONNECTION.has(error.code) || error.code.startsWith('08')) return unavailable(error);
  return error;
}

const UNSTORABLE_TEXT: Record<string, string> = {
  '22P02': 'it is not valid',
  '22P05': 'it holds a character that text cannot hold',
  '22021': 'it holds a character that text cannot hold',
  '54000': 'it is too long',
  '54001': 'it is nested too deeply',
};

const unavailable = (error: Error): OrchError =>
  new OrchError(
    'database.unavailable',
    { message: error.message },
    {},
    { 'retry-after': '1' },
    { cause: error },
  );

import type { ApiError } from '@orch/client';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** An expected end that is not success. `message` and `hint` go to stderr. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** Arguments or options that do not fit. */
export const usage = (message: string, hint?: string): Failure => new Failure(message, EXIT.usage, hint);

/** What the server says is wrong, by field where it names them. */
export const problemOf = (error: ApiError): string => {
  const issues = error.issues
    .map(({ loc, msg }) => `${loc.slice(1).join('.') || 'request'}: ${msg.replace(/^Value error, /, '')}`)
    .join('; ');
  return error.status === 422 ? issues || error.detail : error.detail;
};

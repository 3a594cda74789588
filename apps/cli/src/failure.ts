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

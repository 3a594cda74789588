import { inspect, types } from 'node:util';

/** The server cannot be used: wrong key, wrong URL, or nobody answers. The message says what to do. */
export class OrchConnectionError extends Error {
  override readonly name = 'OrchConnectionError';
}

/** A run took longer than its `timeoutSeconds`. */
export class RunTimeoutError extends Error {
  override readonly name = 'RunTimeoutError';
}

/** A run was cancelled, from outside or by `AbortSignal`. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** The control plane does not let a run go on; `reason` is its own. */
export class RunAbortedError extends Error {
  override readonly name = 'RunAbortedError';
  constructor(readonly reason: string) {
    super(`the control plane ended the run: ${reason}`);
  }
}

/** A run suspended itself: it ends here, and starts anew when it is resumed. */
export class SuspendedError extends Error {
  override readonly name = 'SuspendedError';
}

/** A run that another one waited for did not complete. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
}

/** The parameters of a flow do not fit its `input` schema. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  constructor(
    what: string,
    readonly issues: readonly { readonly path: string; readonly message: string }[],
  ) {
    const lines = issues.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`);
    super(`${what} is not valid:\n${lines.join('\n')}`);
  }
}

/** Something that only a server can do was asked for without one. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
  constructor(what: string) {
    super(`${what} needs a server: log in with "orch cloud login", or set ORCH_API_URL and ORCH_API_KEY`);
  }
}

const isError = (thrown: unknown): thrown is Error => thrown instanceof Error || types.isNativeError(thrown);

/** What was thrown, as an error; anything may be thrown. */
export const asError = (thrown: unknown): Error =>
  isError(thrown)
    ? thrown
    : new Error(typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 2 }), { cause: thrown });

const CAUSES_MAX = 5;
/** The stack of what was thrown and of what caused it; nothing else of it, members of errors may be secret. */
export const stackOf = (thrown: unknown): string => {
  const parts: string[] = [];
  const visit = (one: unknown, word: string): void => {
    const { name, message, stack, cause } = asError(one);
    parts.push(`${word}${stack ?? `${name}: ${message}`}`);
    if (parts.length >= CAUSES_MAX) return;
    if (isError(one) && cause !== undefined) visit(cause, 'Caused by: ');
    if (one instanceof AggregateError)
      for (const error of one.errors.slice(0, CAUSES_MAX)) visit(error, 'One of them: ');
  };
  visit(thrown, '');
  return parts.join('\n');
};

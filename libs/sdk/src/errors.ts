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

/** What was thrown, as an error. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });

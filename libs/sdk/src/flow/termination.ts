/** The process was told to end while a run was going on. */
export class TerminatedError extends Error {
  override readonly name = 'TerminatedError';
  constructor(
    readonly signal: NodeJS.Signals,
    message = `the process was told to end (${signal})`,
  ) {
    super(message);
  }
}

type Listener = (reason: TerminatedError) => void;
const listeners = new Set<Listener>();
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
let received: (typeof SIGNALS)[number] | null = null;

const onSignal = (signal: NodeJS.Signals): void => {
  if (received !== null) process.exit(EXIT_CODES[received]); // a second one does not wait
  received = signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
  for (const listener of listeners) listener(new TerminatedError(signal));
};

/**
 * Tells a running flow that the process has to end, so that it can say how it ended. @returns how to stop listening
 */
export const onTermination = (listener: Listener): (() => void) => {
  if (listeners.size === 0) for (const signal of SIGNALS) process.on(signal, onSignal);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) for (const signal of SIGNALS) process.off(signal, onSignal);
  };
};

/** Leaves with the signal's exit code, if one came and nobody is busy any more: a signal that was heard must not be lost. */
export const leaveIfTold = (): void => {
  if (received !== null && listeners.size === 0) process.exit(EXIT_CODES[received]);
};

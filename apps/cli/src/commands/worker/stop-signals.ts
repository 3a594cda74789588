import type { Terminal } from '../../terminal.ts';

export interface StopSignals {
  /** Ctrl-C or SIGTERM: take no more runs. */
  readonly stop: AbortSignal;
  /** A second one, or the grace is over: end the runs. */
  readonly kill: AbortSignal;
  readonly release: () => void;
}
interface Options {
  /** Undefined: runs may take as long as they like. */
  readonly graceSeconds: number | undefined;
  readonly say: (line: string) => void;
  readonly runs: () => number;
}

/** Turns the signals of this process into those of a worker: the first stops it, the second ends its runs. */
export const stopSignals = (terminal: Terminal, { graceSeconds, say, runs }: Options): StopSignals => {
  const stop = new AbortController();
  const kill = new AbortController();
  let grace: NodeJS.Timeout | undefined;
  const onSignal = (): void => {
    if (stop.signal.aborted) {
      say('Ending the runs.');
      return kill.abort(new Error('interrupted twice'));
    }
    say(
      runs() === 0 ? 'Stopping.' : `Stopping: no more runs are taken, ${runs()} go on. Once more ends them.`,
    );
    stop.abort(new Error('interrupted'));
    if (graceSeconds !== undefined)
      grace = setTimeout(() => kill.abort(new Error('the grace is over')), graceSeconds * 1000);
  };
  // the terminal's own handler of a second Ctrl-C would leave at once
  process.removeAllListeners('SIGINT');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  if (terminal.signal.aborted) onSignal();
  return {
    stop: stop.signal,
    kill: kill.signal,
    release: () => {
      clearTimeout(grace);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    },
  };
};

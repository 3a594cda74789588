/* eslint-disable no-console -- what is printed within a run is caught here */
/** Console methods and the level of a log that they mean. */
const METHODS = { log: 'info', info: 'info', debug: 'debug', warn: 'warn', error: 'error' } as const;
type Method = keyof typeof METHODS;
type Sink = (level: 'debug' | 'info' | 'warn' | 'error', words: readonly unknown[]) => void;

/** The console as it was before anything was captured. */
export const originalConsole: Readonly<Record<Method, (...words: unknown[]) => void>> = {
  log: console.log.bind(console),
  info: console.info.bind(console),
  debug: console.debug.bind(console),
  warn: console.warn.bind(console),
  error: console.error.bind(console),
};

let captures = 0;
let previous: Record<Method, (...words: unknown[]) => void> | null = null;

/**
 * From now on, what is printed within a run goes to `sinkOf()`; where that is null the console is what it was. Calls may
 * overlap: the console is put back when the last of them ended.
 */
export const captureConsole = (sinkOf: () => Sink | null): (() => void) => {
  if (captures++ === 0) {
    const before = {
      log: console.log,
      info: console.info,
      debug: console.debug,
      warn: console.warn,
      error: console.error,
    };
    previous = before;
    for (const [method, level] of Object.entries(METHODS) as [Method, 'info'][]) {
      console[method] = (...words: unknown[]): void => {
        const sink = sinkOf();
        if (sink) sink(level, words);
        else before[method].apply(console, words);
      };
    }
  }
  let isOpen = true;
  return () => {
    if (!isOpen) return;
    isOpen = false;
    if (--captures > 0 || !previous) return;
    Object.assign(console, previous);
    previous = null;
  };
};

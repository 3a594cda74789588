/** What happens together is read together. */
const GATHERED_MS = 80;
/** However much happens, a page rests so long after each reading; what comes after a rest is read at once. */
const RESTED_MS = 700;
/** After a long reading it rests so many times as long: a page with thousands of lines is read less often. */
const REST_FACTOR = 8;
const LONG_MS = 250;
const REST_MS_MAX = 10_000;

/** Reads again, as often as it is asked for and not more often than is good. */
export interface Rereading {
  readonly ask: () => void;
  readonly stop: () => void;
}

/** What a page follows while it is open. */
export const LIVE_EVENTS = `subscription ($account: UUID!, $workspace: UUID!, $prefixes: [String!]) {
  events(accountId: $account, workspaceId: $workspace, prefixes: $prefixes) { id name resource related }
}`;

/** @param read reads what the page shows; never twice at once, and once more when it was asked for meanwhile. */
export function rereading(read: () => Promise<unknown>): Rereading {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restsUntil = 0;
  let isReading = false;
  let isAsked = false;
  let isStopped = false;
  const ask = (): void => {
    isAsked = true;
    if (isReading || isStopped) return;
    timer ??= setTimeout(() => void readAgain(), Math.max(GATHERED_MS, restsUntil - performance.now()));
  };
  const readAgain = async (): Promise<void> => {
    [timer, isAsked, isReading] = [undefined, false, true];
    const begun = performance.now();
    await read();
    const ended = performance.now();
    const took = ended - begun;
    restsUntil = ended + (took > LONG_MS ? Math.min(REST_MS_MAX, took * REST_FACTOR) : RESTED_MS);
    isReading = false;
    // what came meanwhile may not be in the answer
    if (isAsked) ask();
  };
  const stop = (): void => {
    isStopped = true;
    clearTimeout(timer);
  };
  return { ask, stop };
}

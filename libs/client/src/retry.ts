/**
 * What may be tried again. `read`: nothing changes, every passing failure is tried again. `write`: only failures that say
 * that nothing was done (busy, unavailable, nobody listened): a cut connection may have done the work. `never`: one try.
 */
export type RetryClass = 'read' | 'write' | 'never';

/** A failed try: an answer's status, or what the connection said. */
export interface FailedTry {
  readonly status: number | null;
  /** `ECONNREFUSED`, `ECONNRESET`, …; null with an answer. */
  readonly code: string | null;
  readonly retryAfter: string | null;
}

const PASSING = new Set([408, 429, 502, 503, 504]);
/** The server refused before it did anything. */
const NOT_DONE = new Set([429, 503]);
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
const READS = /\/(filter|count|paginate|history|lateness)$/;

/** How a request may be repeated, by its method and path. PUT and DELETE say the same twice. */
export const retryClassOf = (method: string, path: string): RetryClass =>
  method !== 'POST' && method !== 'PATCH' ? 'read' : READS.test(path) ? 'read' : 'write';

const isWorthIt = (kind: RetryClass, { status, code }: FailedTry): boolean => {
  if (kind === 'never') return false;
  if (status !== null) return (kind === 'read' ? PASSING : NOT_DONE).has(status);
  return kind === 'read' || (code !== null && NOT_SENT.has(code));
};

const BASE_MS = 200;
const DELAY_MS_MAX = 30_000;

const afterMs = (retryAfter: string, nowMs: number): number => {
  const seconds = Number(retryAfter);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter) - nowMs;
  return Number.isNaN(waitMs) ? BASE_MS : Math.max(0, waitMs);
};

/**
 * How long to wait before the next try, in milliseconds; null: give up. Doubles from 0.2 s, spread over its upper half
 * by `random` (0..1); `Retry-After` counts when it is longer, up to 30 s.
 * @param attempt tries made so far, from 1
 */
export const retryDelayMs = (
  kind: RetryClass,
  failed: FailedTry,
  attempt: number,
  { attemptsMax, random, nowMs }: { attemptsMax: number; random: number; nowMs: number },
): number | null => {
  if (attempt >= attemptsMax || !isWorthIt(kind, failed)) return null;
  const backoffMs = BASE_MS * 2 ** (attempt - 1) * (0.5 + random / 2);
  const wishedMs = failed.retryAfter === null ? 0 : afterMs(failed.retryAfter, nowMs);
  return Math.min(DELAY_MS_MAX, Math.max(backoffMs, wishedMs));
};

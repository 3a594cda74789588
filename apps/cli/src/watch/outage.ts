import { ApiError, ConnectionError, pause as wait } from '@orch/client';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

const PAUSE_MS = 1_000;
/** Longer than any restart; a server that is gone for good does not hold a script forever. */
const OUTAGE_MS_MAX = 15 * 60_000;
/** What a proxy says for a server that is being restarted. */
const AWAY = new Set([502, 503, 504]);

/** Whether the server could not be asked at all. */
export const isAway = (error: unknown): boolean =>
  error instanceof ConnectionError || (error instanceof ApiError && AWAY.has(error.status));

/** @throws Failure on Ctrl-C */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(Math.max(0, ms), signal).catch(() => {
    throw new Failure('', EXIT.interrupted);
  });

interface Patience {
  /** When to give up, in milliseconds since 1970; 15 minutes from now when nothing is said. */
  readonly endMs?: number;
  /** Says nothing: a picture that is drawn over would be torn. */
  readonly isSilent?: boolean;
  readonly pauseMs?: number;
}

/** Asks until the server answers: what is followed goes on when the server is restarted. */
export const throughOutage = async <Answer>(
  context: Pick<CommandContext, 'print' | 'signal' | 'nowMs'>,
  ask: () => Promise<Answer>,
  { endMs = Infinity, isSilent = false, pauseMs = PAUSE_MS }: Patience = {},
): Promise<Answer> => {
  const lastMs = Math.min(endMs, context.nowMs + OUTAGE_MS_MAX);
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await ask();
    } catch (error) {
      if (!isAway(error) || context.signal.aborted || context.nowMs >= lastMs) throw error;
      if (isFirst && !isSilent) context.print.note('The server does not answer. Waiting for it …', 'yellow');
      await pause(pauseMs, context.signal);
    }
  }
};

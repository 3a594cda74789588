import type { WorkPoolScheduledRunsBody } from '@orch/contract';
import { type Micros, US_PER_SECOND } from '@orch/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Line } from './held-polls.ts';
import { isDirect } from './long-answers.ts';

/** Who polls. */
export interface Poller {
  /** The same for every poll of one worker. */
  readonly id: string;
  /** Whether an empty answer may be held back until there is something to hand out. */
  readonly mayWait: boolean;
  /** Whether it may wait in one answer for as long as its patience lasts; else it is told to come again now and then. */
  readonly mayStay: boolean;
  /** For how long this poll was held before it was told to come again. */
  readonly waitedUs: Micros;
  readonly line: Line;
}

const WAITED_SECONDS_MAX = 300;
const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, 500) : undefined;
};

/**
 * Who sends this request. Workers of the Python library name themselves in every request (client/attribution.py:
 * `X-Prefect-Worker-Name` from the start on, `X-Prefect-Worker-Id` when they have one) and wait up to a minute for an
 * answer; only they may be kept waiting. Anybody else is known by the connection and answered at once.
 */
export function pollerOf(request: FastifyRequest, reply: FastifyReply): Poller {
  const worker = header(request, 'x-prefect-worker-name') ?? header(request, 'x-prefect-worker-id');
  const { socket } = request.raw;
  if (worker === undefined) {
    const id = `${socket.remoteAddress ?? ''} ${socket.remotePort ?? ''}`;
    return { id, mayWait: false, mayStay: false, waitedUs: 0, line: lineOf(reply) };
  }
  const mayStay = isDirect(request);
  return { id: worker, mayWait: true, mayStay, waitedUs: waitedUs(request), line: lineOf(reply) };
}

/**
 * Whether somebody looks at what is to come (`prefect work-pool preview`) rather than takes it: workers name
 * themselves or say how far ahead they take runs.
 */
export const isLook = (poller: Poller, body: Pick<WorkPoolScheduledRunsBody, 'scheduled_before'>): boolean =>
  !poller.mayWait && body.scheduled_before === null;

/** Tells the poller to send the same poll again at once; its client does so by itself. The address stays as it is. */
export function askAgain(reply: FastifyReply, waited: Micros): void {
  void reply.code(307).header('location', `?waited=${(waited / US_PER_SECOND).toFixed(3)}`);
}

/** Without an AbortSignal: a thousand of them would be a burden, and each ends with an exception. */
const lineOf = ({ raw }: FastifyReply): Line => ({
  get isGone() {
    return raw.destroyed;
  },
  onGone: (callback) => void raw.once('close', callback),
  offGone: (callback) => void raw.off('close', callback),
});

function waitedUs(request: FastifyRequest): Micros {
  const { waited } = request.query as { waited?: unknown }; // Fastify's parsed query string
  const seconds = typeof waited === 'string' && /^\d{1,3}\.\d{3}$/.test(waited) ? Number(waited) : 0;
  return seconds <= WAITED_SECONDS_MAX ? Math.round(seconds * US_PER_SECOND) : 0;
}

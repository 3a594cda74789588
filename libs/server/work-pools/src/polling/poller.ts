import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Poller } from './get-scheduled-flow-runs.ts';

const NEVER = new AbortController().signal;
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
  if (worker === undefined)
    return { id: `${socket.remoteAddress ?? ''} ${socket.remotePort ?? ''}`, mayWait: false, signal: NEVER };
  const closed = new AbortController();
  reply.raw.once('close', () => closed.abort());
  return { id: worker, mayWait: true, signal: closed.signal };
}

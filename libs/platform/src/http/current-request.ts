import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyRequest } from 'fastify';

const requests = new AsyncLocalStorage<FastifyRequest>();

/** Runs what follows with `request` as the current one. */
export const duringRequest = (request: FastifyRequest, next: () => void): void => requests.run(request, next);

/**
 * The request that is being answered, for what describes it (audit, logs): never for permissions or tenancy, which are
 * passed by hand. `undefined` in background loops.
 */
export const currentRequest = (): FastifyRequest | undefined => requests.getStore();

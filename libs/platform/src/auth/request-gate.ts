import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from './principal.ts';

/**
 * What stands between a permitted request and its route: allowed addresses and rate limits of the account. Called once
 * a request, after the permission was found, and free of input and output while its answers are known.
 */
export abstract class RequestGate {
  /** @throws OrchError when the request may not pass; sets its own headers on `reply`. */
  abstract admit(request: FastifyRequest, reply: FastifyReply, access: Access): Promise<void> | void;
  /** For websockets, when they are opened and from time to time. @throws OrchError when the address may not use the account */
  abstract admitAddress(address: string, access: Access): Promise<void> | void;
}

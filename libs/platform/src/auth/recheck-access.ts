import { OrchError } from '@orch/kernel';
import type { FastifyRequest } from 'fastify';
import { addressedBy } from './access.guard.ts';
import type { Access, AccessResolver } from './principal.ts';
import type { Scope } from './scopes.ts';

/**
 * For an answer that was held back: whether who asked may still have it. A key may have been revoked, or access taken,
 * since the guard let the request in.
 * @throws OrchError `auth.required`, `not_found`, `auth.forbidden`
 */
export async function recheckAccess(
  resolver: AccessResolver,
  request: FastifyRequest,
  permission: Scope,
): Promise<Access> {
  const principal = await request.orchAuthenticate?.();
  if (!principal) throw new OrchError('auth.required');
  const access = await resolver.accessOf(principal, addressedBy(request));
  if (!access) throw new OrchError('not_found');
  if (!access.granted.has(permission)) throw new OrchError('auth.forbidden', { permission });
  return access;
}

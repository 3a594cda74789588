import { OrchError } from '@orch/kernel';
import type { Principal } from '@orch/platform';

/** @throws OrchError `not_found` unless the user is the one who asks. */
export function requireSelf(principal: Principal, userId: string): void {
  if (principal.actorKind !== 'user' || principal.actorId !== userId)
    throw new OrchError('not_found', { userId });
}

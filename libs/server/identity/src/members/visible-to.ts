import type { Access } from '@orch/platform';

/**
 * Whose lines of members and teams somebody may see: only this actor's, or everybody's for `null`. Guests of one
 * workspace are not shown everybody else's addresses: without the permission one finds oneself.
 */
export const visibleTo = ({ granted, principal }: Access): string | null =>
  granted.has('account:members') ? null : principal.actorId;

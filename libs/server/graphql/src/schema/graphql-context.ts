import type { Access, AccessResolver, Principal, Scope } from '@orch/platform';
import { OrchError } from '@orch/kernel';

/** What every resolver is given: who asks. Where they may go is asked of `AccessResolver`, as for requests. */
export interface GraphqlContext {
  readonly principal: Principal;
  readonly resolver: AccessResolver;
}

/** A tenant that was entered: the parent of everything that is read or changed in it. */
export interface Tenant {
  readonly access: Access;
}

/**
 * Enters an account, or a workspace of it.
 * @throws OrchError `not_found` when it does not exist or is not theirs to see: the two look the same.
 */
export async function enter(
  { principal, resolver }: GraphqlContext,
  accountId: string,
  workspaceId?: string,
): Promise<Tenant> {
  const access = await resolver.accessOf(principal, { accountId, workspaceId });
  if (!access) throw new OrchError('not_found', { accountId, workspaceId });
  return { access };
}

/** Enters a tenant to change something in it. @throws OrchError `not_found`, `auth.forbidden` */
export async function enterFor(
  permission: Scope,
  context: GraphqlContext,
  { accountId, workspaceId }: { accountId: string; workspaceId?: string },
): Promise<Access> {
  const { access } = await enter(context, accountId, workspaceId);
  if (!access.granted.has(permission))
    throw new OrchError('auth.forbidden', { permission, actor: access.principal.actorId });
  return access;
}

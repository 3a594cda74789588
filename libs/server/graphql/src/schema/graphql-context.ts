import { OrchError } from '@orch/kernel';
import type { Access, AccessResolver, Principal, Scope } from '@orch/platform';

/** What every resolver is given: who asks, and the same doors that requests pass. */
export interface GraphqlContext {
  readonly principal: Principal;
  readonly resolver: AccessResolver;
  /**
   * Allowed addresses and rate limits of the account that is entered. An operation is one request to each account,
   * however many of its workspaces it enters (`oncePerAccount`). @throws OrchError
   */
  readonly admit: (access: Access) => Promise<void> | void;
}

/** A gate that is passed once for each account, whoever enters it again; who was refused stays refused. */
export function oncePerAccount(admit: GraphqlContext['admit']): GraphqlContext['admit'] {
  const passed = new Map<string, Promise<void>>();
  return (access) => {
    const { accountId } = access.scope;
    const known = passed.get(accountId);
    if (known) return known;
    const passing = (async () => admit(access))();
    passed.set(accountId, passing);
    return passing;
  };
}

/** A tenant that was entered: the parent of everything that is read in it. */
export interface Tenant {
  readonly access: Access;
}

/** The ids of a tenant as arguments. */
export interface TenantIds {
  readonly accountId: string;
  readonly workspaceId?: string;
}

/**
 * Enters an account, or a workspace of it.
 * @throws OrchError `not_found` when it does not exist or is not theirs to see (the two look the same), and
 * `auth.forbidden` without the permission.
 */
export async function enter(
  { principal, resolver, admit }: GraphqlContext,
  { accountId, workspaceId }: TenantIds,
  permission: Scope,
): Promise<Access> {
  const access = await resolver.accessOf(principal, { accountId, workspaceId });
  if (!access) throw new OrchError('not_found', { accountId, workspaceId });
  if (!access.granted.has(permission))
    throw new OrchError('auth.forbidden', { permission, actor: principal.actorId });
  await admit(access);
  return access;
}

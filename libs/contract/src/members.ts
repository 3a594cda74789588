import * as z from 'zod';
import { HANDLE, handle } from './cloud.ts';
import { embeddedBody, limitMember, offsetMember } from './filters.ts';
import { wirePattern, wireStr, wireStrMax, wireUuid } from './primitives.ts';
import { list, maybe, optional, optionalMember, orNull } from './wire-type.ts';

/**
 * Accounts, their members, and what happens to workspaces as a whole. A = `/api/accounts/{id}`, W = a workspace's prefix.
 * Members of other accounts, and ids that do not exist, answer alike.
 */
const name = wireStrMax(255);

/** POST `/api/accounts`: an account of one's own. Without a handle, the name suggests one. */
export const accountCreate = z.object({ name, handle: optional(handle) });
export type AccountCreate = z.output<typeof accountCreate>;

const anyOfTexts = z.object({ any_: maybe(list(wireStr)) });
const anyOfIds = z.object({ any_: maybe(list(wireUuid)) });
/**
 * POST A/account_memberships/filter and /count. `search` is part of a name, handle or e-mail address. Who may not
 * administer members finds only themselves.
 */
export const membersFilterBody = embeddedBody({
  account_memberships: optionalMember(
    z.object({
      id: maybe(anyOfIds),
      user_id: maybe(anyOfIds),
      email: maybe(anyOfTexts),
      handle: maybe(anyOfTexts),
      account_role_id: maybe(anyOfIds),
      search: maybe(wireStrMax(200)),
    }),
  ),
  offset: offsetMember,
  limit: limitMember,
});
export type MembersFilterBody = z.output<typeof membersFilterBody>;

/** A person in an account. `id` is the membership's, for PATCH and DELETE A/account_memberships/{id}. */
export interface AccountMember {
  readonly id: string;
  readonly created: string;
  readonly actor_id: string;
  readonly user_id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly handle: string;
  readonly email: string;
  readonly account_role_name: string | null;
  readonly account_role_id: string;
  readonly last_login: string | null;
}

/** POST A/account_roles/filter, GET A/account_roles/{id}: built in, read only. */
export interface AccountRoleOfWire {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly account_id: string | null;
  readonly is_system_role: boolean;
}

/** A/workspace_roles: built-in ones have no account and cannot be changed. */
export interface WorkspaceRoleOfWire {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly description: string | null;
  /** What the role itself names. */
  readonly scopes: readonly string[];
  /** With what it inherits. */
  readonly effective_scopes: readonly string[];
  readonly account_id: string | null;
  readonly inherited_role_id: string | null;
}

/** GET A/scopes: every permission of a workspace that a role may name, with the sentence people read. */
export interface ScopeOfWire {
  readonly scope: string;
  readonly description: string;
}

/** Query of GET W/user_access and W/bot_access; body of POST W/team_access/filter. */
export const offsetPageQuery = z.object({ limit: limitMember, offset: offsetMember });
export const accessPageBody = embeddedBody({ limit: limitMember, offset: offsetMember });

/** One line of W/user_access, W/bot_access and W/team_access. */
export interface WorkspaceAccessOfWire {
  readonly id: string;
  readonly created: string;
  readonly workspace_id: string;
  readonly workspace_role_id: string;
  readonly workspace_role_name: string | null;
  readonly actor_id: string;
  /** A person's handle, or the name of the service account or team. */
  readonly name: string | null;
  /** People only. */
  readonly email: string | null;
  readonly user_id?: string;
  readonly bot_id?: string;
  readonly team_id?: string;
}

/**
 * POST W/transfer: to another account that the asker owns (`account_id`: done at once), or offered by mail to somebody
 * who owns one (`email`). A handle that is taken there needs a new one.
 */
export const workspaceTransferBody = z.object({
  account_id: orNull(wireUuid),
  email: orNull(wirePattern(/^(?=.{3,254}$)[^@\s<>()[\]\\,;:"]{1,64}@[^@\s<>()[\]\\,;:"]+$/)),
  handle: optional(handle),
});
export type WorkspaceTransferBody = z.output<typeof workspaceTransferBody>;
/** Its answer. After `moved` the workspace's URLs carry the other account. */
export interface WorkspaceTransfer {
  readonly status: 'moved' | 'offered';
  readonly account_id: string | null;
  readonly email: string | null;
  readonly expires: string | null;
}

/** The page that the link of an offer opens, with `?token=…`. */
export const TRANSFER_PAGE = '/auth/transfer';
const token = wireStrMax(200);
/** POST `/api/workspace_transfers/lookup` (public). */
export const transferLookupBody = z.object({ token });
/** POST `/api/workspace_transfers/accept`: the account has to be one that the asker owns. */
export const transferAcceptBody = z.object({ token, account_id: wireUuid, handle: optional(handle) });
export type TransferAcceptBody = z.output<typeof transferAcceptBody>;
export interface TransferOffer {
  readonly workspace_name: string;
  readonly account_name: string;
  readonly offered_by: string;
  readonly email: string;
  readonly expires: string;
}

/** One line of GET A/deleted_workspaces and GET `/api/me/deleted_accounts`; POST …/{id}/restore brings it back. */
export interface DeletedThing {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly deleted: string;
  /** From then on it is gone for good. */
  readonly purged: string;
}
/** POST …/restore: the handle may have been taken meanwhile. */
export const restoreBody = z.object({ handle: optional(handle) });
export type RestoreBody = z.output<typeof restoreBody>;

/**
 * GET `/api/handles/{account}` and `/api/handles/{account}/{workspace}`: where old and present handles lead. `moved`:
 * the handles that were asked for are former ones.
 */
export interface ResolvedHandle {
  readonly account_id: string;
  readonly account_handle: string;
  readonly workspace_id: string | null;
  readonly workspace_handle: string | null;
  readonly moved: boolean;
}
export const isHandle = (text: string): boolean => HANDLE.test(text);

/** Somebody on an access list. */
export interface ListedActor {
  readonly id: string;
  readonly name: string;
  readonly type: 'user' | 'service_account' | 'team';
  readonly email: string | null;
}
/**
 * GET W/deployments/{id}/access, W/work_pools/{name}/access, W/block_documents/{id}/access. All lists empty: open to
 * everybody whose role in the workspace allows it. PUT takes `access_control` (`accessControlBody`) and answers 204.
 */
export interface ObjectAccessOfWire {
  readonly manage_actors: readonly ListedActor[];
  readonly run_actors: readonly ListedActor[];
  readonly view_actors: readonly ListedActor[];
  readonly manage_teams: readonly ListedActor[];
  readonly run_teams: readonly ListedActor[];
  readonly view_teams: readonly ListedActor[];
}

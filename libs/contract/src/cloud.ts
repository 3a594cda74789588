import * as z from 'zod';

import { byIds, byTexts, embeddedBody, filterPart, limitMember, offsetMember } from './filters.ts';
import {
  nonNegativeInt,
  positiveInt,
  wireBool,
  wireDateTime,
  wireEnum,
  wireFloat,
  wirePattern,
  wireStr,
  wireStrMax,
  wireUuid,
} from './primitives.ts';
import { list, maybe, optional, optionalMember, orNull, withDefault } from './wire-type.ts';

/** A handle is part of URLs: lower-case letters, digits and inner dashes. */
export const HANDLE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const handle = wirePattern(
  HANDLE,
  'handle must consist of 1 to 63 lowercase letters, numbers and inner dashes.',
);
const displayName = wireStrMax(255);
const ROLE_TEXTS = list(wireStrMax(255));

/** One line of `GET /api/me/workspaces`. */
export interface WorkspaceOfMe {
  readonly account_id: string;
  readonly account_name: string;
  readonly account_handle: string;
  readonly workspace_id: string;
  readonly workspace_name: string;
  /** Never null: the client refuses it. */
  readonly workspace_description: string;
  readonly workspace_handle: string;
}
export interface MeResponse {
  readonly id: string;
  readonly handle: string;
  readonly email: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
}
export interface AccountOfMe {
  readonly account_id: string;
  readonly account_name: string;
  readonly account_handle: string;
}

/** PATCH `/api/accounts/{id}`; absent members stay as they are. */
export const accountUpdate = z.object({
  name: optional(displayName),
  handle: optional(handle),
  location: maybe(wireStrMax(1024)),
  link: maybe(wireStrMax(1024)),
  image_location: maybe(wireStrMax(1024)),
  auth_expiration_seconds: maybe(positiveInt),
  run_retention_days: optional(positiveInt),
});
export type AccountUpdate = z.output<typeof accountUpdate>;
export const accountSettingsUpdate = z.object({
  allow_public_workspaces: maybe(wireBool),
  ai_log_summaries: maybe(wireBool),
  managed_execution: maybe(wireBool),
  enforce_webhook_authentication: maybe(wireBool),
  enforce_ip_allowlist: maybe(wireBool),
});
export type AccountSettingsUpdate = z.output<typeof accountSettingsUpdate>;
export const accountDomainsUpdate = z.object({ domain_names: list(wireStrMax(253)) });
export const ipAllowlist = z.object({
  entries: list(
    z.object({
      ip_network: wireStrMax(64),
      enabled: withDefault(wireBool, true),
      description: orNull(wireStrMax(1024)),
    }),
  ),
});
export type IpAllowlist = z.output<typeof ipAllowlist>;

export const workspaceCreate = z.object({
  name: displayName,
  handle: optional(handle),
  description: withDefault(wireStrMax(4096), ''),
});
export type WorkspaceCreate = z.output<typeof workspaceCreate>;
export const workspaceUpdate = z.object({
  name: optional(displayName),
  handle: optional(handle),
  description: maybe(wireStrMax(4096)),
  default_workspace_role_id: maybe(wireUuid),
  is_public: maybe(wireBool),
});
export type WorkspaceUpdate = z.output<typeof workspaceUpdate>;

/** The Terraform provider sends filters with members we need not know: unknown ones are ignored here. */
const looseNames = z.object({ any_: maybe(list(wireStr)) });
const looseIds = z.object({ any_: maybe(list(wireUuid)) });
const page = { offset: offsetMember, limit: limitMember };
export const workspacesFilterBody = embeddedBody({
  workspaces: optionalMember(
    z.object({ id: maybe(looseIds), handle: maybe(looseNames), name: maybe(looseNames) }),
  ),
  ...page,
});
export type WorkspacesFilterBody = z.output<typeof workspacesFilterBody>;
export const accountMembershipUpdate = z.object({ account_role_id: wireUuid });
const named = optionalMember(z.object({ id: maybe(looseIds), name: maybe(looseNames) }));
export const accountRolesFilterBody = embeddedBody({ account_roles: named, ...page });
export const workspaceRolesFilterBody = embeddedBody({ workspace_roles: named, ...page });
export const botsFilterBody = embeddedBody({ bots: named, ...page });
export const teamsFilterBody = embeddedBody({ teams: named, ...page });

export const workspaceRoleCreate = z.object({
  name: displayName,
  description: orNull(wireStrMax(4096)),
  scopes: withDefault(ROLE_TEXTS, []),
  inherited_role_id: orNull(wireUuid),
});
export type WorkspaceRoleCreate = z.output<typeof workspaceRoleCreate>;
export const workspaceRoleUpdate = z.object({
  name: optional(displayName),
  description: maybe(wireStrMax(4096)),
  scopes: optional(ROLE_TEXTS),
  inherited_role_id: maybe(wireUuid),
});
export type WorkspaceRoleUpdate = z.output<typeof workspaceRoleUpdate>;

/** A service account; its key is shown once. Null expiration: never. */
export const botCreate = z.object({
  name: displayName,
  api_key_expiration: orNull(wireDateTime),
  /** Narrow its keys, as `workspace_id` and `scopes` of a person's key. Rotation keeps them. */
  api_key_workspace_id: orNull(wireUuid),
  api_key_scopes: orNull(ROLE_TEXTS),
  account_role_id: orNull(wireUuid),
});
export type BotCreate = z.output<typeof botCreate>;
export const botUpdate = z.object({ name: optional(displayName), account_role_id: maybe(wireUuid) });
export type BotUpdate = z.output<typeof botUpdate>;
/** The old key keeps working for `old_key_expires_in_seconds`. */
export const botKeyRotate = z.object({
  api_key_expiration: orNull(wireDateTime),
  old_key_expires_in_seconds: withDefault(nonNegativeInt, 0),
});
export type BotKeyRotate = z.output<typeof botKeyRotate>;

export const teamCreate = z.object({ name: displayName, description: orNull(wireStrMax(4096)) });
export type TeamCreate = z.output<typeof teamCreate>;
export const teamMembersBody = z.object({
  members: list(z.object({ member_id: wireUuid, member_type: wireEnum(['user', 'service_account']) })),
});
export type TeamMembersBody = z.output<typeof teamMembersBody>;

/** Grants of one kind in a workspace; exactly one of the three ids is set, by the route. */
export const userAccessBody = list(z.object({ workspace_role_id: wireUuid, user_id: wireUuid }));
export const botAccessBody = list(z.object({ workspace_role_id: wireUuid, bot_id: wireUuid }));
export const teamAccessBody = list(z.object({ workspace_role_id: wireUuid, team_id: wireUuid }));

export const userUpdate = z.object({
  handle: optional(handle),
  first_name: maybe(displayName),
  last_name: maybe(displayName),
  email: optional(wirePattern(/^[^@\s]+@[^@\s]+$/, 'value is not a valid email address')),
});
export type UserUpdate = z.output<typeof userUpdate>;
/** A key may be narrowed to one workspace and to some permissions (`GET A/scopes` names them); absent: not narrowed. */
export const apiKeyCreate = z.object({
  name: displayName,
  expiration: orNull(wireDateTime),
  workspace_id: orNull(wireUuid),
  scopes: orNull(ROLE_TEXTS),
});
/**
 * POST `/api/users/{id}/api_keys/{kid}/rotate`: a new key with the name and limits of the old one, which keeps working
 * for `old_key_expires_in_seconds`. Without `expiration` the new key lives as long as the old one was meant to; null:
 * for ever.
 */
export const apiKeyRotate = z.object({
  expiration: maybe(wireDateTime),
  old_key_expires_in_seconds: withDefault(nonNegativeInt, 0),
});
export type ApiKeyRotate = z.output<typeof apiKeyRotate>;
export type ApiKeyCreate = z.output<typeof apiKeyCreate>;
export interface ApiKeyResponse {
  readonly id: string;
  readonly created: string;
  readonly name: string;
  readonly expiration: string | null;
  readonly workspace_id: string | null;
  readonly scopes: readonly string[] | null;
  /** Only in the answer that creates it. */
  readonly key?: string;
}

const actorIds = withDefault(list(wireUuid), []);
/** Who may manage, run or view one deployment, pool or block. */
export const accessControlBody = z.object({
  access_control: z.object({
    manage_actor_ids: actorIds,
    run_actor_ids: actorIds,
    view_actor_ids: actorIds,
    manage_team_ids: actorIds,
    run_team_ids: actorIds,
    view_team_ids: actorIds,
  }),
});
export type AccessControlBody = z.output<typeof accessControlBody>;

/** Body of POST `/slas/apply-resource-slas/{resource_id}`; durations are seconds. */
export const slasApplyBody = list(
  z.object({
    name: displayName,
    severity: withDefault(wireEnum(['minor', 'low', 'moderate', 'high', 'critical']), 'moderate'),
    enabled: withDefault(wireBool, true),
    duration: orNull(wireFloat({ above: 0 })),
    stale_after: orNull(wireFloat({ above: 0 })),
    within: orNull(wireFloat({ above: 0 })),
    resume_after: orNull(wireFloat({ above: 0 })),
    expected_event: orNull(wireStr),
    owner_resource: orNull(wireStr),
  }),
);
export type SlasApplyBody = z.output<typeof slasApplyBody>;

/** Assets of the hosted edition. */
export const assetsFilterBody = embeddedBody({
  assets: optionalMember(filterPart({ id: maybe(byIds), key: maybe(byTexts) })),
  ...page,
});
export const assetDeleteQuery = z.object({ key: wireStr });

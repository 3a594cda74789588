import * as z from 'zod';
import { emailAddress, linkToken } from './auth.ts';
import { embeddedBody, limitMember, offsetMember } from './filters.ts';
import { wireBool, wireEnum, wireUuid } from './primitives.ts';
import { list, optionalMember, orNull, withDefault } from './wire-type.ts';

/** The page that the link of the mail opens, with `?token=…`. */
export const INVITATION_PAGE = '/auth/invitation';
/** Days that an invitation is good for. */
export const INVITATION_DAYS = 7;

/**
 * POST A/invitations (who may administer members) and POST W/invitations (who may give access to the workspace; the
 * workspace is then that one and the account role is Member). 201. The mail with the link is sent at once.
 */
export const invitationCreate = z.object({
  email: emailAddress,
  /** Null: Member. */
  account_role_id: orNull(wireUuid),
  /** With a workspace, the invited person sees just that one. */
  workspace_id: orNull(wireUuid),
  /** Null: the workspace's default role, or Viewer. */
  workspace_role_id: orNull(wireUuid),
  /** Whoever has the link may accept it, with any address. */
  allow_other_address: withDefault(wireBool, false),
});
export type InvitationCreate = z.output<typeof invitationCreate>;

export const invitationStatus = wireEnum(['pending', 'accepted', 'declined', 'revoked', 'expired']);
export type InvitationStatus = (typeof invitationStatus.values)[number];

/** POST A/invitations/filter and W/invitations/filter, newest first. */
export const invitationsFilterBody = embeddedBody({
  invitations: optionalMember(
    z.object({ status: optionalMember(z.object({ any_: list(invitationStatus) })) }),
  ),
  offset: offsetMember,
  limit: limitMember,
});
export type InvitationsFilterBody = z.output<typeof invitationsFilterBody>;

/** As its account sees it. POST …/invitations/{id}/resend (200), DELETE …/invitations/{id} revokes (204). */
export interface Invitation {
  readonly id: string;
  readonly created: string;
  readonly expires: string;
  readonly status: InvitationStatus;
  readonly email: string;
  readonly allow_other_address: boolean;
  readonly account_id: string;
  readonly account_role_id: string;
  readonly account_role_name: string | null;
  readonly workspace_id: string | null;
  readonly workspace_name: string | null;
  readonly workspace_role_id: string | null;
  readonly workspace_role_name: string | null;
  readonly invited_by: { readonly id: string; readonly name: string };
  /** How often its mail was sent. */
  readonly sent_count: number;
  readonly last_sent: string;
}

/** POST `/api/invitations/lookup` (public), `/accept` (signed in, 200), `/decline` (public, 204). */
export const invitationTokenBody = z.object({ token: linkToken });
export type InvitationTokenBody = z.output<typeof invitationTokenBody>;

/** What the invited person is shown: answer of lookup, and a line of GET `/api/me/invitations`. */
export interface InvitationForInvited {
  readonly id: string;
  readonly email: string;
  readonly expires: string;
  readonly account_name: string;
  readonly account_handle: string;
  readonly account_role_name: string | null;
  readonly workspace_name: string | null;
  readonly workspace_handle: string | null;
  readonly workspace_role_name: string | null;
  readonly invited_by: string;
  readonly allow_other_address: boolean;
}

/** Answer of accepting, by token or by POST `/api/me/invitations/{id}/accept`; decline is …/{id}/decline (204). */
export interface AcceptedInvitation {
  readonly account_id: string;
  readonly account_handle: string;
  readonly workspace_id: string | null;
  readonly workspace_handle: string | null;
}

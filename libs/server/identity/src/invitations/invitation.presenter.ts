import type { Invitation, InvitationForInvited } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import type { InvitationRow } from './invitation.repository.ts';

/** As its account sees it. */
export const presentInvitation = (row: InvitationRow): Invitation => ({
  id: row.id,
  created: pgToWire(row.created),
  expires: pgToWire(row.expires_at),
  status: row.status,
  email: row.email,
  allow_other_address: row.allow_other_address,
  account_id: row.account_id,
  account_role_id: row.account_role_id,
  account_role_name: row.account_role_name,
  workspace_id: row.workspace_id,
  workspace_name: row.workspace_name,
  workspace_role_id: row.workspace_role_id,
  workspace_role_name: row.workspace_role_name,
  invited_by: { id: row.invited_by, name: row.invited_by_name },
  sent_count: row.sent_count,
  last_sent: pgToWire(row.last_sent),
});

/** As the invited person sees it. */
export const presentForInvited = (row: InvitationRow): InvitationForInvited => ({
  id: row.id,
  email: row.email,
  expires: pgToWire(row.expires_at),
  account_name: row.account_name,
  account_handle: row.account_handle,
  account_role_name: row.account_role_name,
  workspace_name: row.workspace_name,
  workspace_handle: row.workspace_handle,
  workspace_role_name: row.workspace_role_name,
  invited_by: row.invited_by_name,
  allow_other_address: row.allow_other_address,
});

import { sql } from '@orch/platform';
import { ROLES_OWNING_WORKSPACES } from '../roles/roles.ts';

/**
 * Condition over `account_member m`, `account a` and `workspace w` of that account: the member may enter the
 * workspace, by the role in the account, by access of their own, or by that of a team. Nobody enters what is deleted.
 */
export const MAY_ENTER = sql`a.deleted_at is null and w.deleted_at is null
  and (m.role_id = any(${ROLES_OWNING_WORKSPACES}::uuid[]) or exists (
    select from workspace_access x where x.workspace_id = w.id and (x.actor_id = m.actor_id or x.actor_id in (
      select t.team_id from team_member t where t.account_id = m.account_id and t.actor_id = m.actor_id))))`;

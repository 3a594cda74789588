import type { SsoGroupMappingResponse } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import type { SsoGroupMappingRow } from './sso-group-mapping.repository.ts';

export const presentMapping = (row: SsoGroupMappingRow): SsoGroupMappingResponse => ({
  id: row.id,
  created: pgToWire(row.created),
  group: row.group_name,
  account_role_id: row.account_role_id,
  workspace_id: row.in_workspace_id,
  workspace_role_id: row.workspace_role_id,
  team_id: row.team_id,
});

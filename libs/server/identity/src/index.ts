export { IdentityModule } from './identity.module.ts';
export { PurgeDeleted } from './workspaces/purge-deleted.ts';
export { SendMails } from './mail/send-mails.ts';
export { CleanUpSignIns } from './people/clean-up-sign-ins.ts';
export { EnsureFirstOwner, type FirstOwner, type MadeOwner } from './bootstrap/ensure-first-owner.ts';
export {
  ACCOUNT_GRANTS,
  ACCOUNT_ROLES,
  type AccountRole,
  WORKSPACE_GRANTS,
  WORKSPACE_ROLES,
  type WorkspaceRole,
} from './roles/roles.ts';
export { type VerifiedChain, verifyAuditChains } from './audit-log/verify-audit-chain.ts';
// what the read and write model of pages uses
export { MeReader } from './me/me.reader.ts';
export { AccountReader, type AccountRow } from './accounts/account.reader.ts';
export { WorkspaceRepository, type WorkspaceRow } from './workspaces/workspace.repository.ts';
export { ChangeWorkspace } from './workspaces/change-workspace.ts';
export { AccessList } from './workspace-access/access-list.ts';
export { MemberRepository, type MemberRow } from './members/member.repository.ts';
export { visibleTo } from './members/visible-to.ts';
export { ChangeMembers } from './members/change-members.ts';
export { Invitations } from './invitations/invitations.ts';
export { TeamRepository, type TeamRow } from './teams/team.repository.ts';
export { RoleRepository, type RoleRow } from './roles/role.repository.ts';
export { accountRoleName } from './roles/roles.ts';
export {
  ServiceAccountRepository,
  type ServiceAccountRow,
} from './service-accounts/service-account.repository.ts';
export { AuditEventReader } from './audit-log/audit-event.reader.ts';
export { presentAuditEvent } from './audit-log/audit-event.presenter.ts';
export { ChangeAccount } from './accounts/change-account.ts';
export { ChangeWorkspaceAccess } from './workspace-access/change-workspace-access.ts';
export { ChangeTeams } from './teams/change-teams.ts';
export { ChangeWorkspaceRoles } from './roles/change-workspace-roles.ts';
export {
  type CreatedServiceAccount,
  CreateServiceAccount,
} from './service-accounts/create-service-account.ts';
export { ChangeServiceAccount } from './service-accounts/change-service-account.ts';
export { DeleteServiceAccount } from './service-accounts/delete-service-account.ts';
export { ApiKeyRepository, type KeyOwner } from './api-keys/api-key.repository.ts';
export { type ListedApiKey, presentApiKey } from './api-keys/api-key.presenter.ts';
export { CreateApiKey, type MadeKey } from './api-keys/create-api-key.ts';
export { RotateApiKey } from './api-keys/rotate-api-key.ts';
export { RevokeApiKey } from './api-keys/revoke-api-key.ts';
export { requireSelf } from './users/require-self.ts';

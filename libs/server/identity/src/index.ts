export { IdentityModule } from './identity.module.ts';
export { MeReader } from './me/me.reader.ts';
export { AccountReader } from './accounts/account.reader.ts';
export { WorkspaceRepository } from './workspaces/workspace.repository.ts';
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

export { IdentityModule } from './identity.module.ts';
export { EnsureFirstOwner, type FirstOwner, type MadeOwner } from './bootstrap/ensure-first-owner.ts';
export {
  ACCOUNT_GRANTS,
  ACCOUNT_ROLES,
  type AccountRole,
  WORKSPACE_GRANTS,
  WORKSPACE_ROLES,
  type WorkspaceRole,
} from './roles/roles.ts';

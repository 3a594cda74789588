import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard, AccessResolver, AuditLog, BearerStrategy } from '@orch/platform';
import { AccessChanges } from './access/access-changes.ts';
import { AccessReader } from './access/access.reader.ts';
import { DatabaseAccessResolver } from './access/database-access-resolver.ts';
import { AccountReader } from './accounts/account.reader.ts';
import { AccountsController } from './accounts/accounts.controller.ts';
import { ApiKeyRepository } from './api-keys/api-key.repository.ts';
import { ApiKeysController } from './api-keys/api-keys.controller.ts';
import { KeyUse } from './api-keys/key-use.ts';
import { DatabaseAuditLog } from './audit-log/database-audit-log.ts';
import { EnsureFirstOwner } from './bootstrap/ensure-first-owner.ts';
import { FirstOwnerRepository } from './bootstrap/first-owner.repository.ts';
import { MeController } from './me/me.controller.ts';
import { MeReader } from './me/me.reader.ts';
import { CreateServiceAccount } from './service-accounts/create-service-account.ts';
import { DeleteServiceAccount } from './service-accounts/delete-service-account.ts';
import { ServiceAccountRepository } from './service-accounts/service-account.repository.ts';
import { ServiceAccountsController } from './service-accounts/service-accounts.controller.ts';
import { UserRepository } from './users/user.repository.ts';
import { UsersController } from './users/users.controller.ts';
import { AccessList } from './workspace-access/access-list.ts';
import { BotAccessController } from './workspace-access/bot-access.controller.ts';
import { GrantWorkspaceAccess } from './workspace-access/grant-workspace-access.ts';
import { UserAccessController } from './workspace-access/user-access.controller.ts';
import { WorkspaceAccessRepository } from './workspace-access/workspace-access.repository.ts';
import { WorkspaceRepository } from './workspaces/workspace.repository.ts';
import { WorkspacesController } from './workspaces/workspaces.controller.ts';

/** Accounts, workspaces, people, service accounts, keys and roles, and the guard of every route of the server. */
@Global()
@Module({
  controllers: [
    MeController,
    AccountsController,
    WorkspacesController,
    UsersController,
    ApiKeysController,
    ServiceAccountsController,
    UserAccessController,
    BotAccessController,
  ],
  providers: [
    AccessChanges,
    DatabaseAuditLog,
    { provide: AuditLog, useExisting: DatabaseAuditLog },
    AccessReader,
    DatabaseAccessResolver,
    { provide: AccessResolver, useExisting: DatabaseAccessResolver },
    BearerStrategy,
    { provide: APP_GUARD, useClass: AccessGuard },
    KeyUse,
    ApiKeyRepository,
    AccountReader,
    MeReader,
    UserRepository,
    WorkspaceRepository,
    ServiceAccountRepository,
    CreateServiceAccount,
    DeleteServiceAccount,
    WorkspaceAccessRepository,
    GrantWorkspaceAccess,
    AccessList,
    FirstOwnerRepository,
    EnsureFirstOwner,
  ],
  exports: [AccessResolver, AuditLog, EnsureFirstOwner],
})
export class IdentityModule {}

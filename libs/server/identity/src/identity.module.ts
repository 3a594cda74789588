import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard, AccessResolver, AuditLog, BearerStrategy, RequestGate } from '@orch/platform';
import { AccessChanges } from './access/access-changes.ts';
import { AccessReader } from './access/access.reader.ts';
import { DatabaseAccessResolver } from './access/database-access-resolver.ts';
import { ApiKeyRepository } from './api-keys/api-key.repository.ts';
import { ApiKeysController } from './api-keys/api-keys.controller.ts';
import { CreateApiKey } from './api-keys/create-api-key.ts';
import { KeyUse } from './api-keys/key-use.ts';
import { RecordKeyChange } from './api-keys/record-key-change.ts';
import { RevokeApiKey } from './api-keys/revoke-api-key.ts';
import { RotateApiKey } from './api-keys/rotate-api-key.ts';
import { AuditEventReader } from './audit-log/audit-event.reader.ts';
import { AuditEventRepository } from './audit-log/audit-event.repository.ts';
import { AuditEventsController } from './audit-log/audit-events.controller.ts';
import { AuditTally } from './audit-log/audit-tally.ts';
import { DatabaseAuditLog } from './audit-log/database-audit-log.ts';
import { VerifyAuditChain } from './audit-log/verify-audit-chain.ts';
import { EnsureFirstOwner } from './bootstrap/ensure-first-owner.ts';
import { FirstOwnerRepository } from './bootstrap/first-owner.repository.ts';
import { MEMBERSHIP_CONTROLLERS, MEMBERSHIP_PROVIDERS } from './membership.parts.ts';
import { PurgeDeleted } from './workspaces/purge-deleted.ts';
import { MeController } from './me/me.controller.ts';
import { MeReader } from './me/me.reader.ts';
import { SendMails } from './mail/send-mails.ts';
import { CleanUpSignIns } from './people/clean-up-sign-ins.ts';
import { PEOPLE_CONTROLLERS, PEOPLE_PROVIDERS } from './people/people.parts.ts';
import { OAUTH_CONTROLLERS, OAUTH_PROVIDERS } from './oauth/oauth.parts.ts';
import { SSO_CONTROLLERS, SSO_PROVIDERS } from './sso/sso.parts.ts';
import { LIMITS_CONTROLLERS, LIMITS_PROVIDERS } from './rate-limits/limits-of-use.parts.ts';
import { SCIM_CONTROLLERS, SCIM_PROVIDERS } from './scim/scim.parts.ts';
import { UserRepository } from './users/user.repository.ts';
import { UsersController } from './users/users.controller.ts';

/** Accounts, workspaces, people, service accounts, keys and roles, and the guard of every route of the server. */
@Global()
@Module({
  controllers: [
    ...PEOPLE_CONTROLLERS,
    ...MEMBERSHIP_CONTROLLERS,
    ...SSO_CONTROLLERS,
    ...OAUTH_CONTROLLERS,
    ...SCIM_CONTROLLERS,
    MeController,
    UsersController,
    ApiKeysController,
    AuditEventsController,
    ...LIMITS_CONTROLLERS,
  ],
  providers: [
    ...PEOPLE_PROVIDERS,
    ...MEMBERSHIP_PROVIDERS,
    ...SSO_PROVIDERS,
    ...OAUTH_PROVIDERS,
    ...SCIM_PROVIDERS,
    AccessChanges,
    ...LIMITS_PROVIDERS,
    AuditEventReader,
    AuditEventRepository,
    AuditTally,
    VerifyAuditChain,
    DatabaseAuditLog,
    { provide: AuditLog, useExisting: DatabaseAuditLog },
    AccessReader,
    DatabaseAccessResolver,
    { provide: AccessResolver, useExisting: DatabaseAccessResolver },
    BearerStrategy,
    { provide: APP_GUARD, useClass: AccessGuard },
    KeyUse,
    ApiKeyRepository,
    CreateApiKey,
    RecordKeyChange,
    RevokeApiKey,
    RotateApiKey,
    MeReader,
    UserRepository,
    FirstOwnerRepository,
    EnsureFirstOwner,
  ],
  exports: [
    AccessResolver,
    AuditLog,
    RequestGate,
    CleanUpSignIns,
    EnsureFirstOwner,
    PurgeDeleted,
    SendMails,
    MeReader,
    AuditEventReader,
    ApiKeyRepository,
    CreateApiKey,
    RevokeApiKey,
    RotateApiKey,
    ...MEMBERSHIP_PROVIDERS,
  ],
})
export class IdentityModule {}

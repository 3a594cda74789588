import { SignInProviders } from '../people/sign-in-ports.ts';
import { CheckGrants } from './connections/check-grants.ts';
import { CreateSsoConnection } from './connections/create-sso-connection.ts';
import { EndPasswordSessions } from './connections/end-password-sessions.ts';
import { DeleteSsoConnection } from './connections/delete-sso-connection.ts';
import { SsoConnectionRepository } from './connections/sso-connection.repository.ts';
import { SsoConnectionsController } from './connections/sso-connections.controller.ts';
import { TestSsoConnection } from './connections/test-sso-connection.ts';
import { UpdateSsoConnection } from './connections/update-sso-connection.ts';
import { ClaimSsoDomain } from './domains/claim-sso-domain.ts';
import { SendDomainMail } from './domains/send-domain-mail.ts';
import { SsoDomainRepository } from './domains/sso-domain.repository.ts';
import { SsoDomainsController } from './domains/sso-domains.controller.ts';
import { VerifySsoDomain } from './domains/verify-sso-domain.ts';
import { MapSsoGroup } from './group-mappings/map-sso-group.ts';
import { SsoGroupMappingRepository } from './group-mappings/sso-group-mapping.repository.ts';
import { SsoGroupMappingsController } from './group-mappings/sso-group-mappings.controller.ts';
import { AdmitPerson } from './login/admit-person.ts';
import { ApplyGroups } from './login/apply-groups.ts';
import { AskProvider } from './login/ask-provider.ts';
import { FinishSso } from './login/finish-sso.ts';
import { OidcClients } from './login/oidc-clients.ts';
import { OidcProviders } from './login/oidc-providers.ts';
import { SsoAttempts } from './login/sso-attempt.ts';
import { SsoGrantRepository } from './login/sso-grant.repository.ts';
import { SsoIdentitiesController } from './login/sso-identities.controller.ts';
import { SsoIdentityRepository } from './login/sso-identity.repository.ts';
import { SsoSignInProviders } from './login/sso-sign-in-providers.ts';
import { SsoController } from './login/sso.controller.ts';
import { StartSso } from './login/start-sso.ts';

/** What the identity module is made of for single sign-on. */
export const SSO_CONTROLLERS = [
  SsoController,
  SsoIdentitiesController,
  SsoConnectionsController,
  SsoDomainsController,
  SsoGroupMappingsController,
];
export const SSO_PROVIDERS = [
  SsoConnectionRepository,
  CheckGrants,
  CreateSsoConnection,
  UpdateSsoConnection,
  DeleteSsoConnection,
  EndPasswordSessions,
  TestSsoConnection,
  SsoDomainRepository,
  ClaimSsoDomain,
  VerifySsoDomain,
  SendDomainMail,
  SsoGroupMappingRepository,
  MapSsoGroup,
  OidcProviders,
  OidcClients,
  SsoAttempts,
  SsoIdentityRepository,
  SsoGrantRepository,
  AdmitPerson,
  ApplyGroups,
  AskProvider,
  StartSso,
  FinishSso,
  SsoSignInProviders,
  { provide: SignInProviders, useExisting: SsoSignInProviders },
];

import { Injectable } from '@nestjs/common';
import type { SignInProvider, SsoDiscovery, SsoProvider } from '@orch/contract';
import { AuditLog } from '@orch/platform';
import { SignInProviders } from '../../people/sign-in-ports.ts';
import { ACCOUNT_ROLES } from '../../roles/roles.ts';
import { ssoStartUrl } from '../connections/sso-connection.presenter.ts';
import { SsoConnectionRepository } from '../connections/sso-connection.repository.ts';
import { domainOf, type OidcProvider, OidcProviders } from './oidc-providers.ts';

const present = ({ id, name }: OidcProvider): SsoProvider => ({ id, name, start_url: ssoStartUrl(id) });

/** Identity providers, as signing in sees them. */
@Injectable()
export class SsoSignInProviders extends SignInProviders {
  constructor(
    private readonly providers: OidcProviders,
    private readonly connections: SsoConnectionRepository,
    private readonly audit: AuditLog,
  ) {
    super();
  }

  override async list(): Promise<readonly SignInProvider[]> {
    return this.providers.ofServer ? [present(this.providers.ofServer)] : [];
  }

  /** Owners of the account that insists may, so that a broken provider locks nobody out for good; it is noted. */
  override async mayUsePassword({ id, email }: { id: string; email: string }): Promise<boolean> {
    const connection = await this.connectionOf(email);
    if (!connection?.is_enforced) return true;
    const insists = await this.connections.insisting(domainOf(email)!, id, ACCOUNT_ROLES.Owner); // it led here
    if (insists) return false;
    await this.audit.note({
      accountId: connection.account_id,
      action: 'sso.bypassed',
      actor: { id, kind: 'user', name: email },
      target: { kind: 'sso_connection', id: connection.id, name: connection.name },
    });
    return true;
  }

  /** By the domain alone: the answer is the same for people who are here and people who are not. */
  async discover(email: string): Promise<SsoDiscovery> {
    const provider = await this.providers.forEmail(email);
    return {
      provider: provider ? present(provider) : null,
      enforced: provider?.connection?.is_enforced ?? false,
    };
  }

  private async connectionOf(email: string) {
    const domain = domainOf(email);
    return domain === undefined ? undefined : this.connections.ofDomain(domain);
  }
}

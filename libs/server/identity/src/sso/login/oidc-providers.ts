import { Inject, Injectable } from '@nestjs/common';
import { isUuid, type Secret } from '@orch/kernel';
import { CONFIG, type Config, Sealer } from '@orch/platform';
import { canonicalIssuer } from '../connections/canonical-issuer.ts';
import { clientSecretOf } from '../connections/client-secret.ts';
import { SsoConnectionRepository, type SsoConnectionRow } from '../connections/sso-connection.repository.ts';

/** The id of the provider that the environment configures. */
export const SERVER_PROVIDER = 'server';

/** An identity provider that people sign in with: of the server, or of an account. */
export interface OidcProvider {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret<string> | undefined;
  readonly scopes: readonly string[];
  readonly groupClaim: string | null;
  /** Null: the server's. */
  readonly connection: SsoConnectionRow | null;
}

/** The part of an e-mail address that says whose it is, in lower case; `undefined` when it is no address. */
export function domainOf(email: string): string | undefined {
  const at = email.lastIndexOf('@');
  return at > 0 && at < email.length - 1 ? email.slice(at + 1).toLowerCase() : undefined;
}

@Injectable()
export class OidcProviders {
  readonly ofServer: OidcProvider | undefined;

  constructor(
    private readonly connections: SsoConnectionRepository,
    private readonly sealer: Sealer,
    @Inject(CONFIG) { oidc }: Config,
  ) {
    this.ofServer = oidc && {
      ...oidc,
      id: SERVER_PROVIDER,
      issuer: canonicalIssuer(oidc.issuer),
      groupClaim: oidc.groupClaim ?? null,
      connection: null,
    };
  }

  /** An enabled provider. */
  async byId(id: string): Promise<OidcProvider | undefined> {
    if (id === SERVER_PROVIDER) return this.ofServer;
    if (!isUuid(id)) return undefined;
    const row = await this.connections.enabled(id.toLowerCase());
    return row && this.of(row);
  }

  /** The provider that an address signs in with: the one of its domain, else the server's. */
  async forEmail(email: string): Promise<OidcProvider | undefined> {
    const domain = domainOf(email);
    const row = domain === undefined ? undefined : await this.connections.ofDomain(domain);
    return row ? this.of(row) : this.ofServer;
  }

  of(row: SsoConnectionRow): OidcProvider {
    return {
      id: row.id,
      name: row.name,
      issuer: row.issuer,
      clientId: row.client_id,
      clientSecret: clientSecretOf(this.sealer, row),
      scopes: row.scopes,
      groupClaim: row.group_claim,
      connection: row,
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { SsoConnectionTest } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import type { Access } from '@orch/platform';
import { causeOf } from '../login/egress-cause.ts';
import { OidcClients } from '../login/oidc-clients.ts';
import { OidcProviders } from '../login/oidc-providers.ts';
import { SsoConnectionRepository } from './sso-connection.repository.ts';

@Injectable()
export class TestSsoConnection {
  constructor(
    private readonly connections: SsoConnectionRepository,
    private readonly providers: OidcProviders,
    private readonly clients: OidcClients,
  ) {}

  /**
   * Asks the provider for its metadata, as a sign-in would. What is wrong is said only as far as it tells nothing
   * about networks that the server sees and the one who asks does not.
   * @throws OrchError `not_found`
   */
  async execute({ scope }: Access, id: string): Promise<SsoConnectionTest> {
    const row = await this.connections.byId(scope.accountId, id);
    if (!row) throw new OrchError('not_found', { id });
    try {
      const metadata = (await this.clients.fresh(this.providers.of(row))).serverMetadata();
      const missing = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'].find(
        (name) => !(name in metadata),
      );
      return missing === undefined
        ? { ok: true, problem: null }
        : { ok: false, problem: `The metadata of the issuer has no ${missing}.` };
    } catch (error) {
      const problem =
        causeOf(error) === undefined
          ? 'The issuer answers, but not with the metadata of this issuer.'
          : 'The issuer cannot be reached.';
      return { ok: false, problem };
    }
  }
}

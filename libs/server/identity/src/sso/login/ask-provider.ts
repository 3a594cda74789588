import { Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { ssoRedirectUri } from '../connections/sso-connection.presenter.ts';
import { OidcClients } from './oidc-clients.ts';
import type { OidcProvider } from './oidc-providers.ts';
import type { SsoAttempt } from './sso-attempt.ts';
import { personOf, type SsoPerson } from './sso-person.ts';

/** Turns a provider's answer into a person. */
@Injectable()
export class AskProvider {
  constructor(private readonly clients: OidcClients) {}

  /**
   * Redeems the code and judges everything that came with it: state, issuer of the answer, PKCE; issuer, audience,
   * nonce, times and signature of the ID token; the subject of the user info.
   * @param search the query of the provider's redirect, with its `?`
   * @throws errors of openid-client
   */
  async execute(provider: OidcProvider, attempt: SsoAttempt, search: string): Promise<SsoPerson> {
    const configuration = await this.clients.configuration(provider);
    const answered = new URL(ssoRedirectUri(attempt.publicUrl) + search);
    const tokens = await oidc.authorizationCodeGrant(configuration, answered, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('there is no ID token');
    const wanted = ['email', ...(provider.groupClaim === null ? [] : [provider.groupClaim])];
    const isThin = wanted.some((claim) => claims[claim] === undefined);
    const canAsk = configuration.serverMetadata().userinfo_endpoint !== undefined;
    const userInfo =
      isThin && canAsk ? await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub) : undefined;
    return personOf(claims, userInfo, provider.groupClaim);
  }
}

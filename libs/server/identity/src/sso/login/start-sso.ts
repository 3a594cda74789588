import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import * as oidc from 'openid-client';
import { ssoRedirectUri } from '../connections/sso-connection.presenter.ts';
import { OidcClients } from './oidc-clients.ts';
import { OidcProviders } from './oidc-providers.ts';
import { ownPath } from './own-path.ts';
import type { SsoAttempt } from './sso-attempt.ts';

export interface SsoStart {
  readonly providerId: string;
  readonly publicUrl: string;
  readonly next: string | undefined;
  readonly link?: SsoAttempt['link'];
}
export interface StartedSso {
  readonly url: string;
  readonly attempt: Omit<SsoAttempt, 'expiresUs'>;
}

/** Begins a sign-in: where the browser goes, and what the provider's answer will be held against. */
@Injectable()
export class StartSso {
  constructor(
    private readonly providers: OidcProviders,
    private readonly clients: OidcClients,
  ) {}

  /** @throws OrchError `not_found`, `sso.unavailable` */
  async execute({ providerId, publicUrl, next, link }: SsoStart): Promise<StartedSso> {
    const provider = await this.providers.byId(providerId);
    if (!provider) throw new OrchError('not_found', { providerId });
    const configuration = await this.clients.configuration(provider).catch((cause: unknown) => {
      throw new OrchError('sso.unavailable', { providerId, reason: String(cause) }, {}, {}, { cause });
    });
    const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
    const codeVerifier = oidc.randomPKCECodeVerifier();
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: ssoRedirectUri(publicUrl),
      scope: [...new Set(['openid', ...provider.scopes])].join(' '),
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const attempt = { providerId: provider.id, state, nonce, codeVerifier, publicUrl, next: ownPath(next) };
    return { url: url.href, attempt: link ? { ...attempt, link } : attempt };
  }
}

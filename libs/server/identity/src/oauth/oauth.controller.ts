import { Controller, Get, Header, HttpCode, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import {
  type AuthorizationQuery,
  authorizationQuery,
  DEVICE_CODE_GRANT,
  type DeviceAuthorization,
  deviceAuthorizationForm,
  OAUTH_CLI_CLIENT_ID,
  revokeForm,
  type TokenAnswer,
  type TokenForm,
  tokenForm,
} from '@orch/contract';
import { Allow, CONFIG, type Config, WireQuery } from '@orch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AttemptLimits } from '../people/attempt-limits.ts';
import { publicUrlOf } from '../sso/public-url.ts';
import { answerAt, judgeAuthorization } from './authorization-request.ts';
import { AuthorizeDevice } from './authorize-device.ts';
import { FormBody } from './form-body.ts';
import type { MintedKey } from './mint-client-key.ts';
import { OAuthError, OAuthErrorFilter } from './oauth-error.ts';
import { RedeemCode } from './redeem-code.ts';
import { RedeemDevice } from './redeem-device.ts';
import { RevokeToken } from './revoke-token.ts';

type DeviceForm = (typeof deviceAuthorizationForm)['_output'];
type RevokeForm = (typeof revokeForm)['_output'];

/**
 * OAuth 2 for our command line: authorization code with PKCE (RFC 6749, 7636, 8252), device code (RFC 8628) and
 * revocation (RFC 7009). The access token is an API key, so every other route knows it already.
 */
@Controller('oauth')
@UseFilters(OAuthErrorFilter)
export class OAuthController {
  constructor(
    private readonly codes: RedeemCode,
    private readonly devices: RedeemDevice,
    private readonly authorize: AuthorizeDevice,
    private readonly revokeToken: RevokeToken,
    private readonly limits: AttemptLimits,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Leads to the consent page, or back to the client with what is wrong. */
  @Get('authorize')
  @Allow('public')
  begin(
    @WireQuery(authorizationQuery) query: AuthorizationQuery,
    @Req() { headers }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const issuer = publicUrlOf(this.config, headers.host);
    const judged = judgeAuthorization(query);
    void reply.header('cache-control', 'no-store');
    if ('error' in judged) {
      const { error, description, state, redirectUri } = judged;
      void reply.redirect(
        answerAt(redirectUri, issuer, { error, error_description: description, state }),
        302,
      );
      return;
    }
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    void reply.redirect(`${issuer}/auth/authorize?${new URLSearchParams(given)}`, 302);
  }

  @Post('token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Allow('public')
  async token(@FormBody(tokenForm) form: TokenForm): Promise<TokenAnswer> {
    if (form.client_id !== OAUTH_CLI_CLIENT_ID)
      throw new OAuthError('invalid_client', 'client_id is not known');
    if (form.grant_type === 'authorization_code') {
      this.limits.admit('oauth-token');
      return answerOf(await this.codes.execute(form));
    }
    if (form.grant_type === DEVICE_CODE_GRANT) return answerOf(await this.devices.execute(form));
    throw new OAuthError('unsupported_grant_type', 'authorization_code and device_code are supported');
  }

  @Post('device_authorization')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Allow('public')
  async device(
    @FormBody(deviceAuthorizationForm) form: DeviceForm,
    @Req() request: FastifyRequest,
  ): Promise<DeviceAuthorization> {
    return this.authorize.execute(form, request);
  }

  @Post('revoke')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Allow('public')
  async revoke(@FormBody(revokeForm) { token }: RevokeForm): Promise<void> {
    if (token === undefined) throw new OAuthError('invalid_request', 'token is needed');
    this.limits.admit('oauth-revoke');
    await this.revokeToken.execute(token);
  }
}

const answerOf = ({ key, expiresInSeconds }: MintedKey): TokenAnswer => ({
  access_token: key.reveal(),
  token_type: 'bearer',
  ...(expiresInSeconds === null ? {} : { expires_in: expiresInSeconds }),
  scope: '',
});

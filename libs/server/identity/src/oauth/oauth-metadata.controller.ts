import { Controller, Get, Inject, Req } from '@nestjs/common';
import { DEVICE_CODE_GRANT } from '@orch/contract';
import { Allow, CONFIG, type Config } from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { publicUrlOf } from '../sso/public-url.ts';

/** What OAuth clients find out about this server (RFC 8414). */
@Controller('.well-known')
export class OAuthMetadataController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('oauth-authorization-server')
  @Allow('public')
  read(@Req() { headers }: FastifyRequest) {
    const issuer = publicUrlOf(this.config, headers.host);
    return {
      issuer,
      authorization_endpoint: `${issuer}/oauth/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      device_authorization_endpoint: `${issuer}/oauth/device_authorization`,
      revocation_endpoint: `${issuer}/oauth/revoke`,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', DEVICE_CODE_GRANT],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
      revocation_endpoint_auth_methods_supported: ['none'],
      authorization_response_iss_parameter_supported: true,
    };
  }
}

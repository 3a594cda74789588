import { Controller, Get, Header, HttpCode, Inject, Post, Req } from '@nestjs/common';
import {
  type AuthorizationDecision,
  authorizationDecision,
  type AuthorizationQuery,
  authorizationQuery,
  type Consent,
  type SsoRedirect,
} from '@orch/contract';
import { Clock, OrchError } from '@orch/kernel';
import {
  Allow,
  CONFIG,
  type Config,
  CurrentPrincipal,
  type Principal,
  WireBody,
  WireQuery,
} from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { publicUrlOf } from '../sso/public-url.ts';
import {
  answerAt,
  type AuthorizationRequest,
  CLI_NAME,
  judgeAuthorization,
} from './authorization-request.ts';
import { consentOf, keyNameOf, suggestedName } from './consent.ts';
import { IssueCode } from './issue-code.ts';
import { requirePerson } from './require-person.ts';

/** The consent page of the authorization code flow: what is asked, and what the person says to it. */
@Controller('api/auth/authorizations')
export class AuthorizationsController {
  constructor(
    private readonly issue: IssueCode,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Allow('signed-in')
  consent(
    @CurrentPrincipal() principal: Principal,
    @WireQuery(authorizationQuery) query: AuthorizationQuery,
  ): Consent {
    requirePerson(principal);
    const request = requestOf(query);
    return consentOf(principal, {
      client: CLI_NAME,
      destination: request.host,
      keyName: this.nameOf(request),
    });
  }

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Allow('signed-in')
  async decide(
    @CurrentPrincipal() principal: Principal,
    @WireBody(authorizationDecision) body: AuthorizationDecision,
    @Req() { headers }: FastifyRequest,
  ): Promise<SsoRedirect> {
    requirePerson(principal);
    const request = requestOf(body);
    const issuer = publicUrlOf(this.config, headers.host);
    const { redirectUri, state } = request;
    if (body.decision === 'deny')
      return { redirect_to: answerAt(redirectUri, issuer, { error: 'access_denied', state }) };
    const keyName = keyNameOf(body.name, this.nameOf(request));
    const code = await this.issue.execute(principal, request, { name: keyName, days: body.expires_in_days });
    return { redirect_to: answerAt(redirectUri, issuer, { code: code.reveal(), state }) };
  }

  private nameOf({ deviceName }: AuthorizationRequest): string {
    return suggestedName(CLI_NAME, deviceName, new Date(this.clock.nowUs() / 1000));
  }
}

/** @throws OrchError `oauth.request_refused` */
function requestOf(query: AuthorizationQuery): AuthorizationRequest {
  const judged = judgeAuthorization(query);
  if ('error' in judged) throw new OrchError('oauth.request_refused', {}, { text: judged.description });
  return judged;
}

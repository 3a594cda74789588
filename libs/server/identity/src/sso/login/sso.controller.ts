import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  ssoDiscover,
  type SsoDiscovery,
  type SsoErrorCode,
  type SsoLink,
  ssoLink,
  type SsoRedirect,
  ssoStartQuery,
  type SsoStartQuery,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  CONFIG,
  type Config,
  CurrentPrincipal,
  type Principal,
  WireBody,
  WireQuery,
} from '@orch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentSessions } from '../../people/current-sessions.ts';
import { Sessions } from '../../sessions/sessions.ts';
import { publicUrlOf } from '../public-url.ts';
import { FinishSso } from './finish-sso.ts';
import { ownPath } from './own-path.ts';
import { sendRefusalPage } from './refusal-page.ts';
import { type SsoAttempt, SsoAttempts } from './sso-attempt.ts';
import { SsoSignInProviders } from './sso-sign-in-providers.ts';
import { StartSso } from './start-sso.ts';

type Discover = (typeof ssoDiscover)['_output'];

/** Signing in through an identity provider. Browsers come here by links, so answers are redirects. */
@Controller('api/auth/sso')
export class SsoController {
  constructor(
    private readonly start: StartSso,
    private readonly finish: FinishSso,
    private readonly attempts: SsoAttempts,
    private readonly signIn: SsoSignInProviders,
    private readonly sessions: Sessions,
    private readonly current: CurrentSessions,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('discover')
  @HttpCode(200)
  @Allow('public')
  async discover(@WireBody(ssoDiscover) { email }: Discover): Promise<SsoDiscovery> {
    return this.signIn.discover(email);
  }

  @Get('start/:provider')
  @Allow('public')
  async begin(
    @Param('provider') providerId: string,
    @WireQuery(ssoStartQuery) { next }: SsoStartQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const publicUrl = publicUrlOf(this.config, request.headers.host);
    try {
      const { url, attempt } = await this.start.execute({ providerId, publicUrl, next });
      this.attempts.begin(reply, attempt);
      void reply.header('cache-control', 'no-store').redirect(url, 302);
    } catch (error) {
      if (!(error instanceof OrchError) || error.code !== 'sso.unavailable') throw error;
      request.log.warn({ err: error, providerId }, 'identity provider not available');
      this.toSignIn(reply, { publicUrl, providerId, next: ownPath(next) }, 'unavailable');
    }
  }

  /** A page of ours asks for this, so that nobody is talked into linking the identity of another. */
  @Post('link')
  @HttpCode(200)
  @Allow('signed-in')
  async link(
    @CurrentPrincipal() principal: Principal,
    @WireBody(ssoLink) { provider: providerId, next }: SsoLink,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SsoRedirect> {
    if (principal.sessionId === undefined) throw new OrchError('session.required');
    const link = { userId: principal.actorId, sessionId: principal.sessionId };
    const publicUrl = publicUrlOf(this.config, request.headers.host);
    const { url, attempt } = await this.start.execute({ providerId, publicUrl, next, link });
    this.attempts.begin(reply, attempt);
    return { redirect_to: url };
  }

  @Get('callback')
  @Allow('public')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const attempt = this.attempts.of(request.headers.cookie);
    this.attempts.end(reply);
    if (!attempt || !(await this.isStillSignedIn(attempt, request)))
      return sendRefusalPage(reply, publicUrlOf(this.config, request.headers.host));
    const question = request.url.indexOf('?');
    const result = await this.finish.execute(attempt, question < 0 ? '' : request.url.slice(question));
    if (result.kind === 'forged') return sendRefusalPage(reply, attempt.publicUrl);
    if (result.kind === 'refused') return this.toSignIn(reply, attempt, result.code);
    if (result.opened) this.sessions.give(reply, result.opened);
    void reply.header('cache-control', 'no-store').redirect(`${attempt.publicUrl}${result.next}`, 302);
  }

  /** Who began to link must be who is signed in when the answer comes. */
  private async isStillSignedIn({ link }: SsoAttempt, request: FastifyRequest): Promise<boolean> {
    if (!link) return true;
    const session = await this.current.ofCookie(request.headers.cookie);
    return session?.id === link.sessionId && session?.user.id === link.userId;
  }

  private toSignIn(
    reply: FastifyReply,
    { publicUrl, providerId, next }: Pick<SsoAttempt, 'publicUrl' | 'providerId' | 'next'>,
    code: SsoErrorCode,
  ): void {
    const query = new URLSearchParams({ sso_error: code, provider: providerId, next });
    void reply.header('cache-control', 'no-store').redirect(`${publicUrl}/auth/sign-in?${query}`, 302);
  }
}

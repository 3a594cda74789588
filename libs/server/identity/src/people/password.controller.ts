import { Controller, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  type ChangePasswordBody,
  changePasswordBody,
  type ForgotPasswordBody,
  forgotPasswordBody,
  type ResendVerificationBody,
  resendVerificationBody,
  type ResetPasswordBody,
  resetPasswordBody,
  type SignedIn,
  type VerifyEmailBody,
  verifyEmailBody,
} from '@orch/contract';
import {
  AccessResolver,
  Allow,
  authenticate,
  CONFIG,
  type Config,
  CurrentPrincipal,
  type Principal,
  requireOwnPage,
  WireBody,
} from '@orch/platform';
import { parseMicros } from '@orch/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Sessions } from '../sessions/sessions.ts';
import { AfterAnswer } from './after-answer.ts';
import { CurrentSessions } from './current-sessions.ts';
import { EmailVerification } from './email-verification.ts';
import { PasswordChanges } from './password-changes.ts';

/** Proving addresses and setting passwords. */
@Controller('api/auth')
export class PasswordController {
  constructor(
    private readonly passwords: PasswordChanges,
    private readonly verification: EmailVerification,
    private readonly after: AfterAnswer,
    private readonly sessions: Sessions,
    private readonly current: CurrentSessions,
    private readonly resolver: AccessResolver,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('verify-email')
  @HttpCode(204)
  @Allow('public')
  async verifyEmail(
    @Req() request: FastifyRequest,
    @WireBody(verifyEmailBody) body: VerifyEmailBody,
  ): Promise<void> {
    requireOwnPage(this.config, request.headers);
    await this.verification.confirm(body.token);
  }

  /** With an address, the answer is the same whoever has it. */
  @Post('resend-verification')
  @HttpCode(202)
  @Allow('public')
  async resend(
    @Req() { headers }: FastifyRequest,
    @WireBody(resendVerificationBody) { email }: ResendVerificationBody,
  ): Promise<void> {
    requireOwnPage(this.config, headers);
    if (email === undefined)
      return this.verification.resendToSelf(
        await authenticate(this.resolver, this.config, headers, 'change'),
      );
    this.verification.admit(email);
    this.after.do('resending a verification', () => this.verification.resend(email));
  }

  @Post('forgot-password')
  @HttpCode(202)
  @Allow('public')
  forgot(@Req() request: FastifyRequest, @WireBody(forgotPasswordBody) { email }: ForgotPasswordBody): void {
    requireOwnPage(this.config, request.headers);
    this.passwords.admit(email);
    this.after.do('sending a password link', () => this.passwords.forgot(email));
  }

  /** Signs nobody in: who has the new password can do that. */
  @Post('reset-password')
  @HttpCode(204)
  @Allow('public')
  async reset(
    @Req() request: FastifyRequest,
    @WireBody(resetPasswordBody) body: ResetPasswordBody,
  ): Promise<void> {
    requireOwnPage(this.config, request.headers);
    await this.passwords.reset(body);
  }

  /** The session that asks goes on with another token, and so with another token against forged requests. */
  @Post('change-password')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Allow('signed-in')
  async change(
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
    @WireBody(changePasswordBody) body: ChangePasswordBody,
  ): Promise<SignedIn> {
    const token = await this.passwords.change(principal, body);
    const session = token && (await this.current.ofToken(token.reveal()));
    if (token && session) this.sessions.give(reply, { token, expiresUs: parseMicros(session.expires)! });
    return { session, next: null };
  }
}

import { Controller, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  type AuthState,
  type SignedIn,
  type SignInBody,
  signInBody,
  type SignUpBody,
  signUpBody,
} from '@orch/contract';
import { Allow, CONFIG, type Config, requireOwnPage, WireBody } from '@orch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessChanges } from '../access/access-changes.ts';
import { type OpenedSession, Sessions } from '../sessions/sessions.ts';
import { ReadAuthState } from './auth-state.ts';
import { CurrentSessions } from './current-sessions.ts';
import { SignIn } from './sign-in.ts';
import { SignUp } from './sign-up.ts';

/**
 * Signing up, in and out in a browser. Bearer tokens are not looked at here. Pages of other sites are refused, so
 * that nobody is signed in, or out, without wanting it.
 */
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly state: ReadAuthState,
    private readonly signUps: SignUp,
    private readonly signIns: SignIn,
    private readonly changes: AccessChanges,
    private readonly sessions: Sessions,
    private readonly current: CurrentSessions,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('state')
  @Header('cache-control', 'no-store')
  @Allow('public')
  read(@Req() request: FastifyRequest): Promise<AuthState> {
    return this.state.execute(request.headers.cookie);
  }

  @Post('sign-up')
  @Header('cache-control', 'no-store')
  @Allow('public')
  async signUp(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @WireBody(signUpBody) body: SignUpBody,
  ): Promise<SignedIn> {
    requireOwnPage(this.config, request.headers);
    const { opened } = await this.signUps.execute(body);
    return opened ? this.enter(reply, opened) : { session: null, next: 'verify_email' };
  }

  @Post('sign-in')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Allow('public')
  async signIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @WireBody(signInBody) body: SignInBody,
  ): Promise<SignedIn> {
    requireOwnPage(this.config, request.headers);
    return this.enter(reply, await this.signIns.execute(body));
  }

  /** Fine without a session too: what counts is that there is none afterwards. */
  @Post('sign-out')
  @HttpCode(204)
  @Allow('public')
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    requireOwnPage(this.config, request.headers);
    await this.changes.write((tx) => this.sessions.end(tx));
    this.sessions.take(reply);
  }

  private async enter(reply: FastifyReply, opened: OpenedSession): Promise<SignedIn> {
    this.sessions.give(reply, opened);
    return { session: await this.current.ofToken(opened.token.reveal()), next: null };
  }
}

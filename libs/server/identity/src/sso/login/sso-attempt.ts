import { Inject, Injectable } from '@nestjs/common';
import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';
import { CONFIG, type Config, cookieOf, Sealer } from '@orch/platform';
import type { FastifyReply } from 'fastify';

/** A sign-in that is under way: what the answer of the provider is held against. */
export interface SsoAttempt {
  readonly providerId: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly publicUrl: string;
  readonly next: string;
  /** Who links an identity to themselves; absent: somebody signs in. */
  readonly link?: { readonly userId: string; readonly sessionId: string | null };
  readonly expiresUs: Micros;
}

const SECONDS = 600;
const CHARACTERS_MAX = 8_000;
const PLACE = { workspaceId: 'sso', table: 'sso_attempt', rowId: 'cookie' };

/** Keeps a sign-in that is under way in a sealed cookie of the browser that began it: nobody else can end it. */
@Injectable()
export class SsoAttempts {
  private readonly cookie: string;
  private readonly flags: string;

  constructor(
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    const isHttps = config.publicUrl?.startsWith('https:') ?? false;
    this.cookie = isHttps ? '__Host-orch_sso' : 'orch_sso';
    // Lax: the provider sends the browser back by an ordinary link
    this.flags = `Path=/; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`;
  }

  begin(reply: FastifyReply, attempt: Omit<SsoAttempt, 'expiresUs'>): void {
    const expiresUs = this.clock.nowUs() + SECONDS * US_PER_SECOND;
    const sealed = this.sealer.seal(PLACE, JSON.stringify({ ...attempt, expiresUs }));
    this.set(reply, sealed.toString('base64url'), SECONDS);
  }

  /** The attempt of this browser, if there is one that is not over. */
  of(cookieHeader: string | undefined): SsoAttempt | undefined {
    const value = cookieOf(cookieHeader, this.cookie);
    if (value === undefined || value.length > CHARACTERS_MAX) return undefined;
    try {
      // only we could seal it
      const attempt = JSON.parse(this.sealer.open(PLACE, Buffer.from(value, 'base64url'))) as SsoAttempt;
      return attempt.expiresUs > this.clock.nowUs() ? attempt : undefined;
    } catch {
      return undefined;
    }
  }

  /** An attempt is over after the first answer, whatever it was. */
  end(reply: FastifyReply): void {
    this.set(reply, '', 0);
  }

  private set(reply: FastifyReply, value: string, maxAgeSeconds: number): void {
    void reply.header('set-cookie', `${this.cookie}=${value}; Max-Age=${maxAgeSeconds}; ${this.flags}`);
  }
}

import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock, Ids, type Micros, Secret, US_PER_SECOND } from '@orch/kernel';
import {
  AuditLog,
  CONFIG,
  type Config,
  currentRequest,
  hashSessionToken,
  sessionCookie,
  sessionTokenOf,
  type Tx,
} from '@orch/platform';
import type { FastifyReply } from 'fastify';
import { SESSION_US, SESSIONS_MAX } from './session-limits.ts';
import { type SessionMethod, SessionRepository } from './session.repository.ts';

/** A session that was just opened, with the only copy of its token. */
export interface OpenedSession {
  readonly id: string;
  readonly token: Secret<string>;
  readonly expiresUs: Micros;
}

/** Who a session is opened for. */
export interface SessionOwner {
  readonly userId: string;
  readonly handle: string;
}

const USER_AGENT_CHARACTERS_MAX = 300;
const newToken = (): string => randomBytes(32).toString('base64url');
const hashOf = (token: string): Buffer => Buffer.from(hashSessionToken(token), 'base64');

/** Opens, renews and ends sessions of browsers; what ends one is called in `AccessChanges.write`, so that all hear of it. */
@Injectable()
export class Sessions {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A new session with a new token; the one that the browser came with ends, so that nobody can plant one. */
  async open(tx: Tx, { userId, handle }: SessionOwner, method: SessionMethod): Promise<OpenedSession> {
    await this.end(tx);
    const request = currentRequest();
    const token = newToken();
    const createdUs = this.clock.nowUs();
    const session = { id: this.ids.next(), userId, method, createdUs, expiresUs: createdUs + SESSION_US };
    const userAgent = request?.headers['user-agent']?.slice(0, USER_AGENT_CHARACTERS_MAX) ?? null;
    await this.sessions.add(tx, { ...session, tokenHash: hashOf(token), userAgent, ip: request?.ip ?? null });
    await this.sessions.keepNewest(tx, userId, SESSIONS_MAX);
    await this.audit.record(tx, {
      accountId: null,
      action: 'session.created',
      actor: { id: userId, kind: 'user', name: handle },
      target: { kind: 'session', id: session.id, name: handle },
      after: { method },
    });
    return { id: session.id, token: new Secret(token), expiresUs: session.expiresUs };
  }

  /** Whether the browser that asks came with a session, alive or not. */
  isGiven(): boolean {
    return sessionTokenOf(this.config, currentRequest()?.headers.cookie) !== undefined;
  }

  /** Ends the session of the browser that asks; returns whether there was one. */
  async end(tx: Tx): Promise<boolean> {
    const token = sessionTokenOf(this.config, currentRequest()?.headers.cookie);
    const ended = token === undefined ? undefined : await this.sessions.revokeByToken(tx, hashOf(token));
    if (!ended) return false;
    await this.audit.record(tx, {
      accountId: null,
      action: 'session.revoked',
      actor: { id: ended.user_id, kind: 'user', name: ended.handle },
      target: { kind: 'session', id: ended.id },
    });
    return true;
  }

  /** Gives the session that asks another token, after its rights changed; `null` when it is gone meanwhile. */
  async rotate(tx: Tx, sessionId: string): Promise<Secret<string> | null> {
    const token = newToken();
    return (await this.sessions.replaceToken(tx, sessionId, hashOf(token))) ? new Secret(token) : null;
  }

  /** Hands the token to the browser. */
  give(reply: FastifyReply, { token, expiresUs }: Omit<OpenedSession, 'id'>): void {
    const maxAgeSeconds = Math.max(0, Math.round((expiresUs - this.clock.nowUs()) / US_PER_SECOND));
    void reply.header('set-cookie', sessionCookie(this.config, { token: token.reveal(), maxAgeSeconds }));
  }

  /** Makes the browser forget its token. */
  take(reply: FastifyReply): void {
    void reply.header('set-cookie', sessionCookie(this.config, null));
  }
}

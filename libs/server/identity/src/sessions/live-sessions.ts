import { Injectable } from '@nestjs/common';
import { Clock, microsFromPg, type Micros } from '@orch/kernel';
import {
  hashSessionToken,
  Notifications,
  type Principal,
  SESSION_TOKEN_CHARACTERS_MAX,
} from '@orch/platform';
import { AccessCache } from '../access/access-cache.ts';
import { AccessChanges } from '../access/access-changes.ts';
import { SESSION_IDLE_US } from './session-limits.ts';
import { SessionRepository } from './session.repository.ts';
import { SessionUse } from './session-use.ts';

interface KnownSession {
  readonly principal: Principal;
  readonly sessionId: string;
  /** When it is over, unless it is used before. */
  readonly idleEndUs: Micros;
  readonly expiresUs: Micros;
}

const SESSIONS_KNOWN_MAX = 20_000;

/** Who is signed in with which token; cached while changes are heard, as keys are. */
@Injectable()
export class LiveSessions {
  private readonly known: AccessCache<KnownSession>;

  constructor(
    private readonly sessions: SessionRepository,
    private readonly use: SessionUse,
    private readonly clock: Clock,
    notifications: Notifications,
    changes: AccessChanges,
  ) {
    const isTrusted = (): boolean => notifications.isConnected;
    this.known = new AccessCache({ clock, isTrusted, entriesMax: SESSIONS_KNOWN_MAX });
    changes.onChange(() => this.known.drop());
  }

  async principalOf(token: string): Promise<Principal | null> {
    if (token.length > SESSION_TOKEN_CHARACTERS_MAX) return null;
    const hash = hashSessionToken(token);
    const kept = this.known.kept(hash);
    const session = kept === undefined ? await this.known.load(hash, () => this.load(hash)) : kept;
    if (session === null) return null;
    const nowUs = this.clock.nowUs();
    if (nowUs >= session.expiresUs || nowUs >= session.idleEndUs) return null;
    this.use.note(session.sessionId);
    return session.principal;
  }

  private async load(hash: string): Promise<KnownSession | null> {
    const row = await this.sessions.live(Buffer.from(hash, 'base64'));
    if (!row) return null;
    return {
      principal: {
        actorId: row.user_id,
        actorKind: 'user',
        name: row.handle,
        email: row.email,
        keyId: null,
        sessionId: row.id,
      },
      sessionId: row.id,
      idleEndUs: microsFromPg(row.last_seen_at) + SESSION_IDLE_US,
      expiresUs: microsFromPg(row.expires_at),
    };
  }
}

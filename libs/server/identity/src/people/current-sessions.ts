import { Inject, Injectable } from '@nestjs/common';
import type { CurrentSession, SignedInUser } from '@orch/contract';
import { type Micros, microsFromPg, microsToWire } from '@orch/kernel';
import { CONFIG, type Config, csrfTokenOf, hashSessionToken, sessionTokenOf } from '@orch/platform';
import { LiveSessions } from '../sessions/live-sessions.ts';
import { SessionRepository } from '../sessions/session.repository.ts';
import { type PersonRow, PersonRepository } from './person.repository.ts';

const presentUser = (person: PersonRow): SignedInUser => ({
  id: person.id,
  handle: person.handle,
  email: person.email,
  first_name: person.first_name,
  last_name: person.last_name,
  email_verified: person.email_verified_at !== null,
  has_password: person.password_hash !== null,
  is_operator: person.is_operator,
});

/** What pages know of the session that they act with. */
@Injectable()
export class CurrentSessions {
  constructor(
    private readonly live: LiveSessions,
    private readonly sessions: SessionRepository,
    private readonly people: PersonRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The session of a Cookie header; `null` without one that is alive. */
  async ofCookie(cookie: string | undefined): Promise<CurrentSession | null> {
    const token = sessionTokenOf(this.config, cookie);
    return token === undefined ? null : this.ofToken(token);
  }

  async ofToken(token: string): Promise<CurrentSession | null> {
    const principal = await this.live.principalOf(token);
    if (!principal) return null;
    const [row, person] = await Promise.all([
      this.sessions.live(Buffer.from(hashSessionToken(token), 'base64')),
      this.people.byId(principal.actorId),
    ]);
    if (!row || !person) return null;
    return this.present(row.id, microsFromPg(row.expires_at), person, token);
  }

  private present(id: string, expiresUs: Micros, person: PersonRow, token: string): CurrentSession {
    return {
      id,
      user: presentUser(person),
      csrf_token: csrfTokenOf(token),
      expires: microsToWire(expiresUs),
    };
  }
}

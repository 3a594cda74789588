import { Injectable } from '@nestjs/common';
import { type Micros, microsToPg } from '@orch/kernel';
import { Database, prepared, sql, type Tx } from '@orch/platform';

export type SessionMethod = 'password' | 'sso' | 'sign_up';

export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly tokenHash: Buffer;
  readonly method: SessionMethod;
  readonly userAgent: string | null;
  readonly ip: string | null;
  readonly createdUs: Micros;
  readonly expiresUs: Micros;
}

export interface SessionRow {
  readonly id: string;
  readonly method: SessionMethod;
  readonly user_agent: string | null;
  readonly ip: string | null;
  readonly created: string;
  readonly last_seen_at: string;
  readonly expires_at: string;
}

/** A session with the person it belongs to. */
export interface LiveSessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly handle: string;
  readonly email: string;
  readonly last_seen_at: string;
  readonly expires_at: string;
}

export interface EndedSession {
  readonly id: string;
  readonly user_id: string;
  readonly handle: string;
}

const LIVE = prepared(
  'identity.session',
  `select s.id, s.user_id, u.handle, u.email, s.last_seen_at, s.expires_at
   from user_session s join app_user u on u.id = s.user_id and not u.is_disabled
   where s.token_hash = $1`,
);

/** A session is revoked by deleting it: a token that is not there opens nothing. */
@Injectable()
export class SessionRepository {
  constructor(private readonly database: Database) {}

  async add(tx: Tx, session: NewSession): Promise<void> {
    const created = microsToPg(session.createdUs);
    await tx.execute(sql`
      insert into user_session (id, user_id, token_hash, method, user_agent, ip, created, last_seen_at, expires_at)
      values (${session.id}, ${session.userId}, ${session.tokenHash}, ${session.method}, ${session.userAgent}, ${session.ip},
        ${created}, ${created}, ${microsToPg(session.expiresUs)})`);
  }

  /** Whether it is over is left to the caller. */
  async live(tokenHash: Buffer): Promise<LiveSessionRow | undefined> {
    return (await this.database.queryOutside<LiveSessionRow>(LIVE.with(tokenHash)))[0];
  }

  /** Sessions of a person that are not over, the last used first. */
  async ofUser(userId: string, nowUs: Micros, seenSinceUs: Micros): Promise<SessionRow[]> {
    return this.database.queryOutside<SessionRow>(sql`
      select id, method, user_agent, ip, created, last_seen_at, expires_at from user_session
      where user_id = ${userId} and expires_at > ${microsToPg(nowUs)} and last_seen_at > ${microsToPg(seenSinceUs)}
      order by last_seen_at desc, id desc limit 200`);
  }

  /** Gives a session another token, so that whoever knew the old one is out. */
  async replaceToken(tx: Tx, sessionId: string, tokenHash: Buffer): Promise<boolean> {
    const touched = await tx.execute(
      sql`update user_session set token_hash = ${tokenHash} where id = ${sessionId}`,
    );
    return touched > 0;
  }

  async revoke(tx: Tx, userId: string, sessionId: string): Promise<boolean> {
    const touched = await tx.execute(
      sql`delete from user_session where id = ${sessionId} and user_id = ${userId}`,
    );
    return touched > 0;
  }

  /** Returns the person whose session it was. */
  async revokeByToken(tx: Tx, tokenHash: Buffer): Promise<EndedSession | undefined> {
    const [row] = await tx.query<EndedSession>(
      sql`delete from user_session s using app_user u where u.id = s.user_id and s.token_hash = ${tokenHash}
          returning s.id, s.user_id, u.handle`,
    );
    return row;
  }

  /** All sessions of a person but one; returns how many. */
  async revokeOthers(tx: Tx, userId: string, keptId: string | null): Promise<number> {
    return tx.execute(
      sql`delete from user_session where user_id = ${userId} and id is distinct from ${keptId}::uuid`,
    );
  }

  /** Removes sessions that are over. */
  async forgetOver(nowUs: Micros, seenSinceUs: Micros): Promise<void> {
    await this.database.queryOutside(sql`
      delete from user_session where expires_at <= ${microsToPg(nowUs)} or last_seen_at <= ${microsToPg(seenSinceUs)}`);
  }

  /** Keeps the newest sessions of a person. */
  async keepNewest(tx: Tx, userId: string, count: number): Promise<void> {
    await tx.execute(sql`
      delete from user_session where user_id = ${userId} and id in (
        select id from user_session where user_id = ${userId} order by created desc, id desc offset ${count})`);
  }
}

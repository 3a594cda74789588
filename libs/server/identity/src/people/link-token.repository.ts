import { hash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, type Micros, microsToPg, Secret, US_PER_SECOND } from '@orch/kernel';
import { Database, sql, type Tx } from '@orch/platform';

export type LinkKind = 'verify_email' | 'reset_password' | 'first_owner';

/** Who a link acts for. */
export interface LinkOwner {
  readonly userId: string;
  readonly email: string;
}

/** A link that was made; the token is kept nowhere else. */
export interface NewLink {
  readonly token: Secret<string>;
  readonly expiresUs: Micros;
}

const HOUR_US = 3_600 * US_PER_SECOND;
const LIFE_US: Readonly<Record<LinkKind, Micros>> = {
  verify_email: 48 * HOUR_US,
  reset_password: HOUR_US,
  first_owner: 24 * HOUR_US,
};
/** More links of a kind than this a person cannot have open: nobody fills their mailbox. */
const OPEN_MAX = 3;
const hashOf = (token: string): Buffer => Buffer.from(hash('sha256', token, 'base64'), 'base64');

/** Links that prove something once: 256 random bits, of which the database has the SHA-256. */
@Injectable()
export class LinkTokenRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** `null` when the person has enough open links of this kind. */
  async make(
    tx: Tx,
    kind: 'verify_email' | 'reset_password',
    { userId, email }: LinkOwner,
  ): Promise<NewLink | null> {
    // one after the other: many requests at once make no more links than a few
    await tx.query(sql`select 1 from app_user where id = ${userId} for no key update`);
    const [row] = await tx.query<{ n: string }>(sql`
      select count(*) as n from link_token where user_id = ${userId} and kind = ${kind} and expires_at > ${this.now()}`);
    return Number(row?.n) >= OPEN_MAX ? null : this.add(tx, kind, userId, email);
  }

  makeFirstOwner(tx: Tx): Promise<NewLink> {
    return this.add(tx, 'first_owner', null, null);
  }

  /** Whose link it is, without using it up. */
  async peek(kind: LinkKind, token: string): Promise<LinkOwner | undefined> {
    const [row] = await this.database.queryOutside<{ user_id: string; email: string }>(sql`
      select user_id, email from link_token where hash = ${hashOf(token)} and kind = ${kind} and expires_at > ${this.now()}`);
    return row && { userId: row.user_id, email: row.email };
  }

  /** Uses a link up, with all others of its person and kind. `undefined` when it is unknown, used or too old. */
  async use(tx: Tx, kind: LinkKind, token: string): Promise<LinkOwner | undefined> {
    const [row] = await tx.query<{ user_id: string; email: string }>(sql`
      delete from link_token where hash = ${hashOf(token)} and kind = ${kind} and expires_at > ${this.now()}
      returning user_id, email`);
    if (!row) return undefined;
    await tx.execute(
      sql`delete from link_token where kind = ${kind} and user_id is not distinct from ${row.user_id}::uuid`,
    );
    return { userId: row.user_id, email: row.email };
  }

  async forgetExpired(): Promise<void> {
    await this.database.queryOutside(sql`delete from link_token where expires_at <= ${this.now()}`);
  }

  private async add(tx: Tx, kind: LinkKind, userId: string | null, email: string | null): Promise<NewLink> {
    const token = randomBytes(32).toString('base64url');
    const expiresUs = this.clock.nowUs() + LIFE_US[kind];
    await tx.execute(sql`
      insert into link_token (hash, kind, user_id, email, expires_at)
      values (${hashOf(token)}, ${kind}, ${userId}, ${email}, ${microsToPg(expiresUs)})`);
    return { token: new Secret(token), expiresUs };
  }

  private now(): string {
    return microsToPg(this.clock.nowUs());
  }
}

import { Injectable } from '@nestjs/common';
import { type Micros, microsToPg } from '@orch/kernel';
import { BackgroundDatabase, Database, sql, type Tx } from '@orch/platform';

export interface MailRow {
  readonly id: string;
  readonly account_id: string | null;
  readonly kind: string;
  readonly recipient: string;
  readonly subject: string;
  readonly content: Buffer;
  readonly created: string;
  readonly expires_at: string | null;
}

/** A mail whose turn it is; nobody else sends it before its next attempt is due. */
export interface DueMail extends MailRow {
  readonly attempts: number;
  readonly is_expired: boolean;
}

export interface StoredMail {
  readonly id: string;
  readonly accountId: string | null;
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  readonly content: Buffer;
  readonly expiresUs: Micros | null;
}

const COLUMNS = sql`id, account_id, kind, recipient, subject, content, created, expires_at`;
const EMPTY = Buffer.alloc(0);
/** Kept to tell people what became of their mails. */
const KEPT_DAYS = 30;
const LISTED_MAX = 100;

@Injectable()
export class MailRepository {
  constructor(
    private readonly database: Database,
    private readonly background: BackgroundDatabase,
  ) {}

  async add(tx: Tx, mail: StoredMail): Promise<void> {
    const expires = mail.expiresUs === null ? null : microsToPg(mail.expiresUs);
    await tx.execute(sql`
      insert into mail (id, account_id, kind, recipient, subject, content, expires_at)
      values (${mail.id}, ${mail.accountId}, ${mail.kind}, ${mail.to}, ${mail.subject}, ${mail.content}, ${expires})`);
  }

  /**
   * Takes mails that are due. The next attempt is set before the first is made: a process that dies on the way leaves
   * them to the others, and two processes never take the same one. The pause doubles from a minute to six hours.
   */
  async takeDue(limit: number): Promise<DueMail[]> {
    return this.background.queryOutside<DueMail>(sql`
      update mail set attempts = attempts + 1, next_attempt_at = now() + least(interval '6 hours', interval '1 minute' * 2 ^ least(attempts, 20))
      where id in (
        select id from mail where sent_at is null and failed_at is null and next_attempt_at <= now()
        order by next_attempt_at limit ${limit} for update skip locked)
      returning ${COLUMNS}, attempts, coalesce(expires_at <= now(), false) as is_expired`);
  }

  async sent(mailId: string): Promise<void> {
    await this.background.queryOutside(
      sql`update mail set sent_at = now(), content = ${EMPTY}, last_error = null where id = ${mailId}`,
    );
  }

  /** There is no mail server: it stays readable for owners, and is not taken again. */
  async shown(mailIds: readonly string[]): Promise<void> {
    await this.background.queryOutside(
      sql`update mail set next_attempt_at = 'infinity', attempts = 0 where id = any(${mailIds}::uuid[])`,
    );
  }

  async tryLater(mailId: string, error: string): Promise<void> {
    await this.background.queryOutside(sql`update mail set last_error = ${error} where id = ${mailId}`);
  }

  async giveUp(mailId: string, error: string): Promise<void> {
    await this.background.queryOutside(
      sql`update mail set failed_at = now(), content = ${EMPTY}, last_error = ${error} where id = ${mailId}`,
    );
  }

  async forgetOld(): Promise<void> {
    await this.background.queryOutside(
      sql`delete from mail where created < now() - make_interval(days => ${KEPT_DAYS})`,
    );
  }

  /** Mails of an account that are not sent, newest first; with those of the server itself for who runs it. */
  async unsent(accountId: string, withServers: boolean): Promise<MailRow[]> {
    return this.database.queryOutside<MailRow>(sql`
      select ${COLUMNS} from (
        (select * from mail where account_id = ${accountId} order by id desc limit ${LISTED_MAX})
        union all
        (select * from mail where account_id is null and ${withServers}::boolean order by id desc limit ${LISTED_MAX})) m
      where sent_at is null and failed_at is null and (expires_at is null or expires_at > now())
      order by id desc limit ${LISTED_MAX}`);
  }
}

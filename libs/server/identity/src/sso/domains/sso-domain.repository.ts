import { Injectable } from '@nestjs/common';
import { type Micros, microsToPg, OrchError } from '@orch/kernel';
import { Database, sql, type Tx, violates } from '@orch/platform';

export interface SsoDomainRow {
  readonly id: string;
  readonly account_id: string;
  readonly connection_id: string;
  readonly domain: string;
  readonly txt_value: string;
  readonly mail_sent_at: string | null;
  readonly verified_at: string | null;
  readonly verified_by: 'dns' | 'mail' | null;
  readonly created: string;
}

const COLUMNS = sql`id, account_id, connection_id, domain, txt_value, mail_sent_at, verified_at, verified_by, created`;

/** E-mail domains of connections, verified or waiting to be. */
@Injectable()
export class SsoDomainRepository {
  constructor(private readonly database: Database) {}

  async list(
    accountId: string,
    connectionId: string,
    limit: number,
    offset: number,
  ): Promise<SsoDomainRow[]> {
    return this.database.queryOutside<SsoDomainRow>(sql`
      select ${COLUMNS} from sso_domain where account_id = ${accountId} and connection_id = ${connectionId}
      order by domain limit ${limit} offset ${offset}`);
  }

  async count(tx: Tx, connectionId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      sql`select count(*)::int as count from sso_domain where connection_id = ${connectionId}`,
    );
    return row?.count ?? 0;
  }

  async byId(accountId: string, connectionId: string, id: string): Promise<SsoDomainRow | undefined> {
    const [row] = await this.database.queryOutside<SsoDomainRow>(sql`
      select ${COLUMNS} from sso_domain
      where id = ${id} and account_id = ${accountId} and connection_id = ${connectionId}`);
    return row;
  }

  /** @throws OrchError `sso_domain.taken` when the connection has it already */
  async add(tx: Tx, row: Pick<SsoDomainRow, 'id' | 'account_id' | 'connection_id' | 'domain' | 'txt_value'>) {
    return unlessTaken(row.domain, () =>
      tx.execute(sql`
        insert into sso_domain (id, account_id, connection_id, domain, txt_value)
        values (${row.id}, ${row.account_id}, ${row.connection_id}, ${row.domain}, ${row.txt_value})`),
    );
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.execute(sql`delete from sso_domain where id = ${id}`);
  }

  /** False when a mail was sent since. */
  async expectMail(
    tx: Tx,
    id: string,
    mail: { tokenHash: Buffer; nowUs: Micros; expiresUs: Micros; notSinceUs: Micros },
  ): Promise<boolean> {
    const touched = await tx.execute(sql`
      update sso_domain set mail_token_hash = ${mail.tokenHash}, mail_expires_at = ${microsToPg(mail.expiresUs)},
        mail_sent_at = ${microsToPg(mail.nowUs)}
      where id = ${id} and (mail_sent_at is null or mail_sent_at < ${microsToPg(mail.notSinceUs)})`);
    return touched > 0;
  }

  /** @throws OrchError `sso_domain.taken` when it leads to another connection already */
  async verify(tx: Tx, id: string, by: 'dns' | 'mail', nowUs: Micros): Promise<void> {
    const domain = 'This domain';
    await unlessTaken(domain, () =>
      tx.execute(sql`
        update sso_domain set verified_at = coalesce(verified_at, ${microsToPg(nowUs)}), verified_by = coalesce(verified_by, ${by}),
          mail_token_hash = null, mail_expires_at = null where id = ${id}`),
    );
  }

  /** The domain whose mail carried the token; locked until the transaction ends. */
  async lockByToken(tx: Tx, tokenHash: Buffer, nowUs: Micros): Promise<SsoDomainRow | undefined> {
    const [row] = await tx.query<SsoDomainRow>(sql`
      select ${COLUMNS} from sso_domain
      where mail_token_hash = ${tokenHash} and mail_expires_at > ${microsToPg(nowUs)} for update`);
    return row;
  }

  /** Whether addresses of the domain belong to the connection. */
  async isVerified(tx: Tx, connectionId: string, domain: string): Promise<boolean> {
    const rows = await tx.query(sql`
      select 1 from sso_domain where connection_id = ${connectionId} and domain = ${domain} and verified_at is not null`);
    return rows.length > 0;
  }
}

async function unlessTaken<T>(domain: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, 'unique')) throw new OrchError('sso_domain.taken', {}, { domain });
    throw error;
  }
}

import { hash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Ids, type Micros, microsToPg, Secret } from '@orch/kernel';
import { Database, sql, type Tx } from '@orch/platform';
import type { WorkspaceRow } from './workspace.repository.ts';

export interface TransferRow {
  readonly id: string;
  readonly account_id: string;
  readonly account_name: string;
  readonly workspace_id: string;
  readonly workspace_name: string;
  readonly email: string;
  readonly offered_by: string;
  readonly offered_by_name: string;
  readonly expires_at: string;
}

export interface NewTransfer {
  readonly email: string;
  readonly offeredBy: string;
  readonly offeredByName: string;
  readonly expiresUs: Micros;
}

const hashOf = (token: string): Buffer => Buffer.from(hash('sha256', token, 'base64'), 'base64');
const OPEN = sql`
  select t.id, t.account_id, a.name as account_name, t.of_workspace as workspace_id, w.name as workspace_name, t.email,
    t.offered_by, t.offered_by_name, t.expires_at
  from workspace_transfer t
  join account a on a.id = t.account_id and a.deleted_at is null
  join workspace w on w.id = t.of_workspace and w.account_id = t.account_id and w.deleted_at is null
  where t.closed_at is null and t.expires_at > now()`;

/** Offers of workspaces to owners of other accounts: 256 random bits, of which the SHA-256 is kept. */
@Injectable()
export class WorkspaceTransferRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  /** A new offer replaces the one before. */
  async offer(tx: Tx, row: WorkspaceRow, offer: NewTransfer): Promise<Secret<string>> {
    const token = randomBytes(32).toString('base64url');
    await tx.execute(
      sql`update workspace_transfer set closed_at = now() where of_workspace = ${row.id} and closed_at is null`,
    );
    await tx.execute(sql`
      insert into workspace_transfer (id, account_id, of_workspace, email, token_hash, offered_by, offered_by_name, expires_at)
      values (${this.ids.next()}, ${row.account_id}, ${row.id}, ${offer.email}, ${hashOf(token)}, ${offer.offeredBy},
        ${offer.offeredByName}, ${microsToPg(offer.expiresUs)})`);
    return new Secret(token);
  }

  /** Offers of the account within a day: nobody sends mails without end. */
  async countToday(tx: Tx, accountId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(sql`
      select count(*) from workspace_transfer where account_id = ${accountId} and created > now() - interval '1 day'`);
    return row?.count ?? 0;
  }

  async find(token: string): Promise<TransferRow | undefined> {
    return (
      await this.database.queryOutside<TransferRow>(sql`${OPEN} and t.token_hash = ${hashOf(token)}`)
    )[0];
  }

  /** The open offer, locked until the transaction ends. */
  async lock(tx: Tx, token: string): Promise<TransferRow | undefined> {
    const found = sql`${OPEN} and t.token_hash = ${hashOf(token)} for update of t`;
    return (await tx.query<TransferRow>(found))[0];
  }

  async close(tx: Tx, id: string): Promise<void> {
    await tx.execute(sql`update workspace_transfer set closed_at = now() where id = ${id}`);
  }
}

import { Injectable } from '@nestjs/common';
import { microsFromPg, microsToPg } from '@orch/kernel';
import { Database, prepared, sql, type Tx } from '@orch/platform';
import { type AuditContent, canonicalContent } from './audit-row.ts';

/** The end of an account's chain. */
export interface ChainEnd {
  readonly account_id: string;
  readonly sequence: number;
  readonly hash: Buffer;
}

interface StoredRow {
  readonly account_id: string;
  readonly sequence: number;
  readonly id: string;
  readonly occurred: string;
  readonly of_workspace: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly actor_id: string | null;
  readonly actor_kind: string;
  readonly actor_name: string;
  readonly key_id: string | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
  readonly target_kind: string;
  readonly target_id: string;
  readonly target_name: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly previous_hash: Buffer;
  readonly hash: Buffer;
}

/** A line with its place in the chain. */
export interface AuditLine extends AuditContent {
  readonly sequence: number;
  readonly previousHash: Buffer;
  readonly hash: Buffer;
}

export const AUDIT_COLUMNS = `account_id, sequence, id, occurred, of_workspace, action, outcome, actor_id, actor_kind, actor_name, key_id, ip,
  user_agent, request_id, target_kind, target_id, target_name, before, after, previous_hash, hash`;

// One statement: the chain's row is locked and moved on, and the line takes its place and hashes from there. $2 is the
// content that the hash covers. The lock is held until the transaction ends, so a writer records last.
const APPEND = prepared(
  'identity.audit_append',
  `with place as (
     insert into audit_chain as c (account_id, sequence, previous_hash, hash)
     values ($1::uuid, 1, decode(repeat('00', 32), 'hex'), sha256(decode(repeat('00', 32), 'hex') || int8send(1) || $2::bytea))
     on conflict (account_id) do update set sequence = c.sequence + 1, previous_hash = c.hash,
       hash = sha256(c.hash || int8send(c.sequence + 1) || $2::bytea)
     returning sequence, previous_hash, hash
   )
   insert into audit_event (account_id, id, occurred, of_workspace, action, outcome, actor_id, actor_kind, actor_name, key_id, ip,
     user_agent, request_id, target_kind, target_id, target_name, before, after, sequence, previous_hash, hash)
   select $1::uuid, $3::uuid, $4::timestamptz, $5::uuid, $6::text, $7::text, $8::uuid, $9::text, $10::text, $11::uuid, $12::text,
     $13::text, $14::text, $15::text, $16::text, $17::text, $18::json, $19::json, sequence, previous_hash, hash from place`,
);

/** Keyset over one chain, oldest first. */
const CHAIN_PAGE = prepared(
  'identity.audit_chain_page',
  `select ${AUDIT_COLUMNS} from audit_event where account_id = $1 and sequence > $2 and sequence <= $3 order by sequence limit $4`,
);

/** The log's only writer, and what walks its chains. */
@Injectable()
export class AuditEventRepository {
  constructor(private readonly database: Database) {}

  /** Puts a line at the end of its account's chain: one statement. */
  async append(tx: Tx, row: AuditContent): Promise<void> {
    await tx.execute(
      APPEND.with(
        row.accountId,
        canonicalContent(row),
        row.id,
        microsToPg(row.occurredUs),
        row.workspaceId,
        row.action,
        row.outcome,
        row.actorId,
        row.actorKind,
        row.actorName,
        row.keyId,
        row.ip,
        row.userAgent,
        row.requestId,
        row.targetKind,
        row.targetId,
        row.targetName,
        row.before,
        row.after,
      ),
    );
  }

  async end(accountId: string): Promise<ChainEnd | undefined> {
    const [end] = await this.database.queryOutside<ChainEnd>(
      sql`select account_id, sequence, hash from audit_chain where account_id = ${accountId}`,
    );
    return end;
  }

  /** The next account that has a chain, or lines without one. Start with `null`. */
  async nextAccount(after: string | null): Promise<string | undefined> {
    const beyond = after === null ? sql`true` : sql`account_id > ${after}`;
    const [row] = await this.database.queryOutside<{ id: string | null }>(sql`
      select least((select account_id from audit_chain where ${beyond} order by account_id limit 1),
                   (select account_id from audit_event where ${beyond} order by account_id limit 1)) as id`);
    return row?.id ?? undefined;
  }

  /** The lines after one place up to another, in order of the chain. */
  async chainPage(accountId: string, after: number, upTo: number, limit: number): Promise<AuditLine[]> {
    const rows = await this.database.queryOutside<StoredRow>(CHAIN_PAGE.with(accountId, after, upTo, limit));
    return rows.map(toLine);
  }
}

/** Nothing is normalised on the way: what is hashed is what is stored. */
export const toLine = (row: StoredRow): AuditLine => ({
  accountId: row.account_id,
  sequence: row.sequence,
  id: row.id,
  occurredUs: microsFromPg(row.occurred),
  workspaceId: row.of_workspace,
  action: row.action,
  outcome: row.outcome,
  actorId: row.actor_id,
  actorKind: row.actor_kind,
  actorName: row.actor_name,
  keyId: row.key_id,
  ip: row.ip,
  userAgent: row.user_agent,
  requestId: row.request_id,
  targetKind: row.target_kind,
  targetId: row.target_id,
  targetName: row.target_name,
  before: row.before,
  after: row.after,
  previousHash: row.previous_hash,
  hash: row.hash,
});
export type { StoredRow as AuditEventRow };

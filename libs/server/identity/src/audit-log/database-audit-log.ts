import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Ids, type Micros, microsToPg } from '@orch/kernel';
import {
  type AuditActor,
  type AuditEntry,
  AuditLog,
  currentRequest,
  Database,
  sql,
  type Tx,
} from '@orch/platform';

/** The account of what belongs to none. */
export const SERVER_ACCOUNT = '00000000-0000-0000-0000-000000000000';
const NOBODY: AuditActor = { id: null, kind: 'system', name: 'system' };

interface ChainEnd {
  readonly sequence: string;
  readonly hash: Buffer;
}

/** Keeps the audit log in PostgreSQL, one chain of hashes an account. */
@Injectable()
export class DatabaseAuditLog extends AuditLog {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {
    super();
  }

  override async record(tx: Tx, entry: AuditEntry): Promise<void> {
    const accountId = entry.accountId ?? SERVER_ACCOUNT;
    const end = await this.end(tx, accountId);
    const row = this.row(entry, accountId, Number(end.sequence) + 1);
    const hash = createHash('sha256').update(end.hash).update(JSON.stringify(row)).digest();
    await tx.execute(sql`
      insert into audit_event (account_id, sequence, id, occurred, workspace_id, action, outcome, actor_id, actor_kind, actor_name,
        key_id, ip, user_agent, request_id, target_kind, target_id, target_name, before, after, previous_hash, hash)
      values (${row.accountId}, ${row.sequence}, ${row.id}, ${microsToPg(row.occurredUs)}, ${row.workspaceId}, ${row.action},
        ${row.outcome}, ${row.actor.id}, ${row.actor.kind}, ${row.actor.name}, ${row.keyId}, ${row.ip}, ${row.userAgent},
        ${row.requestId}, ${row.target.kind}, ${row.target.id}, ${row.target.name}, ${row.before}, ${row.after}, ${end.hash}, ${hash})`);
    await tx.execute(sql`
      update audit_chain set sequence = ${row.sequence}, hash = ${hash} where account_id = ${accountId}`);
  }

  override async note(entry: AuditEntry): Promise<void> {
    await this.database.transactionOutside((tx) => this.record(tx, entry));
  }

  /** The last row of the chain, locked until the transaction ends. */
  private async end(tx: Tx, accountId: string): Promise<ChainEnd> {
    await tx.execute(sql`
      insert into audit_chain (account_id, sequence, hash) values (${accountId}, 0, ${Buffer.alloc(32)}) on conflict do nothing`);
    const [end] = await tx.query<ChainEnd>(sql`
      select sequence, hash from audit_chain where account_id = ${accountId} for update`);
    if (!end) throw new Error('the chain of an account has no end');
    return end;
  }

  private row(entry: AuditEntry, accountId: string, sequence: number) {
    const request = currentRequest();
    const principal = request?.orchPrincipal;
    const actor: AuditActor =
      entry.actor ??
      (principal ? { id: principal.actorId, kind: principal.actorKind, name: principal.name } : NOBODY);
    const occurredUs: Micros = this.clock.nowUs();
    return {
      accountId,
      sequence,
      id: this.ids.next(),
      occurredUs,
      workspaceId: entry.workspaceId ?? null,
      action: entry.action,
      outcome: entry.outcome ?? 'success',
      actor,
      keyId: principal?.keyId ?? null,
      ip: request?.ip ?? null,
      userAgent: request?.headers['user-agent']?.slice(0, 300) ?? null,
      requestId: request?.id ?? null,
      target: { kind: entry.target.kind, id: entry.target.id, name: entry.target.name ?? null },
      before: entry.before ? JSON.stringify(entry.before) : null,
      after: entry.after ? JSON.stringify(entry.after) : null,
    };
  }
}

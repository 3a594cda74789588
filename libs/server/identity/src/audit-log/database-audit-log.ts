import { Injectable } from '@nestjs/common';
import { Clock, Ids } from '@orch/kernel';
import {
  type AuditActor,
  type AuditEntry,
  AuditLog,
  currentRequest,
  Database,
  type Tx,
} from '@orch/platform';
import { AuditEventRepository } from './audit-event.repository.ts';
import { type AuditContent, storableText } from './audit-row.ts';
import { AuditTally } from './audit-tally.ts';

/** The account of what belongs to none. */
export const SERVER_ACCOUNT = '00000000-0000-0000-0000-000000000000';
const NOBODY: AuditActor = { id: null, kind: 'system', name: 'system' };
const NAME_CHARACTERS_MAX = 500;
const AGENT_CHARACTERS_MAX = 300;

/** Keeps the audit log in PostgreSQL, one chain of hashes an account. */
@Injectable()
export class DatabaseAuditLog extends AuditLog {
  constructor(
    private readonly database: Database,
    private readonly events: AuditEventRepository,
    private readonly often: AuditTally,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {
    super();
  }

  override async record(tx: Tx, entry: AuditEntry): Promise<void> {
    await this.events.append(tx, this.stamped(entry));
  }

  override async note(entry: AuditEntry): Promise<void> {
    const row = this.stamped(entry);
    await this.database.transactionOutside((tx) => this.events.append(tx, row));
  }

  override tally(entry: AuditEntry): void {
    this.often.add(this.stamped(entry));
  }

  /** The entry with who, when and from where; texts as they can be stored. */
  private stamped(entry: AuditEntry): AuditContent {
    const request = currentRequest();
    const principal = request?.orchPrincipal;
    const ofPrincipal: AuditActor | undefined = principal && {
      id: principal.actorId,
      kind: principal.actorKind,
      name: principal.name,
    };
    const actor = entry.actor ?? ofPrincipal ?? NOBODY;
    const text = (value: string | null | undefined, max = NAME_CHARACTERS_MAX): string | null =>
      value === null || value === undefined ? null : storableText(value, max);
    return {
      accountId: (entry.accountId ?? SERVER_ACCOUNT).toLowerCase(),
      id: this.ids.next(),
      occurredUs: this.clock.nowUs(),
      workspaceId: entry.workspaceId?.toLowerCase() ?? null,
      action: entry.action,
      outcome: entry.outcome ?? 'success',
      actorId: actor.id?.toLowerCase() ?? null,
      actorKind: actor.kind,
      actorName: storableText(actor.name, NAME_CHARACTERS_MAX),
      keyId: principal?.keyId?.toLowerCase() ?? null,
      ip: request?.ip ?? null,
      userAgent: text(request?.headers['user-agent'], AGENT_CHARACTERS_MAX),
      requestId: text(request?.id),
      targetKind: entry.target.kind,
      targetId: storableText(entry.target.id, NAME_CHARACTERS_MAX),
      targetName: text(entry.target.name),
      before: entry.before ? JSON.stringify(entry.before) : null,
      after: entry.after ? JSON.stringify(entry.after) : null,
    };
  }
}

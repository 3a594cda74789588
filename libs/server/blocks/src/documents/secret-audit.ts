import { Injectable } from '@nestjs/common';
import { AuditLog, type AuditEntry, type Tx, type WorkspaceScope } from '@orch/platform';
import type { LifecycleAction } from '../lifecycle-event.ts';
import type { BlockDocumentRow } from './block-document.presenter.ts';

const entryOf = (scope: WorkspaceScope, verb: string, row: BlockDocumentRow): AuditEntry => ({
  accountId: scope.accountId,
  workspaceId: scope.workspaceId,
  action: `block_document.${verb}`,
  target: { kind: 'block_document', id: row.id, name: row.name },
  after: { block_type: row.t_slug },
});

/** Tells the audit log of documents with secrets; others are no secret and tell nothing. */
@Injectable()
export class SecretAudit {
  constructor(private readonly audit: AuditLog) {}

  /** Workers and flows read secrets all the time: reads are counted and written later, see `AuditLog.tally`. */
  read(scope: WorkspaceScope, row: BlockDocumentRow): void {
    if (row.sealed !== null) this.audit.tally(entryOf(scope, 'secrets_read', row));
  }

  /** In the transaction of the change, last. */
  async changed(tx: Tx, action: LifecycleAction, row: BlockDocumentRow): Promise<void> {
    if (row.sealed !== null) await this.audit.record(tx, entryOf(tx.scope, action, row));
  }
}

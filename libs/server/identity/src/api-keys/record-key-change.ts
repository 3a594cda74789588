import { Injectable } from '@nestjs/common';
import { pgToWire } from '@orch/kernel';
import { AuditLog, type Tx } from '@orch/platform';
import { ApiKeyRepository, type ApiKeyRow, type KeyOwner } from './api-key.repository.ts';

/** A person's key concerns every account they belong to: all of these are told, up to so many. */
const ACCOUNTS_MAX = 20;

type Told = Readonly<Record<string, unknown>>;

/** What the audit log says of a key; never the key, nor its hash. */
export const tellOfKey = (row: ApiKeyRow): Told => ({
  name: row.name,
  key: row.shown,
  expiration: row.expires_at && pgToWire(row.expires_at),
  workspace_id: row.only_workspace,
  scopes: row.only_scopes,
});

/** Enters what happens to keys into the logs of the accounts they open. */
@Injectable()
export class RecordKeyChange {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Call it last in the transaction: it locks the ends of the accounts' chains. */
  async execute(
    tx: Tx,
    owner: KeyOwner,
    row: ApiKeyRow,
    action: 'api_key.created' | 'api_key.rotated' | 'api_key.revoked',
    { before, after }: { readonly before: Told | null; readonly after: Told | null },
  ): Promise<void> {
    const accounts =
      owner.accountId === null
        ? await this.keys.accountsOf(tx, owner.actorId, row.only_workspace, ACCOUNTS_MAX)
        : [owner.accountId];
    for (const accountId of accounts.length === 0 ? [null] : accounts) {
      await this.audit.record(tx, {
        accountId,
        workspaceId: row.only_workspace,
        action,
        target: { kind: 'api_key', id: row.id, name: row.name },
        before: before && { ...before, owner_id: owner.actorId, owner_type: owner.actorKind },
        after: after && { ...after, owner_id: owner.actorId, owner_type: owner.actorKind },
      });
    }
  }
}

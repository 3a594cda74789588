import { Injectable } from '@nestjs/common';
import { AuditLog } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { hashKey, KEY_CHARACTERS_MAX } from '../api-keys/api-key-format.ts';
import { HeldKeyRepository } from './held-key.repository.ts';

/** Ends a key that somebody holds (RFC 7009): who has it may as well throw it away. */
@Injectable()
export class RevokeToken {
  constructor(
    private readonly changes: AccessChanges,
    private readonly keys: HeldKeyRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Nothing tells whether there was such a key. */
  async execute(token: string): Promise<void> {
    if (token.length > KEY_CHARACTERS_MAX) return;
    await this.changes.write(async (tx) => {
      const row = await this.keys.revoke(tx, Buffer.from(hashKey(token), 'base64'));
      if (!row) return;
      await this.audit.record(tx, {
        accountId: row.account_id,
        action: 'api_key.revoked',
        actor: { id: row.actor_id, kind: row.actor_kind, name: row.name },
        target: { kind: 'api_key', id: row.id, name: row.name },
        after: { via: 'token revocation' },
      });
    });
  }
}

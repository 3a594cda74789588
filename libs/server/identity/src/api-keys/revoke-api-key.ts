import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { AccessChanges } from '../access/access-changes.ts';
import { ApiKeyRepository, type KeyOwner } from './api-key.repository.ts';
import { RecordKeyChange, tellOfKey } from './record-key-change.ts';

@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly changes: AccessChanges,
    private readonly keys: ApiKeyRepository,
    private readonly record: RecordKeyChange,
  ) {}

  /** The key is refused from now on, by every process within a second. @throws OrchError `not_found` */
  async execute(owner: KeyOwner, keyId: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.keys.revoke(tx, owner.actorId, keyId);
      if (!row) throw new OrchError('not_found', { keyId });
      await this.record.execute(tx, owner, row, 'api_key.revoked', { before: tellOfKey(row), after: null });
    });
  }
}

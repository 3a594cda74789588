import { Injectable } from '@nestjs/common';
import { Clock, type Micros, microsFromPg, OrchError, Secret } from '@orch/kernel';
import type { Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { mintKey } from './api-key-format.ts';
import { ApiKeyRepository, type ApiKeyRow, type KeyOwner } from './api-key.repository.ts';
import type { MadeKey } from './create-api-key.ts';
import { RecordKeyChange, tellOfKey } from './record-key-change.ts';

/** An old key works on for 30 days at most. */
export const OVERLAP_SECONDS_MAX = 30 * 24 * 3_600;

export interface Rotation {
  /** When the new key expires; `null`: never; absent: it lives as long as the old one was meant to. */
  readonly expirationUs?: Micros | null;
  /** How long the old key works on; 0: it is revoked at once. */
  readonly overlapSeconds: number;
}

@Injectable()
export class RotateApiKey {
  constructor(
    private readonly changes: AccessChanges,
    private readonly keys: ApiKeyRepository,
    private readonly record: RecordKeyChange,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a key in the place of another of the same owner, with its name and limits.
   * @param keyId `null`: the newest key of the owner
   * @throws OrchError `not_found` also for a key that is revoked or expired; `request.rejected`
   */
  async execute(owner: KeyOwner, keyId: string | null, rotation: Rotation): Promise<MadeKey> {
    return this.changes.write((tx) => this.inside(tx, owner, keyId, rotation));
  }

  /** As `execute`, in a transaction of the caller, which tells of the change (`AccessChanges`). */
  async inside(tx: Tx, owner: KeyOwner, keyId: string | null, rotation: Rotation): Promise<MadeKey> {
    const { overlapSeconds } = rotation;
    if (overlapSeconds > OVERLAP_SECONDS_MAX) {
      const text = `old_key_expires_in_seconds: at most ${OVERLAP_SECONDS_MAX}`;
      throw new OrchError('request.rejected', {}, { text });
    }
    const old = await this.keys.lock(tx, owner.actorId, keyId);
    if (!old) throw new OrchError('not_found', { keyId });
    const key = new Secret(mintKey(owner.actorKind));
    const row = await this.keys.add(tx, owner, {
      name: old.name,
      expirationUs: rotation.expirationUs === undefined ? this.sameSpan(old) : rotation.expirationUs,
      key: key.reveal(),
      onlyWorkspace: old.only_workspace,
      onlyScopes: old.only_scopes,
    });
    await this.keys.supersede(tx, old.id, row.id, overlapSeconds);
    await this.record.execute(tx, owner, row, 'api_key.rotated', {
      before: { ...tellOfKey(old), id: old.id, expires_in_seconds: overlapSeconds },
      after: tellOfKey(row),
    });
    return { row, key };
  }

  /** As long from now as the old key had from its creation. */
  private sameSpan({ created, expires_at }: ApiKeyRow): Micros | null {
    if (expires_at === null) return null;
    return this.clock.nowUs() + microsFromPg(expires_at) - microsFromPg(created);
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, type Micros, Secret, US_PER_SECOND } from '@orch/kernel';
import { AuditLog, type Tx } from '@orch/platform';
import { mintKey } from '../api-keys/api-key-format.ts';
import { ApiKeyRepository, type ApiKeyRow } from '../api-keys/api-key.repository.ts';

/** A key that somebody agreed to. */
export interface AgreedKey {
  readonly userId: string;
  readonly handle: string;
  readonly name: string;
  /** Null: it does not expire. */
  readonly days: number | null;
  readonly via: 'client grant' | 'authorization code' | 'device code';
  readonly client: string;
}
export interface MintedKey {
  readonly key: Secret<string>;
  readonly row: ApiKeyRow;
  readonly expiresInSeconds: number | null;
}

const DAY_SECONDS = 86_400;

/** Makes the API key that a client gets after consent. */
@Injectable()
export class MintClientKey {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, { userId, handle, name, days, via, client }: AgreedKey): Promise<MintedKey> {
    const key = mintKey('user');
    const expiresInSeconds = days === null ? null : days * DAY_SECONDS;
    const expirationUs: Micros | null =
      expiresInSeconds === null ? null : this.clock.nowUs() + expiresInSeconds * US_PER_SECOND;
    const owner = { actorId: userId, actorKind: 'user', accountId: null } as const;
    const row = await this.keys.add(tx, owner, { name, expirationUs, key });
    await this.audit.record(tx, {
      accountId: null,
      action: 'api_key.created',
      actor: { id: userId, kind: 'user', name: handle },
      target: { kind: 'api_key', id: row.id, name },
      after: { name, expires_in_days: days, via, client },
    });
    return { key: new Secret(key), row, expiresInSeconds };
  }
}

import { Injectable } from '@nestjs/common';
import { Ids, type Micros, microsToPg } from '@orch/kernel';
import { Database, sql, type Tx } from '@orch/platform';
import { hashKey, type KeyOwnerKind, maskKey } from './api-key-format.ts';

export interface KeyOwner {
  readonly actorId: string;
  readonly actorKind: KeyOwnerKind;
  /** The account of a service account; `null` for people, who may belong to several. */
  readonly accountId: string | null;
}

export interface NewKey {
  readonly name: string;
  readonly expirationUs: Micros | null;
  readonly key: string;
}

export interface ApiKeyRow {
  readonly id: string;
  readonly actor_id: string;
  readonly name: string;
  readonly shown: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly created: string;
}

const COLUMNS = sql`id, actor_id, name, shown, expires_at, last_used_at, created`;

/** Revoked keys stay in the table, so that a key once revoked can never be entered again. */
@Injectable()
export class ApiKeyRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  async add(tx: Tx, owner: KeyOwner, { name, expirationUs, key }: NewKey): Promise<ApiKeyRow> {
    const hash = Buffer.from(hashKey(key), 'base64');
    const expiresAt = expirationUs === null ? null : microsToPg(expirationUs);
    const [row] = await tx.query<ApiKeyRow>(sql`
      insert into api_key (id, actor_id, actor_kind, account_id, name, hash, shown, expires_at)
      values (${this.ids.next()}, ${owner.actorId}, ${owner.actorKind}, ${owner.accountId}, ${name}, ${hash}, ${maskKey(key)}, ${expiresAt})
      returning ${COLUMNS}`);
    if (!row) throw new Error('an insert returned no row');
    return row;
  }

  /** Keys that are not revoked, newest first. */
  async ofActors(actorIds: readonly string[]): Promise<ApiKeyRow[]> {
    return this.database.queryOutside<ApiKeyRow>(sql`
      select ${COLUMNS} from api_key where actor_id = any(${actorIds}::uuid[]) and revoked_at is null order by created desc, id desc`);
  }

  async ofActor(actorId: string, keyId: string): Promise<ApiKeyRow | undefined> {
    const [row] = await this.database.queryOutside<ApiKeyRow>(sql`
      select ${COLUMNS} from api_key where id = ${keyId} and actor_id = ${actorId} and revoked_at is null`);
    return row;
  }

  /** False when the actor has no such key. */
  async revoke(tx: Tx, actorId: string, keyId: string): Promise<boolean> {
    const touched = await tx.execute(sql`
      update api_key set revoked_at = now() where id = ${keyId} and actor_id = ${actorId} and revoked_at is null`);
    return touched > 0;
  }
}

import { Injectable } from '@nestjs/common';
import { Ids, type Micros, microsToPg } from '@orch/kernel';
import { Database, raw, sql, type Tx } from '@orch/platform';
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
  /** The one workspace it opens; absent or null: all of the owner's. */
  readonly onlyWorkspace?: string | null;
  /** What it may at most; absent or null: all that the owner may. */
  readonly onlyScopes?: readonly string[] | null;
}

export interface ApiKeyRow {
  readonly id: string;
  readonly actor_id: string;
  readonly name: string;
  readonly shown: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly created: string;
  readonly only_workspace: string | null;
  readonly only_scopes: readonly string[] | null;
}

const COLUMNS = raw(
  'id, actor_id, name, shown, expires_at, last_used_at, created, only_workspace, only_scopes',
);
/** Keys that are listed of one actor; more are refused when they are made. */
const LISTED_MAX = 1_000;

/** Revoked keys stay in the table, so that a key once revoked can never be entered again. */
@Injectable()
export class ApiKeyRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  async add(tx: Tx, owner: KeyOwner, made: NewKey): Promise<ApiKeyRow> {
    const { name, expirationUs, key, onlyWorkspace = null, onlyScopes = null } = made;
    const hash = Buffer.from(hashKey(key), 'base64');
    const expiresAt = expirationUs === null ? null : microsToPg(expirationUs);
    const [row] = await tx.query<ApiKeyRow>(sql`
      insert into api_key (id, actor_id, actor_kind, account_id, name, hash, shown, expires_at, only_workspace, only_scopes)
      values (${this.ids.next()}, ${owner.actorId}, ${owner.actorKind}, ${owner.accountId}, ${name}, ${hash}, ${maskKey(key)},
        ${expiresAt}, ${onlyWorkspace}, ${onlyScopes})
      returning ${COLUMNS}`);
    if (!row) throw new Error('an insert returned no row');
    return row;
  }

  /** Keys that are not revoked, newest first. */
  async ofActors(actorIds: readonly string[]): Promise<ApiKeyRow[]> {
    return this.database.queryOutside<ApiKeyRow>(sql`
      select ${COLUMNS} from api_key where actor_id = any(${actorIds}::uuid[]) and revoked_at is null
      order by created desc, id desc limit ${LISTED_MAX * Math.max(1, actorIds.length)}`);
  }

  async ofActor(actorId: string, keyId: string): Promise<ApiKeyRow | undefined> {
    const [row] = await this.database.queryOutside<ApiKeyRow>(sql`
      select ${COLUMNS} from api_key where id = ${keyId} and actor_id = ${actorId} and revoked_at is null`);
    return row;
  }

  /** Number of keys that work. Makers of keys of one actor wait for each other until their transactions end. */
  async countLocked(tx: Tx, actorId: string): Promise<number> {
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${actorId}, 7250014))`);
    const [row] = await tx.query<{ count: number }>(sql`
      select count(*) as count from api_key
      where actor_id = ${actorId} and revoked_at is null and (expires_at is null or expires_at > now())`);
    return row!.count;
  }

  /** One key (`null`: the newest) that works, locked until the transaction ends. */
  async lock(tx: Tx, actorId: string, keyId: string | null): Promise<ApiKeyRow | undefined> {
    const which = keyId === null ? sql`true` : sql`id = ${keyId}`;
    const [row] = await tx.query<ApiKeyRow>(sql`
      select ${COLUMNS} from api_key
      where actor_id = ${actorId} and ${which} and revoked_at is null and (expires_at is null or expires_at > now())
      order by created desc, id desc limit 1 for update`);
    return row;
  }

  /** The key that was made last, worked or not: whoever rotates it gets its limits. */
  async newest(tx: Tx, actorId: string): Promise<ApiKeyRow | undefined> {
    const [row] = await tx.query<ApiKeyRow>(sql`
      select ${COLUMNS} from api_key where actor_id = ${actorId} order by created desc, id desc limit 1`);
    return row;
  }

  async isWorkspaceOf(tx: Tx, accountId: string, workspaceId: string): Promise<boolean> {
    const found = await tx.query(
      sql`select 1 from workspace where id = ${workspaceId} and account_id = ${accountId}`,
    );
    return found.length > 0;
  }

  /** The key works on for some seconds, no longer than it would have anyway; 0: it is revoked. */
  async supersede(tx: Tx, keyId: string, by: string, seconds: number): Promise<void> {
    if (seconds === 0)
      await tx.execute(sql`update api_key set revoked_at = now(), replaced_by = ${by} where id = ${keyId}`);
    else
      await tx.execute(sql`
        update api_key set replaced_by = ${by}, expires_at = least(expires_at, now() + make_interval(secs => ${seconds}))
        where id = ${keyId}`);
  }

  /** The key as it was; `undefined` when the actor has no such key. */
  async revoke(tx: Tx, actorId: string, keyId: string): Promise<ApiKeyRow | undefined> {
    const [row] = await tx.query<ApiKeyRow>(sql`
      update api_key set revoked_at = now() where id = ${keyId} and actor_id = ${actorId} and revoked_at is null
      returning ${COLUMNS}`);
    return row;
  }

  /** All keys of an actor; returns how many worked until now. */
  async revokeAll(tx: Tx, actorId: string): Promise<number> {
    return tx.execute(
      sql`update api_key set revoked_at = now() where actor_id = ${actorId} and revoked_at is null`,
    );
  }

  /** The accounts an actor belongs to, in an order that all writers share; those of one workspace when it is named. */
  async accountsOf(tx: Tx, actorId: string, onlyWorkspace: string | null, limit: number): Promise<string[]> {
    const rows = await tx.query<{ account_id: string }>(sql`
      select m.account_id from account_member m
      where m.actor_id = ${actorId} and (${onlyWorkspace}::uuid is null
        or exists (select from workspace w where w.id = ${onlyWorkspace} and w.account_id = m.account_id))
      order by m.account_id limit ${limit}`);
    return rows.map((row) => row.account_id);
  }

  /** The account of a workspace that the actor is a member of. */
  async accountOfWorkspace(actorId: string, workspaceId: string): Promise<string | undefined> {
    const [row] = await this.database.queryOutside<{ account_id: string }>(sql`
      select w.account_id from workspace w join account_member m on m.account_id = w.account_id and m.actor_id = ${actorId}
      where w.id = ${workspaceId}`);
    return row?.account_id;
  }
}

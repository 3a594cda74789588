import { Injectable } from '@nestjs/common';
import { Database, prepared } from '@orch/platform';

export interface KeyRow {
  readonly id: string;
  readonly actor_id: string;
  readonly actor_kind: 'user' | 'service_account';
  readonly name: string;
  readonly email: string | null;
  readonly expires_at: string | null;
}

/** A workspace (or only an account) and the actor's roles there. */
export interface MembershipRow {
  readonly account_id: string;
  readonly workspace_id: string | null;
  readonly account_role_id: string;
  readonly workspace_role_id: string | null;
}

const KEY = prepared(
  'identity.key',
  `select k.id, k.actor_id, k.actor_kind, coalesce(u.handle, s.name) as name, u.email, k.expires_at
   from api_key k
   left join app_user u on k.actor_kind = 'user' and u.id = k.actor_id and not u.is_disabled
   left join service_account s on k.actor_kind = 'service_account' and s.id = k.actor_id
   where k.hash = $1 and k.revoked_at is null and coalesce(u.id, s.id) is not null`,
);

const MEMBERSHIP = `select m.account_id, w.id as workspace_id, m.role_id as account_role_id, x.role_id as workspace_role_id
  from account_member m
  join account a on a.id = m.account_id
  join workspace w on w.account_id = m.account_id
  left join workspace_access x on x.workspace_id = w.id and x.actor_id = m.actor_id`;

const IN_WORKSPACE = prepared(
  'identity.in_workspace',
  `${MEMBERSHIP} where m.actor_id = $1 and m.account_id = $2 and w.id = $3`,
);

const IN_ACCOUNT = prepared(
  'identity.in_account',
  `select m.account_id, null::uuid as workspace_id, m.role_id as account_role_id, null::uuid as workspace_role_id
   from account_member m where m.actor_id = $1 and m.account_id = $2`,
);

// $2: account roles that own all workspaces. The local workspace first, then the oldest.
const BY_DEFAULT = prepared(
  'identity.by_default',
  `${MEMBERSHIP} where m.actor_id = $1 and (m.role_id = any($2::uuid[]) or x.role_id is not null)
   order by (a.handle = 'local' and w.handle = 'default') desc, w.created, w.id limit 1`,
);

/** The questions behind every request; their answers are cached by the resolver. */
@Injectable()
export class AccessReader {
  constructor(private readonly database: Database) {}

  /** An unrevoked key of an active user or service account, by its SHA-256 (base64). Expiry is left to the caller. */
  async key(hash: string): Promise<KeyRow | undefined> {
    return (await this.database.queryOutside<KeyRow>(KEY.with(Buffer.from(hash, 'base64'))))[0];
  }

  async inWorkspace(
    actorId: string,
    accountId: string,
    workspaceId: string,
  ): Promise<MembershipRow | undefined> {
    return (
      await this.database.queryOutside<MembershipRow>(IN_WORKSPACE.with(actorId, accountId, workspaceId))
    )[0];
  }

  async inAccount(actorId: string, accountId: string): Promise<MembershipRow | undefined> {
    return (await this.database.queryOutside<MembershipRow>(IN_ACCOUNT.with(actorId, accountId)))[0];
  }

  /** Where plain `/api/...` leads for this actor. */
  async byDefault(
    actorId: string,
    rolesOwningWorkspaces: readonly string[],
  ): Promise<MembershipRow | undefined> {
    return (
      await this.database.queryOutside<MembershipRow>(BY_DEFAULT.with(actorId, rolesOwningWorkspaces))
    )[0];
  }
}

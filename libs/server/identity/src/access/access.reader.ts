import { Injectable } from '@nestjs/common';
import {
  Database,
  type ObjectKind,
  type ObjectLevel,
  type ObjectLimits,
  prepared,
  type Statement,
  type Tx,
  type WorkspaceScope,
} from '@orch/platform';

export interface KeyRow {
  readonly id: string;
  readonly actor_id: string;
  readonly actor_kind: 'user' | 'service_account';
  readonly name: string;
  readonly email: string | null;
  readonly expires_at: string | null;
  readonly only_account: string | null;
  readonly only_workspace: string | null;
  readonly only_scopes: readonly string[] | null;
}

/** A workspace (or only an account) and the actor's roles there. */
export interface MembershipRow {
  readonly account_id: string;
  readonly workspace_id: string | null;
  readonly account_role_id: string;
  /** The actor's own role, those of their teams, and what these inherit from; `null`: none. */
  readonly role_ids: readonly string[] | null;
  /** What custom ones of them name. */
  readonly custom_scopes: readonly string[] | null;
  /** Whether objects of the workspace have access lists. */
  readonly has_object_access: boolean;
}

const KEY = prepared(
  'identity.key',
  `select k.id, k.actor_id, k.actor_kind, coalesce(u.handle, s.name) as name, u.email, k.expires_at,
     o.account_id as only_account, k.only_workspace, k.only_scopes
   from api_key k
   left join workspace o on o.id = k.only_workspace
   left join app_user u on k.actor_kind = 'user' and u.id = k.actor_id and not u.is_disabled
   left join service_account s on k.actor_kind = 'service_account' and s.id = k.actor_id
     and exists (select from account a where a.id = s.account_id and a.deleted_at is null)
   where k.hash = $1 and k.revoked_at is null and coalesce(u.id, s.id) is not null`,
);

/** Keys are never deleted, so that a revoked one is told from one of another server. */
const ANY_KEY = prepared('identity.any_key', `select id from api_key where hash = $1`);

/** One statement: the place, who gives roles there (oneself and one's teams), and what the roles inherit from. */
const membership = (name: string, condition: string) =>
  prepared(
    name,
    `with recursive place as (
       select m.account_id, w.id as workspace_id, m.role_id as account_role_id, w.has_object_access
       from account_member m
       join account a on a.id = m.account_id and a.deleted_at is null
       join workspace w on w.account_id = m.account_id and w.deleted_at is null
       where m.actor_id = $1 and ${condition}),
     given as (
       select x.role_id from place p join workspace_access x on x.workspace_id = p.workspace_id
       where x.actor_id = $1 or x.actor_id in (
         select t.team_id from team_member t where t.account_id = p.account_id and t.actor_id = $1)),
     held as (
       select r.id, r.inherited_role_id, r.scopes from role r where r.id in (select role_id from given)
       union
       select r.id, r.inherited_role_id, r.scopes from role r join held h on r.id = h.inherited_role_id)
     select p.account_id, p.workspace_id, p.account_role_id, p.has_object_access,
       (select array_agg(id) from held) as role_ids,
       (select array_agg(s) from held, unnest(held.scopes) s) as custom_scopes
     from place p`,
  );

const IN_WORKSPACE = membership('identity.in_workspace', 'm.account_id = $2 and w.id = $3');

const IN_ACCOUNT = prepared(
  'identity.in_account',
  `select m.account_id, null::uuid as workspace_id, m.role_id as account_role_id, null::uuid[] as role_ids,
     null::text[] as custom_scopes, false as has_object_access
   from account_member m join account a on a.id = m.account_id and a.deleted_at is null
   where m.actor_id = $1 and m.account_id = $2`,
);

// $2: account roles that own all workspaces. The local workspace first, then the oldest.
const BY_DEFAULT = membership(
  'identity.by_default',
  `(m.role_id = any($2::uuid[]) or exists (
     select from workspace_access x where x.workspace_id = w.id and (x.actor_id = m.actor_id or x.actor_id in (
       select t.team_id from team_member t where t.account_id = m.account_id and t.actor_id = m.actor_id))))
   order by (a.handle = 'local' and w.handle = 'default') desc, w.created, w.id limit 1`,
);

/** Each object with a list, and whether the actor is on it, by level; those they may manage are left out. */
const OBJECTS = prepared(
  'identity.objects_out_of_reach',
  `select * from (
     select case when o.deployment_id is not null then 'deployment' when o.work_pool_id is not null then 'work_pool'
         else 'block_document' end as kind,
       coalesce(o.deployment_id, o.work_pool_id, o.block_document_id) as id, min(p.name) as pool_name,
       bool_or(o.actor_id = $2 or t.team_id is not null) as view,
       bool_or((o.actor_id = $2 or t.team_id is not null) and o.level <> 'view') as run,
       bool_or((o.actor_id = $2 or t.team_id is not null) and o.level = 'manage') as manage
     from object_access o
     left join work_pool p on p.workspace_id = o.workspace_id and p.id = o.work_pool_id
     left join team_member t on o.actor_kind = 'team' and t.team_id = o.actor_id and t.actor_id = $2
     where o.workspace_id = $1 group by 1, 2) listed
   where not manage`,
);
type ObjectRow = Readonly<Record<ObjectLevel, boolean>> & {
  readonly kind: ObjectKind;
  readonly id: string;
  readonly pool_name: string | null;
};

/** The questions behind every request; their answers are cached by the resolver. */
@Injectable()
export class AccessReader {
  constructor(private readonly database: Database) {}

  /** An unrevoked key of an active user or service account, by its SHA-256 (base64). Expiry is left to the caller. */
  async key(hash: string): Promise<KeyRow | undefined> {
    return (await this.database.queryOutside<KeyRow>(KEY.with(Buffer.from(hash, 'base64'))))[0];
  }

  /** What is left of a key with this hash if one was ever made here, revoked or not. */
  async anyKey(hash: string): Promise<{ readonly id: string } | null> {
    return (
      (await this.database.queryOutside<{ id: string }>(ANY_KEY.with(Buffer.from(hash, 'base64'))))[0] ?? null
    );
  }

  /** `tx`: asked within that transaction, which then needs no second connection. */
  async inWorkspace(
    actorId: string,
    accountId: string,
    workspaceId: string,
    tx?: Tx,
  ): Promise<MembershipRow | undefined> {
    return this.first(IN_WORKSPACE.with(actorId, accountId, workspaceId), tx);
  }

  async inAccount(actorId: string, accountId: string, tx?: Tx): Promise<MembershipRow | undefined> {
    return this.first(IN_ACCOUNT.with(actorId, accountId), tx);
  }

  /** Where plain `/api/...` leads for this actor. */
  async byDefault(
    actorId: string,
    rolesOwningWorkspaces: readonly string[],
  ): Promise<MembershipRow | undefined> {
    return this.first(BY_DEFAULT.with(actorId, rolesOwningWorkspaces));
  }

  /** The objects whose access lists leave the actor out. */
  async objectLimits(scope: WorkspaceScope, actorId: string): Promise<ObjectLimits> {
    const rows = await this.database.query<ObjectRow>(scope, OBJECTS.with(scope.workspaceId, actorId));
    return objectLimits(rows);
  }

  private async first(statement: Statement, tx?: Tx): Promise<MembershipRow | undefined> {
    const rows = await (tx
      ? tx.query<MembershipRow>(statement)
      : this.database.queryOutside<MembershipRow>(statement));
    return rows[0];
  }
}

function objectLimits(rows: readonly ObjectRow[]): ObjectLimits {
  const denied = (kind: ObjectKind, level: ObjectLevel): ObjectRow[] =>
    rows.filter((row) => row.kind === kind && !row[level]);
  const byLevel = <T>(of: (level: ObjectLevel) => T): Record<ObjectLevel, T> => ({
    view: of('view'),
    run: of('run'),
    manage: of('manage'),
  });
  const idsOf = (kind: ObjectKind) => byLevel((level) => new Set(denied(kind, level).map(({ id }) => id)));
  return {
    denied: {
      deployment: idsOf('deployment'),
      work_pool: idsOf('work_pool'),
      block_document: idsOf('block_document'),
    },
    deniedPoolNames: byLevel(
      (level) => new Set(denied('work_pool', level).map(({ pool_name }) => pool_name ?? '')),
    ),
  };
}

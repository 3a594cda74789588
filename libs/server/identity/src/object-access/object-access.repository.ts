import { Injectable } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import {
  Database,
  type ObjectKind,
  type ObjectLevel,
  raw,
  type Sql,
  sql,
  type Tx,
  type WorkspaceScope,
} from '@orch/platform';

/** An object of the workspace, by its id or (pools) by its name. */
export interface ObjectAddress {
  readonly kind: ObjectKind;
  readonly id?: string;
  readonly name?: string;
}

/** Somebody on a list. */
export interface ListedRow {
  readonly level: ObjectLevel;
  readonly actor_kind: 'user' | 'service_account' | 'team';
  readonly actor_id: string;
  readonly name: string | null;
  readonly email: string | null;
}

export interface ObjectGrant {
  readonly level: ObjectLevel;
  readonly isTeam: boolean;
  readonly actorId: string;
}

interface FoundObject {
  readonly id: string;
  readonly name: string;
}

// table and column of each kind; deployments, pools and block documents belong to other contexts and are only read
const TABLE: Readonly<Record<ObjectKind, Sql>> = {
  deployment: raw('deployment'),
  work_pool: raw('work_pool'),
  block_document: raw('block_document'),
};
const COLUMN: Readonly<Record<ObjectKind, Sql>> = {
  deployment: raw('deployment_id'),
  work_pool: raw('work_pool_id'),
  block_document: raw('block_document_id'),
};

/** Access lists of single objects, in the workspace's own tables. */
@Injectable()
export class ObjectAccessRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  async find(scope: WorkspaceScope, address: ObjectAddress): Promise<FoundObject | undefined> {
    return (await this.database.query<FoundObject>(scope, found(scope, address)))[0];
  }

  async lock(tx: Tx, address: ObjectAddress): Promise<FoundObject | undefined> {
    return (await tx.query<FoundObject>(sql`${found(tx.scope, address)} for share`))[0];
  }

  /** The list, by level and name; those who left the account are not shown. */
  async list(scope: WorkspaceScope, kind: ObjectKind, id: string, tx?: Tx): Promise<ListedRow[]> {
    const statement = sql`
      select o.level, o.actor_kind, o.actor_id, coalesce(u.handle, s.name, t.name) as name, u.email
      from object_access o
      left join app_user u on o.actor_kind = 'user' and u.id = o.actor_id
      left join service_account s on o.actor_kind = 'service_account' and s.id = o.actor_id
      left join team t on o.actor_kind = 'team' and t.id = o.actor_id
      where o.workspace_id = ${scope.workspaceId} and o.${COLUMN[kind]} = ${id}
        and (t.account_id = ${scope.accountId} or exists (
          select from account_member m where m.account_id = ${scope.accountId} and m.actor_id = o.actor_id))
      order by o.level, name, o.actor_id`;
    return tx ? tx.query<ListedRow>(statement) : this.database.query<ListedRow>(scope, statement);
  }

  /** The kinds of those actors that belong to the account; they stay members until the transaction ends. */
  async actorKinds(tx: Tx, actorIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ actor_id: string; actor_kind: string }>(sql`
      select actor_id, actor_kind from account_member
      where account_id = ${tx.scope.accountId} and actor_id = any(${actorIds}::uuid[]) order by actor_id for share`);
    return new Map(rows.map(({ actor_id, actor_kind }) => [actor_id, actor_kind]));
  }

  async countTeams(tx: Tx, teamIds: readonly string[]): Promise<number> {
    const rows = await tx.query(sql`
      select 1 from team where account_id = ${tx.scope.accountId} and id = any(${teamIds}::uuid[]) order by id for share`);
    return rows.length;
  }

  /** Objects of the workspace that have lists. */
  async countLists(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }>(sql`
      select count(distinct coalesce(deployment_id, work_pool_id, block_document_id)) from object_access
      where workspace_id = ${tx.scope.workspaceId}`);
    return row?.count ?? 0;
  }

  /** One writer of a workspace's lists at a time: they count what there is. */
  async lockWorkspace(tx: Tx): Promise<void> {
    await tx.query(sql`select 1 from workspace where id = ${tx.scope.workspaceId} for no key update`);
  }

  async replace(
    tx: Tx,
    kind: ObjectKind,
    id: string,
    grants: readonly ObjectGrant[],
    kinds: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { workspaceId } = tx.scope;
    await tx.execute(sql`
      delete from object_access where workspace_id = ${workspaceId} and ${COLUMN[kind]} = ${id}`);
    const rows = grants.map((g) => ({
      id: this.ids.next(),
      level: g.level,
      kind: g.isTeam ? 'team' : kinds.get(g.actorId),
      actor: g.actorId,
    }));
    await tx.execute(sql`
      insert into object_access (workspace_id, id, ${COLUMN[kind]}, level, actor_kind, actor_id)
      select ${workspaceId}, given.id, ${id}::uuid, given.level, given.kind, given.actor
      from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.level)}::text[], ${rows.map((r) => r.kind)}::text[],
        ${rows.map((r) => r.actor)}::uuid[]) as given (id, level, kind, actor)`);
    await tx.execute(sql`
      update workspace set has_object_access = exists (select from object_access where workspace_id = ${workspaceId})
      where id = ${workspaceId}`);
  }
}

const found = ({ workspaceId }: WorkspaceScope, { kind, id, name }: ObjectAddress): Sql =>
  sql`select id, ${kind === 'block_document' ? raw(`coalesce(name, '')`) : raw('name')} as name from ${TABLE[kind]}
    where workspace_id = ${workspaceId} and ${id === undefined ? sql`name = ${name ?? ''}` : sql`id = ${id}`}`;

import { Injectable } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import { Database, sql, type Tx, type WorkspaceScope } from '@orch/platform';

export type AccessKind = 'user' | 'service_account' | 'team';

export interface WorkspaceAccessRow {
  readonly id: string;
  readonly created: string;
  readonly workspace_id: string;
  readonly workspace_role_id: string;
  readonly workspace_role_name: string | null;
  readonly actor_id: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** What somebody has now, before it is changed. */
export interface HeldAccess {
  readonly id: string;
  readonly actor_id: string;
  readonly role_id: string;
}

const LISTED = sql`
  select x.id, x.created, x.workspace_id, x.role_id as workspace_role_id, r.name as workspace_role_name, x.actor_id,
    coalesce(u.handle, s.name, t.name) as name, u.email
  from workspace_access x
  join role r on r.id = x.role_id
  left join app_user u on x.actor_kind = 'user' and u.id = x.actor_id
  left join service_account s on x.actor_kind = 'service_account' and s.id = x.actor_id
  left join team t on x.actor_kind = 'team' and t.id = x.actor_id`;

@Injectable()
export class WorkspaceAccessRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  /** Which of the actors (or teams) belong to the account; they stay until the transaction ends. */
  async lockActors(
    tx: Tx,
    accountId: string,
    kind: AccessKind,
    actorIds: readonly string[],
  ): Promise<Set<string>> {
    const found =
      kind === 'team'
        ? sql`select id as actor_id from team
            where account_id = ${accountId} and id = any(${actorIds}::uuid[]) order by id for share`
        : sql`select actor_id from account_member
            where account_id = ${accountId} and actor_kind = ${kind} and actor_id = any(${actorIds}::uuid[])
            order by actor_id for share`;
    const rows = await tx.query<{ actor_id: string }>(found);
    return new Set(rows.map((row) => row.actor_id));
  }

  /** What the actors have in the workspace, locked until the transaction ends. */
  async lockHeld(tx: Tx, workspaceId: string, actorIds: readonly string[]): Promise<HeldAccess[]> {
    return tx.query<HeldAccess>(sql`
      select id, actor_id, role_id from workspace_access
      where workspace_id = ${workspaceId} and actor_id = any(${actorIds}::uuid[]) order by actor_id for update`);
  }

  async upsert(
    tx: Tx,
    workspaceId: string,
    kind: AccessKind,
    roles: ReadonlyMap<string, string>,
  ): Promise<void> {
    const ids = Array.from(roles, () => this.ids.next());
    await tx.execute(sql`
      insert into workspace_access (id, workspace_id, actor_id, actor_kind, role_id)
      select id, ${workspaceId}, actor_id, ${kind}, role_id
      from unnest(${ids}::uuid[], ${[...roles.keys()]}::uuid[], ${[...roles.values()]}::uuid[]) as given (id, actor_id, role_id)
      on conflict (workspace_id, actor_id) do update set role_id = excluded.role_id`);
  }

  async list(
    { workspaceId }: WorkspaceScope,
    kind: AccessKind,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<WorkspaceAccessRow[]> {
    return this.database.queryOutside<WorkspaceAccessRow>(sql`
      ${LISTED} where x.workspace_id = ${workspaceId} and x.actor_kind = ${kind}
      order by x.created, x.id limit ${page.limit} offset ${page.offset}`);
  }

  async ofActors(
    { workspaceId }: WorkspaceScope,
    kind: AccessKind,
    actorIds: readonly string[],
  ): Promise<WorkspaceAccessRow[]> {
    return this.database.queryOutside<WorkspaceAccessRow>(sql`
      ${LISTED} where x.workspace_id = ${workspaceId} and x.actor_kind = ${kind} and x.actor_id = any(${actorIds}::uuid[])
      order by x.created, x.id`);
  }

  async byId(
    { workspaceId }: WorkspaceScope,
    kind: AccessKind,
    id: string,
  ): Promise<WorkspaceAccessRow | undefined> {
    const [row] = await this.database.queryOutside<WorkspaceAccessRow>(sql`
      ${LISTED} where x.workspace_id = ${workspaceId} and x.actor_kind = ${kind} and x.id = ${id}`);
    return row;
  }

  /** By the id of the access, or by who has it (teams are addressed so). */
  async lockOne(
    tx: Tx,
    { workspaceId }: WorkspaceScope,
    kind: AccessKind,
    by: { readonly id?: string; readonly actorId?: string },
  ): Promise<HeldAccess | undefined> {
    const [row] = await tx.query<HeldAccess>(sql`
      select id, actor_id, role_id from workspace_access
      where workspace_id = ${workspaceId} and actor_kind = ${kind}
        and (id = ${by.id ?? null}::uuid or actor_id = ${by.actorId ?? null}::uuid) for update`);
    return row;
  }

  async delete(tx: Tx, { workspaceId }: WorkspaceScope, id: string): Promise<void> {
    await tx.execute(sql`delete from workspace_access where workspace_id = ${workspaceId} and id = ${id}`);
  }
}

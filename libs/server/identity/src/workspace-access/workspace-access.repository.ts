import { Injectable } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import { Database, sql, type Tx, type WorkspaceScope } from '@orch/platform';

export type AccessKind = 'user' | 'service_account';

export interface WorkspaceAccessRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly workspace_role_id: string;
  readonly actor_id: string;
}

const COLUMNS = sql`id, workspace_id, role_id as workspace_role_id, actor_id`;

@Injectable()
export class WorkspaceAccessRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  /** Which of the actors belong to the account; their memberships stay until the transaction ends. */
  async lockMembers(
    tx: Tx,
    accountId: string,
    kind: AccessKind,
    actorIds: readonly string[],
  ): Promise<Set<string>> {
    const rows = await tx.query<{ actor_id: string }>(sql`
      select actor_id from account_member
      where account_id = ${accountId} and actor_kind = ${kind} and actor_id = any(${actorIds}::uuid[])
      order by actor_id for share`);
    return new Set(rows.map((row) => row.actor_id));
  }

  async upsert(
    tx: Tx,
    workspaceId: string,
    kind: AccessKind,
    roles: ReadonlyMap<string, string>,
  ): Promise<WorkspaceAccessRow[]> {
    const ids = Array.from(roles, () => this.ids.next());
    return tx.query<WorkspaceAccessRow>(sql`
      insert into workspace_access (id, workspace_id, actor_id, actor_kind, role_id)
      select id, ${workspaceId}, actor_id, ${kind}, role_id
      from unnest(${ids}::uuid[], ${[...roles.keys()]}::uuid[], ${[...roles.values()]}::uuid[]) as given (id, actor_id, role_id)
      on conflict (workspace_id, actor_id) do update set role_id = excluded.role_id
      returning ${COLUMNS}`);
  }

  async list({ workspaceId }: WorkspaceScope, kind: AccessKind): Promise<WorkspaceAccessRow[]> {
    return this.database.queryOutside<WorkspaceAccessRow>(sql`
      select ${COLUMNS} from workspace_access where workspace_id = ${workspaceId} and actor_kind = ${kind} order by created, id`);
  }

  async byId(
    { workspaceId }: WorkspaceScope,
    kind: AccessKind,
    id: string,
  ): Promise<WorkspaceAccessRow | undefined> {
    const [row] = await this.database.queryOutside<WorkspaceAccessRow>(sql`
      select ${COLUMNS} from workspace_access where workspace_id = ${workspaceId} and actor_kind = ${kind} and id = ${id}`);
    return row;
  }

  /** False when there is no such access. */
  async delete(tx: Tx, { workspaceId }: WorkspaceScope, kind: AccessKind, id: string): Promise<boolean> {
    const touched = await tx.execute(sql`
      delete from workspace_access where workspace_id = ${workspaceId} and actor_kind = ${kind} and id = ${id}`);
    return touched > 0;
  }
}

import { Injectable } from '@nestjs/common';
import type { WorkspaceCreate, WorkspacesFilterBody } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import {
  allOf,
  anyOf,
  Database,
  type Sql,
  sql,
  type Tx,
  violates,
  type WorkspaceScope,
} from '@orch/platform';
import { MAY_ENTER } from '../access/may-enter.ts';
import type { DeletedRow } from '../accounts/account.reader.ts';
import { givenHandle } from './handle-of.ts';

export interface WorkspaceRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly account_id: string;
  readonly name: string;
  readonly description: string;
  readonly handle: string;
  readonly default_role_id: string | null;
}

/** What an update may set; absent members stay. */
export interface WorkspaceChange {
  readonly name?: string | undefined;
  readonly handle?: string | undefined;
  readonly description?: string | undefined;
  readonly default_role_id?: string | null | undefined;
}

const COLUMNS = sql`w.id, w.created, w.updated, w.account_id, w.name, w.description, w.handle, w.default_role_id`;

@Injectable()
export class WorkspaceRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  /** Without a handle, the name suggests one. @throws OrchError `handle.taken` */
  async create(
    tx: Tx,
    accountId: string,
    { name, description, ...given }: WorkspaceCreate,
  ): Promise<WorkspaceRow> {
    const handle = givenHandle({ name, ...given });
    return handleFree(handle, async () => {
      const [row] = await tx.query<WorkspaceRow>(sql`
        insert into workspace as w (id, account_id, name, handle, description)
        values (${this.ids.next()}, ${accountId}, ${name}, ${handle}, ${description}) returning ${COLUMNS}`);
      if (!row) throw new Error('an insert returned no row');
      await this.takeAlias(tx, accountId, handle);
      return row;
    });
  }

  async read({ accountId, workspaceId }: WorkspaceScope): Promise<WorkspaceRow | undefined> {
    const [row] = await this.database.queryOutside<WorkspaceRow>(sql`
      select ${COLUMNS} from workspace w
      where w.id = ${workspaceId} and w.account_id = ${accountId} and w.deleted_at is null`);
    return row;
  }

  /** Workspaces of the account that the actor may enter, by handle. */
  async list(
    accountId: string,
    actorId: string,
    body: WorkspacesFilterBody,
    limit: number,
  ): Promise<WorkspaceRow[]> {
    return this.database.queryOutside<WorkspaceRow>(sql`
      select ${COLUMNS} from workspace w
      join account a on a.id = w.account_id
      join account_member m on m.account_id = w.account_id and m.actor_id = ${actorId}
      where w.account_id = ${accountId} and ${MAY_ENTER} and ${allOf(conditionsOf(body))}
      order by w.handle limit ${limit} offset ${body.offset}`);
  }

  /** The workspace, locked until the transaction ends. */
  async lock(tx: Tx, { accountId, workspaceId }: WorkspaceScope): Promise<WorkspaceRow | undefined> {
    const [row] = await tx.query<WorkspaceRow>(sql`
      select ${COLUMNS} from workspace w
      where w.id = ${workspaceId} and w.account_id = ${accountId} and w.deleted_at is null for no key update`);
    return row;
  }

  /** The former handle keeps leading here. @throws OrchError `handle.taken` */
  async update(tx: Tx, row: WorkspaceRow, change: WorkspaceChange): Promise<WorkspaceRow> {
    const { name = row.name, handle = row.handle, description = row.description } = change;
    const role = change.default_role_id === undefined ? row.default_role_id : change.default_role_id;
    return handleFree(handle, async () => {
      const [updated] = await tx.query<WorkspaceRow>(sql`
        update workspace w set name = ${name}, handle = ${handle}, description = ${description}, default_role_id = ${role},
          updated = now() where id = ${row.id} returning ${COLUMNS}`);
      if (!updated) throw new Error('a locked row is gone');
      if (handle !== row.handle) {
        await this.takeAlias(tx, row.account_id, handle);
        await this.leaveAlias(tx, row);
      }
      return updated;
    });
  }

  /** The handle that the workspace had in an account leads to it from now on. */
  async leaveAlias(tx: Tx, { id, account_id, handle }: WorkspaceRow): Promise<void> {
    await tx.execute(sql`
      insert into workspace_handle_alias (account_id, handle, of_workspace) values (${account_id}, ${handle}, ${id})
      on conflict (account_id, handle) do update set of_workspace = excluded.of_workspace, created = now()`);
  }

  /** From now on nobody enters it. */
  async markDeleted(tx: Tx, workspaceId: string): Promise<void> {
    await tx.execute(sql`update workspace set deleted_at = now(), updated = now() where id = ${workspaceId}`);
  }

  /** Deleted workspaces of an account, newest deletion first. */
  async deleted(accountId: string): Promise<DeletedRow[]> {
    return this.database.queryOutside<DeletedRow>(sql`
      select id, name, handle, deleted_at from workspace
      where account_id = ${accountId} and deleted_at is not null order by deleted_at desc limit 200`);
  }

  /** `undefined` when no such workspace can be brought back any more. @throws OrchError `handle.taken` */
  async restore(
    tx: Tx,
    { accountId, workspaceId }: WorkspaceScope,
    handle: string | null,
    graceDays: number,
  ): Promise<WorkspaceRow | undefined> {
    return handleFree(handle ?? '', async () => {
      const [row] = await tx.query<WorkspaceRow>(sql`
        update workspace w set deleted_at = null, handle = coalesce(${handle}, handle), updated = now()
        where id = ${workspaceId} and account_id = ${accountId}
          and deleted_at >= now() - make_interval(days => ${graceDays}::int) returning ${COLUMNS}`);
      return row;
    });
  }

  /** Moves the workspace with everything in it; access is left to those who belong to the other account. */
  async move(tx: Tx, row: WorkspaceRow, accountId: string, handle: string): Promise<void> {
    await handleFree(handle, () =>
      tx.execute(sql`
        update workspace set account_id = ${accountId}, handle = ${handle}, default_role_id = null, updated = now()
        where id = ${row.id}`),
    );
    await this.takeAlias(tx, accountId, handle);
    await this.leaveAlias(tx, row);
    await tx.execute(sql`
      delete from workspace_access x where x.workspace_id = ${row.id} and (
        not exists (select from account_member m where m.account_id = ${accountId} and m.actor_id = x.actor_id)
        or not exists (select from role r where r.id = x.role_id and (r.account_id is null or r.account_id = ${accountId})))`);
    await tx.execute(sql`
      update invitation set status = 'revoked', closed_at = now() where to_workspace = ${row.id} and status = 'pending'`);
    await tx.execute(sql`
      update workspace_transfer set closed_at = now() where of_workspace = ${row.id} and closed_at is null`);
  }

  /** A handle in use leads to who uses it. */
  private async takeAlias(tx: Tx, accountId: string, handle: string): Promise<void> {
    await tx.execute(sql`
      delete from workspace_handle_alias where account_id = ${accountId} and handle = ${handle}`);
  }
}

function conditionsOf({ workspaces }: WorkspacesFilterBody): Sql[] {
  const conditions: Sql[] = [];
  if (workspaces?.id?.any_) conditions.push(anyOf(sql`w.id`, workspaces.id.any_, 'uuid'));
  if (workspaces?.handle?.any_) conditions.push(anyOf(sql`w.handle`, workspaces.handle.any_, 'text'));
  if (workspaces?.name?.any_) conditions.push(anyOf(sql`w.name`, workspaces.name.any_, 'text'));
  return conditions;
}

async function handleFree<T>(handle: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, 'unique', 'workspace_account_id_handle_key'))
      throw new OrchError('handle.taken', {}, { handle });
    throw error;
  }
}

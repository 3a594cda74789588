import { Injectable } from '@nestjs/common';
import type { WorkspaceCreate, WorkspacesFilterBody, WorkspaceUpdate } from '@orch/contract';
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
import { ROLES_OWNING_WORKSPACES } from '../roles/roles.ts';
import { handleOf } from './handle-of.ts';

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
    const handle = given.handle ?? handleOf(name);
    if (handle === undefined)
      throw new OrchError('request.rejected', {}, { text: 'A handle is needed: the name suggests none.' });
    const [row] = await handleFree(handle, () =>
      tx.query<WorkspaceRow>(sql`
        insert into workspace as w (id, account_id, name, handle, description)
        values (${this.ids.next()}, ${accountId}, ${name}, ${handle}, ${description}) returning ${COLUMNS}`),
    );
    if (!row) throw new Error('an insert returned no row');
    return row;
  }

  async read({ accountId, workspaceId }: WorkspaceScope): Promise<WorkspaceRow | undefined> {
    const [row] = await this.database.queryOutside<WorkspaceRow>(
      sql`select ${COLUMNS} from workspace w where w.id = ${workspaceId} and w.account_id = ${accountId}`,
    );
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
      join account_member m on m.account_id = w.account_id and m.actor_id = ${actorId}
      where w.account_id = ${accountId} and (m.role_id = any(${ROLES_OWNING_WORKSPACES}::uuid[])
        or exists (select from workspace_access x where x.workspace_id = w.id and x.actor_id = m.actor_id))
        and ${allOf(conditionsOf(body))}
      order by w.handle limit ${limit} offset ${body.offset}`);
  }

  /** @throws OrchError `handle.taken` */
  async update(tx: Tx, { accountId, workspaceId }: WorkspaceScope, change: WorkspaceUpdate): Promise<void> {
    const { name = null, handle = null, description = null } = change;
    await handleFree(handle, () =>
      tx.execute(sql`
        update workspace set name = coalesce(${name}, name), handle = coalesce(${handle}, handle),
          description = coalesce(${description}, description), updated = now()
        where id = ${workspaceId} and account_id = ${accountId}`),
    );
  }

  /** Deletes the workspace with everything that hangs on it by foreign keys. */
  async delete(tx: Tx, { accountId, workspaceId }: WorkspaceScope): Promise<void> {
    await tx.execute(sql`delete from workspace where id = ${workspaceId} and account_id = ${accountId}`);
  }
}

function conditionsOf({ workspaces }: WorkspacesFilterBody): Sql[] {
  const conditions: Sql[] = [];
  if (workspaces?.id?.any_) conditions.push(anyOf(sql`w.id`, workspaces.id.any_, 'uuid'));
  if (workspaces?.handle?.any_) conditions.push(anyOf(sql`w.handle`, workspaces.handle.any_, 'text'));
  if (workspaces?.name?.any_) conditions.push(anyOf(sql`w.name`, workspaces.name.any_, 'text'));
  return conditions;
}

async function handleFree<T>(handle: string | null, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, 'unique', 'workspace_account_id_handle_key')) {
      throw new OrchError('handle.taken', {}, { handle: handle ?? '' });
    }
    throw error;
  }
}

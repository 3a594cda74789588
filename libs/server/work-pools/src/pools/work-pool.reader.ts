import { Injectable } from '@nestjs/common';
import type { WorkPoolFilter } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Database, type Tx, type WorkspaceScope, prepared, raw, sql } from '@orch/platform';
import { workPoolCondition } from '@orch/runs';
import { POOL_COLUMNS, POOL_SLOTS, type WorkPoolRow } from './work-pool.presenter.ts';

const BY_NAME = prepared(
  'work-pools.pool_by_name',
  `select ${POOL_COLUMNS}, ${POOL_SLOTS} from work_pool p where p.workspace_id = $1::uuid and p.name = $2`,
);
const LOCK_BY_NAME = prepared(
  'work-pools.pool_by_name_locked',
  `select ${POOL_COLUMNS} from work_pool p where p.workspace_id = $1::uuid and p.name = $2 for update`,
);

/** Reads pools. */
@Injectable()
export class WorkPoolReader {
  constructor(private readonly database: Database) {}

  /** @throws OrchError `work_pool.not_found` */
  async byName(scope: WorkspaceScope, name: string): Promise<WorkPoolRow> {
    return found(await this.database.query<WorkPoolRow>(scope, BY_NAME.with(scope.workspaceId, name)), name);
  }

  /** In name order. */
  async list(
    scope: WorkspaceScope,
    filter: WorkPoolFilter | null,
    offset: number,
    limit: number,
  ): Promise<WorkPoolRow[]> {
    return this.database.query<WorkPoolRow>(
      scope,
      sql`select ${raw(POOL_COLUMNS)}, ${raw(POOL_SLOTS)} from work_pool p
          where p.workspace_id = ${scope.workspaceId}::uuid and ${filter ? workPoolCondition(filter) : sql`true`}
          order by p.name, p.id offset ${offset} limit ${limit}`,
    );
  }

  async count(scope: WorkspaceScope, filter: WorkPoolFilter | null): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      scope,
      sql`select count(*) from work_pool p where p.workspace_id = ${scope.workspaceId}::uuid and ${filter ? workPoolCondition(filter) : sql`true`}`,
    );
    return row?.count ?? 0;
  }
}

/**
 * The pool of this name, locked until the transaction ends.
 * @throws OrchError `work_pool.not_found`
 */
export const lockPoolByName = async (tx: Tx, name: string): Promise<WorkPoolRow> =>
  found(await tx.query<WorkPoolRow>(LOCK_BY_NAME.with(tx.scope.workspaceId, name)), name);

function found(rows: readonly WorkPoolRow[], name: string): WorkPoolRow {
  const [row] = rows;
  if (!row) throw new OrchError('work_pool.not_found', {}, { name });
  return row;
}

import { Injectable } from '@nestjs/common';
import type { WorkPoolFilter } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  allOf,
  Database,
  type ObjectLevel,
  prepared,
  raw,
  reachable,
  requireReach,
  sql,
  type Sql,
  type Tx,
  type WorkspaceScope,
} from '@orch/platform';
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
    const rows = await this.database.query<WorkPoolRow>(scope, BY_NAME.with(scope.workspaceId, name));
    return found(scope, rows, name, 'view');
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
          where p.workspace_id = ${scope.workspaceId}::uuid and ${matching(scope, filter)}
          order by p.name, p.id offset ${offset} limit ${limit}`,
    );
  }

  async count(scope: WorkspaceScope, filter: WorkPoolFilter | null): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      scope,
      sql`select count(*) from work_pool p where p.workspace_id = ${scope.workspaceId}::uuid and ${matching(scope, filter)}`,
    );
    return row?.count ?? 0;
  }
}

/**
 * The pool of this name, locked until the transaction ends; `level`: what is to be done with it.
 * @throws OrchError `work_pool.not_found`, `auth.forbidden`
 */
export const lockPoolByName = async (
  tx: Tx,
  name: string,
  level: ObjectLevel = 'manage',
): Promise<WorkPoolRow> =>
  found(tx.scope, await tx.query<WorkPoolRow>(LOCK_BY_NAME.with(tx.scope.workspaceId, name)), name, level);

function found(
  scope: WorkspaceScope,
  rows: readonly WorkPoolRow[],
  name: string,
  level: ObjectLevel,
): WorkPoolRow {
  const [row] = rows;
  const missing = (): OrchError => new OrchError('work_pool.not_found', {}, { name });
  if (!row) throw missing();
  requireReach(scope, 'work_pool', level, row.id, missing);
  return row;
}

const matching = (scope: WorkspaceScope, filter: WorkPoolFilter | null): Sql =>
  allOf([
    ...reachable(scope, 'work_pool', 'view', sql`p.id`),
    ...(filter ? [workPoolCondition(filter)] : []),
  ]);

import { Injectable } from '@nestjs/common';
import type { WorkPoolUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type Sql, type Tx, type WorkspaceScope, join, prepared, sql, rawText } from '@orch/platform';
import { sameJson } from '../job-variables/json-values.ts';
import { AnnouncedTransactions, type Tell } from './announced-transactions.ts';
import { isReservedName } from './create-work-pool.ts';
import { storageText } from './storage-text.ts';
import { toldWithActor } from './told-with-actor.ts';
import { type ChangedFields, poolStatusChanged, poolUpdated } from './work-pool-events.ts';
import { AGENT_POOL_TYPE, type PoolStatus, type WorkPoolRow } from './work-pool.presenter.ts';
import { lockPoolByName } from './work-pool.reader.ts';

const HAS_ONLINE_WORKER = prepared(
  'work-pools.has_online_worker',
  "select exists (select from worker where workspace_id = $1::uuid and work_pool_id = $2::uuid and status = 'ONLINE') as online",
);

/** Changes a pool. Upstream: models/workers.py, update_work_pool (3.8.8). */
@Injectable()
export class UpdateWorkPool {
  constructor(private readonly transactions: AnnouncedTransactions) {}

  /** @throws OrchError `work_pool.reserved_update`, `work_pool.not_found` */
  async execute(scope: WorkspaceScope, name: string, update: WorkPoolUpdate): Promise<void> {
    const touched = Object.keys(update).filter((key) => update[key as keyof WorkPoolUpdate] !== undefined);
    if (isReservedName(name) && touched.some((key) => key !== 'is_paused' && key !== 'concurrency_limit')) {
      throw new OrchError('work_pool.reserved_update', { name });
    }
    await this.transactions.run(scope, async (tx, tell) => {
      const pool = await lockPoolByName(tx, name);
      const { columns, changed } = columnsOf(pool, update);
      const status = await statusAfter(tx, pool, update.is_paused ?? undefined);
      if (status !== undefined)
        columns.push(sql`status = ${status}`, sql`last_transitioned_status_at = now()`);
      await write(tx, pool.id, columns);
      announce(tell, pool, changed, status);
      if (update.is_paused === false || update.concurrency_limit !== undefined) tell.opened(pool.id);
    });
  }
}

async function statusAfter(
  tx: Tx,
  pool: WorkPoolRow,
  isPaused: boolean | undefined,
): Promise<PoolStatus | undefined> {
  if (isPaused === undefined || pool.type === AGENT_POOL_TYPE) return undefined;
  if (isPaused) return 'PAUSED';
  const [row] = await tx.query<{ online: boolean }>(HAS_ONLINE_WORKER.with(tx.scope.workspaceId, pool.id));
  return row?.online ? 'READY' : 'NOT_READY';
}

function columnsOf(pool: WorkPoolRow, update: WorkPoolUpdate): { columns: Sql[]; changed: ChangedFields } {
  const columns: Sql[] = [];
  const changed: Record<string, { from: string; to: string }> = {};
  const json = (name: string, from: string, to: string): void => {
    if (!sameJson(from, to)) changed[name] = { from, to };
  };
  if (update.description !== undefined) {
    columns.push(sql`description = ${update.description}`);
    json('description', JSON.stringify(pool.description), JSON.stringify(update.description));
  }
  if (update.concurrency_limit !== undefined) {
    columns.push(sql`concurrency_limit = ${update.concurrency_limit}`);
    json(
      'concurrency_limit',
      JSON.stringify(pool.concurrency_limit),
      JSON.stringify(update.concurrency_limit),
    );
  }
  if (update.is_paused !== undefined && update.is_paused !== null)
    columns.push(sql`is_paused = ${update.is_paused}`);
  if (update.base_job_template !== undefined && update.base_job_template !== null) {
    const template = rawText(update.base_job_template);
    columns.push(sql`base_job_template = ${template}::json`);
    json('base_job_template', pool.base_job_template, template);
  }
  if (update.storage_configuration !== undefined && update.storage_configuration !== null) {
    const storage = storageText(update.storage_configuration);
    columns.push(sql`storage_configuration = ${storage}::json`);
    json('storage_configuration', pool.storage_configuration, storage);
  }
  return { columns, changed };
}

const write = (tx: Tx, id: string, columns: readonly Sql[]): Promise<number> =>
  tx.execute(
    sql`update work_pool set ${join([...columns, sql`updated = now()`])} where workspace_id = ${tx.scope.workspaceId}::uuid and id = ${id}::uuid`,
  );

function announce(
  tell: Tell,
  pool: WorkPoolRow,
  changed: ChangedFields,
  status: PoolStatus | undefined,
): void {
  if (Object.keys(changed).length > 0) tell((stamp) => poolUpdated(stamp, pool, changed));
  if (status !== undefined) tell((stamp) => toldWithActor(poolStatusChanged(stamp, pool, status)));
}

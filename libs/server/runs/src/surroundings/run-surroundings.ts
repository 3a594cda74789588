import { Injectable } from '@nestjs/common';
import { Clock, type Micros } from '@orch/kernel';
import { Database, Notifications, type Tx, type WorkspaceScope, prepared } from '@orch/platform';

/** What belongs around a run and is named in its events: rarely changes, so it is kept for a minute. */
export interface RunSurroundings {
  readonly flow: {
    readonly id: string;
    readonly name: string;
    readonly tags: readonly string[];
    readonly labels: Labels;
  };
  readonly deployment: {
    readonly id: string;
    readonly name: string;
    readonly tags: readonly string[];
    readonly labels: Labels;
  } | null;
  readonly queue: { readonly id: string; readonly name: string } | null;
  readonly pool: { readonly id: string; readonly name: string; readonly type: string } | null;
  /** Whether the pool or the queue lets only so many runs hold a slot. */
  readonly isPoolLimited: boolean;
}

export type Labels = Readonly<Record<string, unknown>>;

/** Which ones to read. */
export interface SurroundingIds {
  readonly flowId: string;
  readonly deploymentId: string | null;
  readonly workQueueId: string | null;
}

interface Row {
  readonly flow_name: string;
  readonly flow_tags: string[];
  readonly flow_labels: string;
  readonly deployment_name: string | null;
  readonly deployment_tags: string[] | null;
  readonly deployment_labels: string | null;
  readonly queue_name: string | null;
  readonly pool_id: string | null;
  readonly pool_name: string | null;
  readonly pool_type: string | null;
  readonly is_pool_limited: boolean;
}

/** Told, with the id of the workspace, when pools or queues of it changed. */
export const POOLS_CHANNEL = 'orch_pools';
const KEPT_MAX = 5_000;
const KEPT_US = 60_000_000;

// One look-up by primary keys; deployment, queue and pool are tables of other contexts, read only.
const READ = prepared(
  'runs.surroundings',
  `select f.name as flow_name, f.tags as flow_tags, f.labels as flow_labels,
          d.name as deployment_name, d.tags as deployment_tags, d.labels as deployment_labels,
          q.name as queue_name, p.id as pool_id, p.name as pool_name, p.type as pool_type,
          q.concurrency_limit is not null or p.concurrency_limit is not null as is_pool_limited
   from flow f
   left join deployment d on d.workspace_id = f.workspace_id and d.id = $3::uuid
   left join work_queue q on q.workspace_id = f.workspace_id and q.id = $4::uuid
   left join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id
   where f.workspace_id = $1::uuid and f.id = $2::uuid`,
);

/** Reads and keeps what surrounds runs: names may be a minute old in events, as on the reference (it keeps five). */
@Injectable()
export class RunSurroundingsReader {
  private readonly kept = new Map<string, { value: RunSurroundings; untilUs: number }>();
  private changes = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    notifications: Notifications,
  ) {
    notifications.listen(POOLS_CHANNEL, (workspaceId) => this.forget(workspaceId));
    notifications.onReconnect(() => this.kept.clear());
  }

  /**
   * `null` when the workspace has no such flow. Inside a transaction pass it: whoever holds locks must not wait for a
   * second connection, which others hold that wait for the locks.
   */
  async read(scope: WorkspaceScope, ids: SurroundingIds, tx?: Tx): Promise<RunSurroundings | null> {
    const key = `${scope.workspaceId}${ids.flowId}${ids.deploymentId ?? ''}${ids.workQueueId ?? ''}`;
    const known = this.kept.get(key);
    const nowUs = this.clock.nowUs();
    if (known && known.untilUs > nowUs) return known.value;
    const statement = READ.with(scope.workspaceId, ids.flowId, ids.deploymentId, ids.workQueueId);
    const { changes } = this;
    const rows = await (tx ? tx.query<Row>(statement) : this.database.query<Row>(scope, statement));
    const value = rows[0] ? toSurroundings(rows[0], ids) : null;
    if (value === null) return null;
    // what was read while something changed may be the old
    if (changes === this.changes) this.keep(key, value, nowUs + KEPT_US);
    return value;
  }

  private keep(key: string, value: RunSurroundings, untilUs: Micros): void {
    if (this.kept.size >= KEPT_MAX) this.kept.clear();
    this.kept.set(key, { value, untilUs });
  }

  private forget(workspaceId: string): void {
    this.changes += 1;
    for (const key of this.kept.keys()) if (key.startsWith(workspaceId)) this.kept.delete(key);
  }
}

function toSurroundings(row: Row, ids: SurroundingIds): RunSurroundings {
  const labels = (text: string | null): Labels => (text === null ? {} : (JSON.parse(text) as Labels)); // our own jsonb column
  return {
    flow: { id: ids.flowId, name: row.flow_name, tags: row.flow_tags, labels: labels(row.flow_labels) },
    deployment:
      ids.deploymentId !== null && row.deployment_name !== null
        ? {
            id: ids.deploymentId,
            name: row.deployment_name,
            tags: row.deployment_tags ?? [],
            labels: labels(row.deployment_labels),
          }
        : null,
    queue:
      ids.workQueueId !== null && row.queue_name !== null
        ? { id: ids.workQueueId, name: row.queue_name }
        : null,
    pool: row.pool_id === null ? null : { id: row.pool_id, name: row.pool_name!, type: row.pool_type! },
    isPoolLimited: row.is_pool_limited,
  };
}

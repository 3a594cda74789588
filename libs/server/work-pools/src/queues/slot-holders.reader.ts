import { Injectable } from '@nestjs/common';
import { Database, type WorkspaceScope, column, prepared, wireArray, wireObject } from '@orch/platform';

/** A run that holds a slot. */
interface HolderRow {
  readonly work_queue_id: string;
  readonly id: string;
  readonly name: string;
  readonly state_type: string | null;
  readonly state_name: string | null;
  readonly start_time: string | null;
  readonly state_timestamp: string | null;
  readonly seconds: number | null;
  readonly count: number;
}

/** Upstream: schemas/responses.py, FlowRunSlotSummary (3.8.8). */
const presentHolder = wireObject<HolderRow>({
  id: column.plain('id'),
  name: column.text('name'),
  state_type: column.plain('state_type'),
  state_name: column.text('state_name'),
  start_time: column.time('start_time'),
  state_timestamp: column.time('state_timestamp'),
  time_in_current_state: column.float('seconds'),
});

const COLUMNS = `r.work_queue_id, r.id, r.name, r.state_type, r.state_name, r.start_time, r.state_timestamp,
  extract(epoch from now() - r.state_timestamp)::float8 as seconds`;

const OF_POOL = prepared(
  'work-pools.holders_of_pool',
  `select h.* from (
     select ${COLUMNS}, count(*) over (partition by r.work_queue_id) as count, row_number() over (partition by r.work_queue_id order by r.id) as at
     from work_queue q join flow_run r on r.workspace_id = q.workspace_id and r.work_queue_id = q.id
     where q.workspace_id = $1::uuid and q.work_pool_id = $2::uuid and r.state_type in ('PENDING', 'RUNNING')
   ) h where h.at <= greatest($3::int, 1) order by h.work_queue_id, h.at`,
);
const OF_QUEUE = prepared(
  'work-pools.holders_of_queue',
  `select ${COLUMNS}, 0::bigint as count from flow_run r
   where r.workspace_id = $1::uuid and r.work_queue_id = $2::uuid and r.state_type in ('PENDING', 'RUNNING', 'CANCELLING')
   order by r.id offset $3::bigint limit $4::int`,
);
const COUNT_OF_QUEUE = prepared(
  'work-pools.count_holders_of_queue',
  `select count(*) from flow_run r
   where r.workspace_id = $1::uuid and r.work_queue_id = $2::uuid and r.state_type in ('PENDING', 'RUNNING', 'CANCELLING')`,
);

/** The holders of one queue: how many, and the first of them as JSON text. */
export interface QueueHolders {
  readonly count: number;
  readonly runs: string;
}

/** Who holds the slots of pools and queues. Upstream: models/workers.py, get_work_pool_slot_holders (3.8.8). */
@Injectable()
export class SlotHoldersReader {
  constructor(private readonly database: Database) {}

  /** By queue id; queues without holders are absent. */
  async ofPool(
    scope: WorkspaceScope,
    poolId: string,
    runsPerQueue: number,
  ): Promise<Map<string, QueueHolders>> {
    const rows = await this.database.query<HolderRow>(
      scope,
      OF_POOL.with(scope.workspaceId, poolId, runsPerQueue),
    );
    const byQueue = Map.groupBy(rows, (row) => row.work_queue_id);
    return new Map(
      [...byQueue].map(([id, holders]) => [
        id,
        { count: holders[0]?.count ?? 0, runs: wireArray(holders.slice(0, runsPerQueue), presentHolder) },
      ]),
    );
  }

  async ofQueue(
    scope: WorkspaceScope,
    queueId: string,
    offset: number,
    limit: number,
  ): Promise<QueueHolders> {
    const [rows, counted] = await Promise.all([
      this.database.query<HolderRow>(scope, OF_QUEUE.with(scope.workspaceId, queueId, offset, limit)),
      this.database.query<{ count: number }>(scope, COUNT_OF_QUEUE.with(scope.workspaceId, queueId)),
    ]);
    return { count: counted[0]?.count ?? 0, runs: wireArray(rows, presentHolder) };
  }
}

/** `"count":…,"limit":…,"pages":…,"page":…` of a paged answer. */
export const pageMembers = (count: number, limit: number, page: number): string =>
  `"count":${count},"limit":${limit},"pages":${limit > 0 ? Math.ceil(count / limit) : 0},"page":${page}`;

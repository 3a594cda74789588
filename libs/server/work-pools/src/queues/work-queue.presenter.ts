import { column, wireObject } from '@orch/platform';

export type QueueStatus = 'READY' | 'NOT_READY' | 'PAUSED';

/** A queue with its pool, as `QUEUE_COLUMNS from QUEUE_FROM` selects it. JSON and times are text. */
export interface WorkQueueRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly description: string | null;
  readonly is_paused: boolean;
  readonly concurrency_limit: number | null;
  readonly priority: number;
  readonly work_pool_id: string;
  readonly filter: string | null;
  readonly last_polled: string | null;
  readonly work_pool_name: string;
  readonly work_pool_type: string;
  readonly status: QueueStatus;
  /** Runs that hold a slot; `null` for a queue without a limit. */
  readonly active_slots?: number | null;
}

export const QUEUE_COLUMNS = `q.id, q.created, q.updated, q.name, q.description, q.is_paused, q.concurrency_limit, q.priority,
  q.work_pool_id, q.filter, q.last_polled, q.status, p.name as work_pool_name, p.type as work_pool_type`;
export const QUEUE_FROM =
  'work_queue q join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id';

const slots = (states: string): string => `case when q.concurrency_limit is not null then (
    select count(*) from flow_run r
    where r.workspace_id = q.workspace_id and r.work_queue_id = q.id and r.state_type in (${states})) end as active_slots`;
/** Upstream: models/workers.py, SLOT_OCCUPYING_STATES: how the pool's routes count. */
export const QUEUE_SLOTS = slots("'PENDING', 'RUNNING'");
/** Upstream: models/work_queues.py, SLOT_OCCUPYING_STATES: how the routes without a pool count. */
export const LONE_QUEUE_SLOTS = slots("'PENDING', 'RUNNING', 'CANCELLING'");

/** Row → wire. Upstream: schemas/responses.py, WorkQueueResponse (3.8.8). */
export const presentWorkQueue: (row: WorkQueueRow) => string = wireObject<WorkQueueRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  description: column.text('description'),
  is_paused: column.value('is_paused'),
  concurrency_limit: column.value('concurrency_limit'),
  priority: column.value('priority'),
  work_pool_id: column.plain('work_pool_id'),
  filter: column.json('filter'),
  last_polled: column.time('last_polled'),
  work_pool_name: column.text('work_pool_name'),
  status: column.plain('status'),
  active_slots: (row) => String(row.active_slots ?? 'null'),
});

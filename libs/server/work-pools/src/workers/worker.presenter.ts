import { column, wireObject } from '@orch/platform';

/** A worker as `WORKER_COLUMNS` selects it. */
export interface WorkerRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly work_pool_id: string;
  readonly last_heartbeat_time: string;
  readonly heartbeat_interval_seconds: number | null;
  readonly is_online: boolean;
}

/** A worker is online for three heartbeats. Upstream: schemas/responses.py, WorkerResponse (3.8.8). */
export const IS_ONLINE =
  'w.last_heartbeat_time > now() - make_interval(secs => coalesce(nullif(w.heartbeat_interval_seconds, 0), 30) * 3)';

export const WORKER_COLUMNS = `w.id, w.created, w.updated, w.name, w.work_pool_id, w.last_heartbeat_time, w.heartbeat_interval_seconds,
  ${IS_ONLINE} as is_online`;

export const presentWorker: (row: WorkerRow) => string = wireObject<WorkerRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  work_pool_id: column.plain('work_pool_id'),
  last_heartbeat_time: column.time('last_heartbeat_time'),
  heartbeat_interval_seconds: column.value('heartbeat_interval_seconds'),
  status: (row) => (row.is_online ? '"ONLINE"' : '"OFFLINE"'),
});

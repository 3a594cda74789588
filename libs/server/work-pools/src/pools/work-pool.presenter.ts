import { column, wireObject } from '@orch/platform';

export type PoolStatus = 'READY' | 'NOT_READY' | 'PAUSED';

/** A pool as `POOL_COLUMNS` selects it. JSON and times are text. */
export interface WorkPoolRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly description: string | null;
  readonly type: string;
  readonly base_job_template: string;
  readonly is_paused: boolean;
  readonly concurrency_limit: number | null;
  readonly status: PoolStatus;
  readonly last_transitioned_status_at: string | null;
  readonly default_queue_id: string | null;
  readonly storage_configuration: string;
  /** Runs that hold a slot; `null` for a pool without a limit. */
  readonly active_slots?: number | null;
}

export const POOL_COLUMNS = `p.id, p.created, p.updated, p.name, p.description, p.type, p.base_job_template, p.is_paused,
  p.concurrency_limit, p.status, p.last_transitioned_status_at, p.default_queue_id, p.storage_configuration`;

/** Runs that hold a slot of pool `p`, counted only when the pool has a limit. Upstream: count_work_pool_active_slots. */
export const POOL_SLOTS = `case when p.concurrency_limit is not null then (
    select count(*) from work_queue wq join flow_run r on r.workspace_id = wq.workspace_id and r.work_queue_id = wq.id
    where wq.workspace_id = p.workspace_id and wq.work_pool_id = p.id and r.state_type in ('PENDING', 'RUNNING')) end as active_slots`;

export const AGENT_POOL_TYPE = 'prefect-agent';

/** Row → wire. Upstream: schemas/responses.py, WorkPoolResponse (3.8.8): pools of agents have no status. */
export const presentWorkPool: (row: WorkPoolRow) => string = wireObject<WorkPoolRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  description: column.text('description'),
  type: column.text('type'),
  base_job_template: column.json('base_job_template', '{}'),
  is_paused: column.value('is_paused'),
  concurrency_limit: column.value('concurrency_limit'),
  status: (row) => (row.type === AGENT_POOL_TYPE ? 'null' : `"${row.status}"`),
  default_queue_id: column.plain('default_queue_id'),
  storage_configuration: column.json('storage_configuration', '{}'),
  active_slots: (row) => String(row.active_slots ?? 'null'),
});

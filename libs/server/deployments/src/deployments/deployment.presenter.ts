import { column, floatText, wireObject } from '@orch/platform';

/** A deployment with its queue, pool, limit and schedules, as `DEPLOYMENT_COLUMNS from DEPLOYMENT_FROM` selects it. */
export interface DeploymentRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly version: string | null;
  readonly description: string | null;
  readonly flow_id: string;
  readonly paused: boolean;
  /** JSON array, in the wire form. */
  readonly schedules: string;
  readonly limit_id: string | null;
  readonly limit_created: string | null;
  readonly limit_updated: string | null;
  readonly limit_active: boolean | null;
  readonly limit_name: string | null;
  readonly limit_slots: number | null;
  readonly limit_active_slots: number | null;
  readonly limit_decay: number | null;
  readonly concurrency_limit_id: string | null;
  readonly concurrency_options: string | null;
  readonly job_variables: string;
  readonly parameters: string;
  readonly tags: string[];
  readonly labels: string;
  readonly work_queue_name: string | null;
  readonly work_queue_id: string | null;
  readonly last_polled: string | null;
  readonly parameter_openapi_schema: string | null;
  readonly path: string | null;
  readonly pull_steps: string | null;
  readonly entrypoint: string | null;
  readonly storage_document_id: string | null;
  readonly infrastructure_document_id: string | null;
  readonly created_by: string | null;
  readonly updated_by: string | null;
  readonly work_pool_id: string | null;
  readonly work_pool_name: string | null;
  readonly work_pool_type: string | null;
  readonly work_pool_template: string | null;
  readonly status: 'READY' | 'NOT_READY';
  readonly enforce_parameter_schema: boolean;
  readonly flow_name: string;
  readonly queue_name: string | null;
}

const wireTime = (name: string): string =>
  `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** A schedule `s` as JSON in the wire form. Upstream: schemas/core.py, DeploymentSchedule (3.8.8). */
export const SCHEDULE_JSON = `json_build_object('id', s.id, 'created', ${wireTime('s.created')}, 'updated', ${wireTime('s.updated')},
  'deployment_id', s.deployment_id, 'schedule', s.schedule, 'active', s.active, 'max_scheduled_runs', s.max_scheduled_runs,
  'parameters', s.parameters, 'slug', s.slug)`;

export const DEPLOYMENT_COLUMNS = `d.id, d.created, d.updated, d.name, d.version, d.description, d.flow_id, d.paused,
  coalesce((select json_agg(${SCHEDULE_JSON} order by s.updated desc, s.id desc) from deployment_schedule s
    where s.workspace_id = d.workspace_id and s.deployment_id = d.id), '[]'::json) as schedules,
  l.id as limit_id, l.created as limit_created, l.updated as limit_updated, l.active as limit_active, l.name as limit_name,
  l."limit" as limit_slots, l.active_slots as limit_active_slots, l.slot_decay_per_second as limit_decay,
  d.concurrency_limit_id, d.concurrency_options, d.job_variables, d.parameters, d.tags, d.labels,
  coalesce(q.name, d.work_queue_name) as work_queue_name, d.work_queue_id, d.last_polled, d.parameter_openapi_schema, d.path,
  d.pull_steps, d.entrypoint, d.storage_document_id, d.infrastructure_document_id, d.created_by, d.updated_by,
  p.id as work_pool_id, p.name as work_pool_name, p.type as work_pool_type, p.base_job_template as work_pool_template, d.status,
  d.enforce_parameter_schema, f.name as flow_name, q.name as queue_name`;

/** Flow, queue, pool and limit belong to other contexts and are read only. */
export const DEPLOYMENT_FROM = `deployment d
  join flow f on f.workspace_id = d.workspace_id and f.id = d.flow_id
  left join work_queue q on q.workspace_id = d.workspace_id and q.id = d.work_queue_id
  left join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id
  left join concurrency_limit l on l.workspace_id = d.workspace_id and l.id = d.concurrency_limit_id`;

const presentLimit = wireObject<DeploymentRow>({
  id: column.plain('limit_id'),
  created: column.time('limit_created'),
  updated: column.time('limit_updated'),
  active: column.value('limit_active'),
  name: column.text('limit_name'),
  limit: column.value('limit_slots'),
  active_slots: column.value('limit_active_slots'),
  slot_decay_per_second: (row) => floatText(row.limit_decay ?? 0),
});

/** Row → wire. Upstream: schemas/responses.py, DeploymentResponse (3.8.8). */
export const presentDeployment: (row: DeploymentRow) => string = wireObject<DeploymentRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  version: column.text('version'),
  description: column.text('description'),
  flow_id: column.plain('flow_id'),
  paused: column.value('paused'),
  schedules: column.json('schedules', '[]'),
  concurrency_limit: () => 'null', // replaced by the global limit; kept for old clients
  global_concurrency_limit: (row) => (row.limit_id === null ? 'null' : presentLimit(row)),
  concurrency_options: column.json('concurrency_options'),
  job_variables: column.json('job_variables', '{}'),
  parameters: column.json('parameters', '{}'),
  tags: column.list('tags'),
  labels: column.json('labels', '{}'),
  work_queue_name: column.text('work_queue_name'),
  work_queue_id: column.plain('work_queue_id'),
  last_polled: column.time('last_polled'),
  parameter_openapi_schema: column.json('parameter_openapi_schema'),
  path: column.text('path'),
  pull_steps: column.json('pull_steps'),
  entrypoint: column.text('entrypoint'),
  storage_document_id: column.plain('storage_document_id'),
  infrastructure_document_id: column.plain('infrastructure_document_id'),
  created_by: column.json('created_by'),
  updated_by: column.json('updated_by'),
  work_pool_name: column.text('work_pool_name'),
  status: column.plain('status'),
  enforce_parameter_schema: column.value('enforce_parameter_schema'),
});

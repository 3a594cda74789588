/**
 * Operations whose answers differ from the reference's on purpose, each with the reason. The long form, and what holds
 * for every route, is in docs/COMPATIBILITY.md.
 */
export const DELIBERATE_DIFFERENCES: Readonly<Record<string, string>> = {
  'POST /flow_runs/{id}/set_state': 'a finished run is not set to PENDING again by a stale poll',
  'POST /deployments/': 'an equal schedule keeps its id; rules that never fire are refused',
  'PATCH /deployments/{id}': 'an unknown pool or a schema that is none is 404 or 409, not 500',
  'POST /deployments/{id}/schedules': 'cron fields and rules that never or always fire are refused',
  'PATCH /deployments/{id}/schedules/{schedule_id}': 'absent parameters stay as they are',
  'DELETE /work_queues/{id}': 'the default queue of a pool is 409 with a text of its own',
  'DELETE /work_pools/{work_pool_name}/queues/{name}': 'the default queue of a pool is 409, not 500',
  'POST /work_pools/{name}/get_scheduled_flow_runs':
    'runs are leased to one poller; an empty poll may be held',
  'POST /concurrency_limits/tag/{tag}/reset': 'the slots are really freed',
  'DELETE /concurrency_limits/tag/{tag}': 'the slots are really freed',
  'POST /v2/concurrency_limits/decrement-with-lease': 'a repeated release frees nothing',
  'POST /automations/': 'ids that actions name are looked up when the automation is saved',
  'GET /block_documents/{id}': 'secrets need a permission; those inside objects and lists are masked too',
  'POST /events': 'an event that is none is 422 after what came before it is stored',
  'POST /templates/validate': 'at most 64 KiB; the template is repeated up to 1,200 characters',
  'POST /automations/templates/validate': 'as /templates/validate',
  'POST /ui/schemas/validate':
    'quoted values are cut; at most 200 errors; schemas that take too long are 422',
  'GET /admin/settings': 'the settings of this server, none of the reference',
};

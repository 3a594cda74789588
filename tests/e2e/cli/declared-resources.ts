/** One of each kind; the last ones refer to the first. */
export const RESOURCES = `definitions: { pool: &pool shared }
variables: [{ name: colour, value: blue }]
global_concurrency_limits: [{ name: warehouse, limit: 3 }]
concurrency_limits: [{ tag: database, concurrency_limit: 2 }]
block_types:
  - slug: warehouse
    name: Warehouse
    fields:
      title: Warehouse
      type: object
      properties: { host: { type: string }, password: { type: string, format: password } }
      secret_fields: [password]
blocks: [{ type: warehouse, name: main, data: { host: db, password: s3cret } }]
work_pools: [{ name: *pool, type: process }]
deployments:
  - flow: copied
    name: nightly
    work_pool_name: *pool
    parameters: { rows: 5 }
    concurrency_limit: 1
    schedules:
      - { cron: '0 3 * * *', timezone: Europe/Berlin, slug: night }
      - { rrule: 'FREQ=WEEKLY;BYDAY=MO', active: false }
automations:
  - name: again
    trigger:
      type: event
      posture: Reactive
      expect: [prefect.flow-run.Failed]
      match: { 'prefect.resource.id': 'prefect.flow-run.*' }
      match_related: { 'prefect.resource.id': 'prefect.deployment.\${deployment:copied/nightly}' }
      threshold: 1
      within: 0
    actions:
      - { type: run-deployment, source: selected, deployment_id: '\${deployment:copied/nightly}' }
`;
/** Commands that remove them again. */
export const REMOVALS = [
  'deployment delete copied/nightly --yes',
  'automation delete again --yes',
  'flow delete copied --yes',
  'work-pool delete shared --yes',
  'block delete warehouse/main --yes',
  'block type delete warehouse --yes',
  'variable delete colour --yes',
  'global-concurrency-limit delete warehouse --yes',
  'concurrency-limit delete database --yes',
];

import { type RunningApp, startApp } from './running-app.ts';

let app: RunningApp;
/** Ids of what the requests below are about. */
const made = new Map<string, string>();
let countsBefore: readonly unknown[];

const COUNTED = [
  'flows',
  'deployments',
  'flow_runs',
  'work_pools',
  'block_documents',
  'automations',
  'variables',
];
const counts = async (): Promise<unknown[]> => {
  const answers: unknown[] = [];
  for (const name of COUNTED) answers.push((await app.ask('POST', `/${name}/count`, {})).json());
  answers.push(((await app.ask('POST', '/work_queues/filter', {})).json() as unknown[]).length); // a list
  answers.push((await app.ask('GET', `/deployments/${made.get('deployment')}/schedules`)).json());
  answers.push((await app.ask('GET', `/block_documents/${made.get('block a')}`)).json());
  return answers;
};

async function make(name: string, path: string, body: object): Promise<string> {
  const answer = await app.ask('POST', path, body);
  if (answer.status >= 300) throw new Error(`${name}: ${answer.status} ${answer.text}`);
  const { id } = answer.json() as { id: string }; // what creating answers
  made.set(name, id);
  return id;
}

const HOURLY = { schedule: { interval: 3_600 }, slug: 'hourly' };

beforeAll(async () => {
  app = await startApp();
  const flow_id = await make('flow', '/flows/', { name: 'bad-input' });
  await make('pool', '/work_pools/', { name: 'used-pool', type: 'process' });
  const pool = (await app.ask('GET', '/work_pools/used-pool')).json() as { default_queue_id: string };
  made.set('default queue', pool.default_queue_id);
  const place = { work_pool_name: 'used-pool', schedules: [HOURLY], paused: true };
  const deployment = await make('deployment', '/deployments/', { name: 'good', flow_id, ...place });
  const schedules = (await app.ask('GET', `/deployments/${deployment}/schedules`)).json() as { id: string }[];
  made.set('schedule', schedules[0]!.id);
  const block_type_id = await make('type', '/block_types/', { name: 'T', slug: 't' });
  const properties = { v: {}, other: {} };
  const fields = {
    title: 'T',
    type: 'object',
    properties,
    block_type_slug: 't',
    block_schema_references: {},
  };
  const block_schema_id = await make('block schema', '/block_schemas/', { block_type_id, fields });
  const kind = { block_type_id, block_schema_id };
  const a = await make('block a', '/block_documents/', { ...kind, name: 'a', data: { v: 1 } });
  const other = { $ref: { block_document_id: a } };
  await make('block b', '/block_documents/', { ...kind, name: 'b', data: { other } });
  const types = (await app.ask('POST', '/block_types/filter', {})).json() as {
    id: string;
    is_protected: boolean;
  }[];
  made.set('protected type', types.find((type) => type.is_protected)!.id);
  countsBefore = await counts();
}, 60_000);

afterAll(() => app?.stop());

interface Refusal {
  readonly status: number;
  /** Where the error points to, from `body` on. */
  readonly loc?: readonly (string | number)[];
}

/** `{name}` in paths and bodies stands for the id of what was made above, `{nothing}` for one of nothing. */
const filled = (text: string): string =>
  text.replaceAll(
    /<([\w ]+)>/g,
    (_, name: string) => made.get(name) ?? '0199a000-0000-7000-8000-00000000dead',
  );

async function expectRefusal(method: string, path: string, body: string, refusal: Refusal): Promise<void> {
  const answer = await app.ask(method, filled(path), body === '' ? undefined : filled(body));
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: refusal.status });
  expect(answer.text.length).toBeLessThan(16 * 1024);
  if (refusal.loc === undefined) return;
  const { exception_detail: details } = answer.json() as { exception_detail: { loc: unknown[] }[] }; // a 422
  expect(details.map(({ loc }) => loc)).toContainEqual(['body', ...refusal.loc]);
}

const deployment = (members: string): string => `{"name": "bad", "flow_id": "<flow>", ${members}}`;
const AT = ['schedules', 1, 'schedule'] as const;

/** The second of two schedules is wrong: its place in the list is named. */
it.each<[string, Refusal['loc'] & object]>([
  ['{"interval": 0}', [...AT, 'IntervalSchedule', 'interval']],
  ['{"interval": -5}', [...AT, 'IntervalSchedule', 'interval']],
  ['{"interval": 1e-9}', [...AT, 'IntervalSchedule', 'interval']],
  ['{"interval": 1e15}', [...AT, 'IntervalSchedule', 'interval']],
  ['{"interval": 1e400}', [...AT, 'IntervalSchedule', 'interval']],
  ['{"interval": "x"}', [...AT, 'IntervalSchedule', 'interval']],
  ['{"interval": null}', [...AT, 'IntervalSchedule', 'interval']],
  ['{"interval": 60, "anchor_date": "x"}', [...AT, 'IntervalSchedule', 'anchor_date']],
  ['{"interval": 60, "timezone": "Mars/Base"}', [...AT, 'IntervalSchedule', 'timezone']],
  ['{"interval": 60, "more": 1}', [...AT, 'IntervalSchedule', 'more']],
  ['{}', [...AT, 'IntervalSchedule', 'interval']],
  ['{"cron": ""}', [...AT, 'CronSchedule', 'cron']],
  ['{"cron": "x"}', [...AT, 'CronSchedule', 'cron']],
  ['{"cron": "* * * *"}', [...AT, 'CronSchedule', 'cron']],
  ['{"cron": "61 * * * *"}', [...AT, 'CronSchedule', 'cron']],
  ['{"cron": "0 0 * * 8"}', [...AT, 'CronSchedule', 'cron']],
  ['{"cron": "R R * * *"}', [...AT, 'CronSchedule', 'cron']],
  ['{"cron": "@every 5m"}', [...AT, 'CronSchedule', 'cron']],
  ['{"cron": "* * * * *", "timezone": "Mars/Base"}', [...AT, 'CronSchedule', 'timezone']],
  ['{"rrule": ""}', [...AT, 'RRuleSchedule', 'rrule']],
  ['{"rrule": "x"}', [...AT, 'RRuleSchedule', 'rrule']],
  ['{"rrule": "FREQ=NEVER"}', [...AT, 'RRuleSchedule', 'rrule']],
  ['{"rrule": "FREQ=DAILY;INTERVAL=0"}', [...AT, 'RRuleSchedule', 'rrule']],
  ['{"rrule": "FREQ=DAILY;COUNT=-1"}', [...AT, 'RRuleSchedule', 'rrule']],
  ['{"rrule": "FREQ=DAILY;BYMONTH=13"}', [...AT, 'RRuleSchedule', 'rrule']],
  ['{"rrule": "FREQ=DAILY;UNTIL=nope"}', [...AT, 'RRuleSchedule', 'rrule']],
  [`{"rrule": "${'A'.repeat(7_000)}"}`, [...AT, 'RRuleSchedule', 'rrule']],
  ['{"rrule": "FREQ=DAILY", "timezone": "Mars/Base"}', [...AT, 'RRuleSchedule', 'timezone']],
])('a deployment is refused for its schedule %s', async (schedule, loc) => {
  const body = deployment(`"schedules": [{"schedule": {"interval": 60}}, {"schedule": ${schedule}}]`);
  await expectRefusal('POST', '/deployments/', body, { status: 422, loc });
});

it('accepts an interval of a billion seconds, as the reference does', async () => {
  const body = deployment('"paused": true, "schedules": [{"schedule": {"interval": 1e9}}]').replace(
    'bad',
    'rare',
  );
  expect(await app.ask('POST', '/deployments/', filled(body))).toMatchObject({ status: 201 });
  const { id } = (await app.ask('GET', '/deployments/name/bad-input/rare')).json() as { id: string };
  await app.ask('DELETE', `/deployments/${id}`);
});

const CRON = ['schedule', 'CronSchedule', 'cron'] as const;
const BAD_CRON = '{"cron": "61 * * * *"}';

it.each<[string, string, string, string, Refusal]>([
  [
    'schedule of an update',
    'PATCH',
    '/deployments/<deployment>',
    `{"schedules": [{"slug": "hourly", "schedule": ${BAD_CRON}}]}`,
    { status: 422, loc: ['schedules', 0, ...CRON] },
  ],
  [
    'schedule that is added',
    'POST',
    '/deployments/<deployment>/schedules',
    `[{"schedule": {"interval": 9}}, {"schedule": ${BAD_CRON}}]`,
    { status: 422, loc: [1, ...CRON] },
  ],
  [
    'schedule that is changed',
    'PATCH',
    '/deployments/<deployment>/schedules/<schedule>',
    `{"schedule": ${BAD_CRON}}`,
    { status: 422, loc: CRON },
  ],
  [
    'interval that is changed',
    'PATCH',
    '/deployments/<deployment>/schedules/<schedule>',
    '{"schedule": {"interval": 0}}',
    { status: 422, loc: ['schedule', 'IntervalSchedule', 'interval'] },
  ],
  [
    'JSON with NaN',
    'POST',
    '/deployments/',
    deployment('"schedules": [{"schedule": {"interval": NaN}}]'),
    { status: 422 },
  ],
  [
    'number of runs ahead',
    'POST',
    '/deployments/',
    deployment('"schedules": [{"schedule": {"interval": 60}, "max_scheduled_runs": 0}]'),
    { status: 422, loc: ['schedules', 0, 'max_scheduled_runs'] },
  ],
  [
    'same slug twice',
    'POST',
    '/deployments/',
    deployment(
      '"schedules": [{"schedule": {"interval": 60}, "slug": "a"}, {"schedule": {"interval": 70}, "slug": "a"}]',
    ),
    { status: 409 },
  ],
  ['unknown pool', 'POST', '/deployments/', deployment('"work_pool_name": "nope"'), { status: 404 }],
  [
    'queue of an unknown pool',
    'POST',
    '/deployments/',
    deployment('"work_pool_name": "nope", "work_queue_name": "q"'),
    { status: 404 },
  ],
  [
    'unknown pool of an update',
    'PATCH',
    '/deployments/<deployment>',
    '{"work_pool_name": "nope", "work_queue_name": "q"}',
    { status: 404 },
  ],
  [
    'queue that is made for a deployment that fails',
    'POST',
    '/deployments/',
    deployment(
      '"work_pool_name": "used-pool", "work_queue_name": "fresh", "global_concurrency_limit_id": "<nothing>"',
    ),
    { status: 404 },
  ],
  ['unknown flow', 'POST', '/deployments/', '{"name": "bad", "flow_id": "<nothing>"}', { status: 409 }],
  [
    'name with a slash',
    'POST',
    '/deployments/',
    '{"name": "a/b", "flow_id": "<flow>"}',
    { status: 422, loc: ['name'] },
  ],
  [
    'parameter schema that is a list',
    'POST',
    '/deployments/',
    deployment('"parameter_openapi_schema": [1]'),
    { status: 422, loc: ['parameter_openapi_schema'] },
  ],
  [
    'parameter schema that is none',
    'POST',
    '/deployments/',
    deployment('"enforce_parameter_schema": true, "parameter_openapi_schema": {"type": "nope"}'),
    { status: 422, loc: [] },
  ],
  [
    'circular parameter schema',
    'POST',
    '/deployments/',
    deployment(
      '"enforce_parameter_schema": true, "parameter_openapi_schema": {"$ref": "#"}, "parameters": {"a": 1}',
    ),
    { status: 422 },
  ],
  [
    'parameter schema of an update',
    'PATCH',
    '/deployments/<deployment>',
    '{"parameter_openapi_schema": {"type": "nope"}}',
    { status: 409 },
  ],
  [
    'parameters that do not fit',
    'POST',
    '/deployments/',
    deployment(
      '"enforce_parameter_schema": true, "parameter_openapi_schema": {"type": "object", "properties": {"a": {"type": "integer"}}}, "parameters": {"a": "x"}',
    ),
    { status: 422, loc: [] },
  ],
  [
    'limit of zero',
    'POST',
    '/deployments/',
    deployment('"concurrency_limit": 0'),
    { status: 422, loc: ['concurrency_limit'] },
  ],
  [
    'grace period',
    'POST',
    '/deployments/',
    deployment('"concurrency_options": {"collision_strategy": "ENQUEUE", "grace_period_seconds": 5}'),
    { status: 422, loc: ['concurrency_options', 'grace_period_seconds'] },
  ],
  [
    'collision strategy',
    'POST',
    '/deployments/',
    deployment('"concurrency_options": {"collision_strategy": "NOPE"}'),
    { status: 422, loc: ['concurrency_options', 'collision_strategy'] },
  ],
  [
    'unknown storage block',
    'POST',
    '/deployments/',
    deployment('"storage_document_id": "<nothing>"'),
    { status: 409 },
  ],
  [
    'parameters of a run',
    'POST',
    '/deployments/<deployment>/create_flow_run',
    '{"parameters": "x"}',
    { status: 422, loc: ['parameters'] },
  ],
  ['default queue', 'DELETE', '/work_queues/<default queue>', '', { status: 409 }],
  ['default queue by name', 'DELETE', '/work_pools/used-pool/queues/default', '', { status: 409 }],
  [
    'priority',
    'POST',
    '/work_pools/used-pool/queues',
    '{"name": "z", "priority": 0}',
    { status: 422, loc: ['priority'] },
  ],
  [
    'limit of a queue',
    'POST',
    '/work_pools/used-pool/queues',
    '{"name": "z", "concurrency_limit": -1}',
    { status: 422, loc: ['concurrency_limit'] },
  ],
  ['queue in an unknown pool', 'POST', '/work_pools/nope/queues', '{"name": "z"}', { status: 404 }],
  [
    'limit of a pool',
    'POST',
    '/work_pools/',
    '{"name": "y", "type": "process", "concurrency_limit": -1}',
    { status: 422, loc: ['concurrency_limit'] },
  ],
  [
    'name of a pool',
    'POST',
    '/work_pools/',
    '{"name": "a/b", "type": "process"}',
    { status: 422, loc: ['name'] },
  ],
  [
    'job template that is a list',
    'POST',
    '/work_pools/',
    '{"name": "y", "type": "process", "base_job_template": [1]}',
    { status: 422, loc: ['base_job_template'] },
  ],
  [
    'half a job template',
    'POST',
    '/work_pools/',
    '{"name": "y", "type": "process", "base_job_template": {"job_configuration": {}}}',
    { status: 422, loc: ['base_job_template'] },
  ],
  [
    'job template with an undeclared variable',
    'POST',
    '/work_pools/',
    '{"name": "y", "type": "process", "base_job_template": {"job_configuration": {"a": "{{ b }}"}, "variables": {"properties": {}}}}',
    { status: 422, loc: ['base_job_template'] },
  ],
  [
    'job template above the limit of bodies',
    'POST',
    '/work_pools/',
    `{"name": "y", "type": "process", "base_job_template": {"job_configuration": {"a": "${'x'.repeat(6_000_000)}"}, "variables": {"properties": {}}}}`,
    { status: 413 },
  ],
  [
    'block above the limit of bodies',
    'POST',
    '/block_documents/',
    `{"name": "big", "block_type_id": "<type>", "block_schema_id": "<block schema>", "data": {"v": "${'x'.repeat(6_000_000)}"}}`,
    { status: 413 },
  ],
  [
    'circle of blocks',
    'PATCH',
    '/block_documents/<block a>',
    '{"data": {"other": {"$ref": {"block_document_id": "<block b>"}}}}',
    { status: 400 },
  ],
  [
    'block within itself',
    'PATCH',
    '/block_documents/<block a>',
    '{"data": {"other": {"$ref": {"block_document_id": "<block a>"}}}}',
    { status: 400 },
  ],
  [
    'reference to no block',
    'POST',
    '/block_documents/',
    '{"name": "c", "block_type_id": "<type>", "block_schema_id": "<block schema>", "data": {"other": {"$ref": {"block_document_id": "<nothing>"}}}}',
    { status: 409 },
  ],
  [
    'reference that is no id',
    'POST',
    '/block_documents/',
    '{"name": "c", "block_type_id": "<type>", "block_schema_id": "<block schema>", "data": {"other": {"$ref": {"block_document_id": "x"}}}}',
    { status: 400 },
  ],
  [
    'name of a block',
    'POST',
    '/block_documents/',
    '{"name": "a b", "block_type_id": "<type>", "block_schema_id": "<block schema>", "data": {}}',
    { status: 422, loc: ['name'] },
  ],
  [
    'data of a block',
    'POST',
    '/block_documents/',
    '{"name": "l", "block_type_id": "<type>", "block_schema_id": "<block schema>", "data": [1]}',
    { status: 422, loc: ['data'] },
  ],
  [
    'slug of a block type',
    'POST',
    '/block_types/',
    '{"name": "U", "slug": "U u"}',
    { status: 422, loc: ['slug'] },
  ],
  [
    'schema of no block type',
    'POST',
    '/block_schemas/',
    '{"block_type_id": "<nothing>", "fields": {}}',
    { status: 404 },
  ],
  ['protected block type', 'DELETE', '/block_types/<protected type>', '', { status: 403 }],
  ['template that is no text', 'POST', '/templates/validate', '{}', { status: 422, loc: [] }],
  ['template', 'POST', '/templates/validate', '"{{ a"', { status: 422 }],
  [
    'form without a schema',
    'POST',
    '/ui/schemas/validate',
    '{"values": {}}',
    { status: 422, loc: ['schema'] },
  ],
  ['form without values', 'POST', '/ui/schemas/validate', '{"schema": {}}', { status: 422, loc: ['values'] }],
  [
    'schema of a form',
    'POST',
    '/ui/schemas/validate',
    '{"schema": {"type": "nope"}, "values": {}}',
    { status: 422 },
  ],
])('is refused: %s', async (_, method, path, body, refusal) => {
  await expectRefusal(method, path, body, refusal);
});

it('takes a pool away from deployments that use it, as the reference does', async () => {
  await make('other pool', '/work_pools/', { name: 'short-lived', type: 'process' });
  const body = { name: 'moved', flow_id: made.get('flow'), work_pool_name: 'short-lived', paused: true };
  const id = await make('moved', '/deployments/', body);
  expect(await app.ask('DELETE', '/work_pools/short-lived')).toMatchObject({ status: 204 });
  expect((await app.ask('GET', `/deployments/${id}`)).json()).toMatchObject({ work_pool_name: null });
  expect(await app.ask('DELETE', `/deployments/${id}`)).toMatchObject({ status: 204 });
});

it('writes nothing for requests that are refused', async () => {
  expect(await counts()).toEqual(countsBefore);
});

it.each([
  ['PUT', '/flows/', 'POST'],
  ['GET', '/flows/filter', 'DELETE, GET, PATCH, POST'],
  ['POST', '/health', 'GET'],
  ['DELETE', '/templates/validate', 'POST'],
])('%s %s is answered with the methods there are', async (method, path, allowed) => {
  const answer = await app.ask(method, path);
  if (allowed.split(', ').includes(method)) return expect(answer.status).toBe(404);
  expect(answer).toMatchObject({ status: 405, headers: { allow: allowed } });
  expect(answer.json()).toEqual({ detail: 'Method Not Allowed' });
});

it('answers 404 where there is no path', async () => {
  expect(await app.ask('PUT', '/nothing')).toMatchObject({ status: 404, text: '{"detail":"Not Found"}' });
});

it.each([
  ['""', 204],
  ['null', 204],
  ['', 204],
  ['"{{ flow_run.name }}"', 204],
  ['"{% for a in b %}"', 422],
])('judges the template %s', async (body, status) => {
  for (const path of ['/templates/validate', '/automations/templates/validate']) {
    const answer = await app.ask('POST', path, body === '' ? undefined : body);
    expect(answer.status).toBe(status);
    if (status === 422)
      expect(answer.json()).toMatchObject({ error: { line: 1, source: '{% for a in b %}' } });
  }
});

it('judges what was filled into a form', async () => {
  const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };
  const answer = await app.ask('POST', '/ui/schemas/validate', { schema, values: {} });
  expect(answer.json()).toEqual({
    errors: [{ property: 'a', errors: ["'a' is a required property"] }],
    valid: false,
  });
});

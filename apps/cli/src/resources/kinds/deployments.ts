import type { ApiClient, JsonObject } from '@orch/client';
import { schedulesOf } from '../../deploy/schedules.ts';
import { START } from '../compare.ts';
import { allPages } from '../pages.ts';
import { membersOf, type ResourceKind, type Spec } from '../resource.ts';
import { isMapping } from '../../mapping.ts';

const MEMBERS = [
  'flow',
  'name',
  'description',
  'version',
  'tags',
  'paused',
  'entrypoint',
  'path',
  'pull_steps',
  'parameters',
  'parameter_openapi_schema',
  'enforce_parameter_schema',
  'work_pool_name',
  'work_queue_name',
  'job_variables',
  'schedules',
  'concurrency_limit',
  'concurrency_options',
];
const SCHEDULE_MEMBERS = ['schedule', 'active', 'slug', 'parameters', 'max_scheduled_runs'];

const flowNames = async (client: ApiClient): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (await allPages((page) => client.call('POST /flows/filter', { body: page }))).map(({ id, name }) => [
      id,
      name,
    ]),
  );

/** Of a flow without parameters the server says either nothing or an empty object: both mean the same. */
const withoutEmptySchema = (spec: Spec): Spec => {
  const { parameter_openapi_schema: schema, ...rest } = spec;
  const properties = isMapping(schema) ? schema['properties'] : undefined;
  const isEmpty = !isMapping(properties) || Object.keys(properties).length === 0;
  return isEmpty ? rest : spec;
};

/** What tells one schedule from the others, whoever has written it down. */
const orderKey = (one: unknown): string => {
  const { slug, schedule } = isMapping(one) ? one : {};
  const { cron, interval, rrule, timezone } = isMapping(schedule) ? schedule : {};
  const rule = typeof rrule === 'string' ? rrule.replace(START, '') : null;
  return JSON.stringify([slug ?? null, cron ?? null, interval ?? null, rule, timezone ?? 'UTC']);
};

/** The server gives schedules in an order of its own, which means nothing. */
const inOrder = (schedules: readonly unknown[]): readonly unknown[] =>
  schedules
    .map((one) => ({ one, key: orderKey(one) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ one }) => one);

const specOf = (row: JsonObject, flows: ReadonlyMap<string, string>): Spec => {
  const limit = row['global_concurrency_limit'];
  const schedules = Array.isArray(row['schedules']) ? row['schedules'] : [];
  return {
    ...withoutEmptySchema(membersOf(row, MEMBERS)),
    flow: flows.get(String(row['flow_id'])),
    concurrency_limit: isMapping(limit) ? limit['limit'] : null,
    schedules: inOrder(schedules.filter(isMapping).map((one) => membersOf(one, SCHEDULE_MEMBERS))),
  };
};

/** Schedules as the server has them, or in the short form of `deployment.yaml`. */
const normalSchedules = (schedules: unknown): unknown =>
  Array.isArray(schedules)
    ? inOrder(
        schedules.flatMap((one: unknown): readonly unknown[] =>
          isMapping(one) && !('schedule' in one) ? schedulesOf([one]) : [one],
        ),
      )
    : schedules;

export const deployments: ResourceKind = {
  member: 'deployments',
  word: 'deployment',
  reference: 'deployment',
  members: MEMBERS,
  required: ['flow', 'name'],
  whole: ['tags', 'parameters', 'parameter_openapi_schema', 'job_variables', 'pull_steps'],
  name: ({ flow, name }) => `${String(flow)}/${String(name)}`,
  normal: (spec) =>
    withoutEmptySchema(
      spec['schedules'] === undefined ? spec : { ...spec, schedules: normalSchedules(spec['schedules']) },
    ),
  list: async (client) => {
    const flows = await flowNames(client);
    const rows = await allPages((page) => client.call('POST /deployments/filter', { body: page }));
    return rows.map((row) => ({ id: String(row['id']), spec: specOf(row, flows) }));
  },
  create: async (client, { flow, ...body }) => {
    const { id } = await client.call('POST /flows/', { body: { name: String(flow) } });
    await client.call('POST /deployments/', { body: { ...body, flow_id: id } });
  },
  update: (client, id, { work_pool_name }, changed) =>
    client.call('PATCH /deployments/{id}', {
      path: { id },
      // a queue is looked for in the pool that stands beside it
      body: 'work_queue_name' in changed && work_pool_name ? { work_pool_name, ...changed } : changed,
    }),
};

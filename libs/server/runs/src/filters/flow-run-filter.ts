import type { FlowRunFilter } from '@orch/contract';
import { type Sql, allOf, anyOf, raw, sql } from '@orch/platform';
import {
  type Maybe,
  among,
  combine,
  isNull,
  joined,
  named,
  part,
  tagged,
  when,
  within,
} from './conditions.ts';
import { START_OR_EXPECTED } from './run-start.ts';

const ID = raw('r.id');
const DEPLOYMENT_ID = raw('r.deployment_id');
const WORK_QUEUE_NAME = raw('r.work_queue_name');
const PARENT_TASK_RUN_ID = raw('r.parent_task_run_id');
const CREATED_BY = raw('r.created_by');
const START_TIME = raw('r.start_time');
const END_TIME = raw('r.end_time');
const STARTED = raw(START_OR_EXPECTED);

type StateFilter = NonNullable<FlowRunFilter['state']>;

/** An empty `type` or `name` is no condition, not even under `or_`. */
const stateConditions = ({ type, name }: StateFilter): Sql[] =>
  [among(raw('r.state_type'), 'text', type ?? {}), among(raw('r.state_name'), 'text', name ?? {})]
    .filter((conditions) => conditions.length > 0)
    .map(allOf);

const isChildOf = (any_: Maybe<readonly string[]>): Sql[] =>
  when(
    any_,
    (ids) => sql`exists (select from task_run pt where pt.workspace_id = r.workspace_id
      and pt.id = r.parent_task_run_id and ${anyOf(raw('pt.flow_run_id'), ids, 'uuid')})`,
  );

/**
 * Condition over `flow_run r`. `start_time` bounds fall back to the expected start time.
 * Upstream: schemas/filters.py, class FlowRunFilter (3.8.8); there a state filter with both `any_` and `not_any_` is
 * ignored, here both hold.
 */
export const flowRunCondition = (filter: FlowRunFilter): Sql =>
  combine(filter.operator, [
    ...part(filter.id, (id) => among(ID, 'uuid', id)),
    ...part(filter.name, (name) => named(raw('r.name'), name)),
    ...joined(filter.tags, (tags) => tagged(raw('r.tags'), tags)),
    ...joined(filter.deployment_id, (d) => [
      ...among(DEPLOYMENT_ID, 'uuid', d),
      ...isNull(DEPLOYMENT_ID, d.is_null_),
    ]),
    ...joined(filter.work_queue_name, (q) => [
      ...among(WORK_QUEUE_NAME, 'text', q),
      ...isNull(WORK_QUEUE_NAME, q.is_null_),
    ]),
    ...joined(filter.state, stateConditions),
    ...part(filter.flow_version, (version) => among(raw('r.flow_version'), 'text', version)),
    ...part(filter.start_time, (t) => [...within(STARTED, t), ...isNull(START_TIME, t.is_null_)]),
    ...part(filter.end_time, (t) => [...within(END_TIME, t), ...isNull(END_TIME, t.is_null_)]),
    ...part(filter.expected_start_time, (t) => within(raw('r.expected_start_time'), t)),
    ...part(filter.next_scheduled_start_time, (t) => within(raw('r.next_scheduled_start_time'), t)),
    ...joined(filter.parent_flow_run_id, ({ any_ }) => isChildOf(any_)),
    ...joined(filter.parent_task_run_id, (t) => [
      ...among(PARENT_TASK_RUN_ID, 'uuid', t),
      ...isNull(PARENT_TASK_RUN_ID, t.is_null_),
    ]),
    ...part(filter.idempotency_key, (key) => among(raw('r.idempotency_key'), 'text', key)),
    ...joined(filter.created_by, ({ id_, type_, is_null_ }) => [
      ...when(id_, (ids) => anyOf(sql`${CREATED_BY} ->> 'id'`, ids, 'text')),
      ...when(type_, (types) => anyOf(sql`${CREATED_BY} ->> 'type'`, types, 'text')),
      ...isNull(CREATED_BY, is_null_),
    ]),
  ]);

const ONLY_ID = new Set(['operator', 'id']);

/**
 * The ids when the filter names runs by `id.any_` and nothing else, so that a look-up needs no join.
 * Upstream: FlowRunFilter.only_filters_on_id (3.8.8).
 */
export function onlyFlowRunIds(filter: FlowRunFilter): readonly string[] | undefined {
  if (!filter.id?.any_?.length || filter.id.not_any_?.length) return undefined;
  const isAlone = Object.entries(filter).every(
    ([key, value]) => ONLY_ID.has(key) || value === null || value === undefined,
  );
  return isAlone ? filter.id.any_ : undefined;
}

import type { TaskRunFilter } from '@orch/contract';
import { type Sql, allOf, anyOf, raw, sql } from '@orch/platform';
import { among, combine, isNull, joined, named, part, tagged, when, within } from './conditions.ts';

const START_TIME = raw('t.start_time');
const END_TIME = raw('t.end_time');
const FLOW_RUN_ID = raw('t.flow_run_id');
const HAS_SUBFLOW = sql`exists (select from flow_run s where s.workspace_id = t.workspace_id and s.parent_task_run_id = t.id)`;

type StateFilter = NonNullable<TaskRunFilter['state']>;
type OfFlowRun = NonNullable<TaskRunFilter['flow_run_id']>;

/** An empty `type` or `name` is no condition, not even under `or_`. */
const stateConditions = ({ type, name }: StateFilter): Sql[] =>
  [among(raw('t.state_type'), 'text', type ?? {}), among(raw('t.state_name'), 'text', name ?? {})]
    .filter((conditions) => conditions.length > 0)
    .map(allOf);

/** `is_null_: true` wins over `any_`; `false` (the default) alone asks for runs inside a flow run. */
function flowRunConditions({ any_, is_null_ }: OfFlowRun): Sql[] {
  if (is_null_ === true) return [sql`${FLOW_RUN_ID} is null`];
  if (is_null_ === false && !any_) return [sql`${FLOW_RUN_ID} is not null`];
  return when(any_, (ids) => anyOf(FLOW_RUN_ID, ids, 'uuid'));
}

/** Condition over `task_run t`. Upstream: schemas/filters.py, class TaskRunFilter (3.8.8). */
export const taskRunCondition = (filter: TaskRunFilter): Sql =>
  combine(filter.operator, [
    ...part(filter.id, (id) => among(raw('t.id'), 'uuid', id)),
    ...part(filter.name, (name) => named(raw('t.name'), name)),
    ...joined(filter.tags, (tags) => tagged(raw('t.tags'), tags)),
    ...joined(filter.state, stateConditions),
    ...part(filter.start_time, (t) => [...within(START_TIME, t), ...isNull(START_TIME, t.is_null_)]),
    ...part(filter.end_time, (t) => [...within(END_TIME, t), ...isNull(END_TIME, t.is_null_)]),
    ...part(filter.expected_start_time, (t) => within(raw('t.expected_start_time'), t)),
    ...part(filter.subflow_runs, ({ exists_ }) =>
      when(exists_, (yes) => (yes ? HAS_SUBFLOW : sql`not ${HAS_SUBFLOW}`)),
    ),
    ...joined(filter.flow_run_id, flowRunConditions),
  ]);

import type {
  ArtifactSort,
  DeploymentSort,
  FlowRunSort,
  FlowSort,
  LogSort,
  TaskRunSort,
} from '@orch/contract';
import { type Sql, raw } from '@orch/platform';
import { START_OR_EXPECTED } from './run-start.ts';

/*
 * ORDER BY lists by wire name; the id breaks ties, in the direction of the index. Descending order puts rows without
 * a value first, as PostgreSQL and so the reference do.
 */
const sorts = <S extends string>(texts: Readonly<Record<S, string>>): Readonly<Record<S, Sql>> =>
  Object.fromEntries(Object.entries<string>(texts).map(([name, text]) => [name, raw(text)])) as Record<
    S,
    Sql
  >; // same keys

/** Of `flow_run r`. Upstream: schemas/sorting.py, class FlowRunSort (3.8.8), as the others below. */
export const FLOW_RUN_ORDER = sorts<FlowRunSort>({
  ID_DESC: 'r.id desc',
  START_TIME_ASC: `${START_OR_EXPECTED}, r.id`,
  START_TIME_DESC: `${START_OR_EXPECTED} desc, r.id desc`,
  EXPECTED_START_TIME_ASC: 'r.expected_start_time, r.id',
  EXPECTED_START_TIME_DESC: 'r.expected_start_time desc, r.id desc',
  NAME_ASC: 'r.name, r.id',
  NAME_DESC: 'r.name desc, r.id desc',
  NEXT_SCHEDULED_START_TIME_ASC: 'r.next_scheduled_start_time, r.id',
  END_TIME_DESC: 'r.end_time desc, r.id desc',
});

/** Of `task_run t`. */
export const TASK_RUN_ORDER = sorts<TaskRunSort>({
  ID_DESC: 't.id desc',
  EXPECTED_START_TIME_ASC: 't.expected_start_time, t.id',
  EXPECTED_START_TIME_DESC: 't.expected_start_time desc, t.id desc',
  NAME_ASC: 't.name, t.id',
  NAME_DESC: 't.name desc, t.id desc',
  NEXT_SCHEDULED_START_TIME_ASC: 't.next_scheduled_start_time, t.id',
  END_TIME_DESC: 't.end_time desc, t.id desc',
});

const named = (alias: string): Record<FlowSort, string> => ({
  CREATED_DESC: `${alias}.created desc, ${alias}.id desc`,
  UPDATED_DESC: `${alias}.updated desc, ${alias}.id desc`,
  NAME_ASC: `${alias}.name, ${alias}.id`,
  NAME_DESC: `${alias}.name desc, ${alias}.id desc`,
});

/** Of `flow f`. */
export const FLOW_ORDER = sorts<FlowSort>(named('f'));
/** Of `deployment d`. */
export const DEPLOYMENT_ORDER = sorts<DeploymentSort>(named('d'));

/** Of `log l`. */
export const LOG_ORDER = sorts<LogSort>({
  TIMESTAMP_ASC: 'l.timestamp, l.id',
  TIMESTAMP_DESC: 'l.timestamp desc, l.id desc',
});

/** Of `artifact a` and `artifact_collection a`. */
export const ARTIFACT_ORDER = sorts<ArtifactSort>({
  CREATED_DESC: 'a.created desc, a.id desc',
  UPDATED_DESC: 'a.updated desc, a.id desc',
  ID_DESC: 'a.id desc',
  KEY_DESC: 'a.key desc, a.id desc',
  KEY_ASC: 'a.key, a.id',
});

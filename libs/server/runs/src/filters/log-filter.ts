import type { LogFilter } from '@orch/contract';
import { type Sql, allOf, raw, someOf, sql } from '@orch/platform';
import { among, between, combine, isNull, part, within } from './conditions.ts';
import { parseTextSearch } from './text-search.ts';

const TASK_RUN_ID = raw('l.task_run_id');

const holds = (term: string): Sql => sql`strpos(lower(l.message || ' ' || l.name), lower(${term})) > 0`;

/** Searches message and logger name. Each kind of term is a condition of its own under the filter's operator. */
function textConditions(query: string): Sql[] {
  const { include, exclude, required } = parseTextSearch(query);
  return [
    ...(include.length > 0 ? [someOf(include.map(holds))] : []),
    ...(exclude.length > 0 ? [sql`not ${someOf(exclude.map(holds))}`] : []),
    ...(required.length > 0 ? [allOf(required.map(holds))] : []),
  ];
}

/** Condition over `log l`. Upstream: schemas/filters.py, class LogFilter (3.8.8). */
export const logCondition = (filter: LogFilter): Sql =>
  combine(filter.operator, [
    ...part(filter.level, (level) => between(raw('l.level'), level)),
    ...part(filter.timestamp, (timestamp) => within(raw('l.timestamp'), timestamp)),
    ...part(filter.flow_run_id, (id) => among(raw('l.flow_run_id'), 'uuid', id)),
    ...part(filter.task_run_id, (id) => [
      ...among(TASK_RUN_ID, 'uuid', id),
      ...isNull(TASK_RUN_ID, id.is_null_),
    ]),
    ...(filter.text ? textConditions(filter.text.query) : []),
  ]);

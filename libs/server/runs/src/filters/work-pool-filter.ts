import type { WorkPoolFilter, WorkQueueFilter } from '@orch/contract';
import { type Sql, raw, sql } from '@orch/platform';
import { among, combine, likeText, part, when } from './conditions.ts';

/** Condition over `work_pool p`. Upstream: schemas/filters.py, class WorkPoolFilter (3.8.8). */
export const workPoolCondition = (filter: WorkPoolFilter): Sql =>
  combine(filter.operator, [
    ...part(filter.id, (id) => among(raw('p.id'), 'uuid', id)),
    ...part(filter.name, (name) => among(raw('p.name'), 'text', name)),
    ...part(filter.type, (type) => among(raw('p.type'), 'text', type)),
  ]);

/** Condition over `work_queue q`; an empty `startswith_` filters nothing. Upstream: class WorkQueueFilter (3.8.8). */
export const workQueueCondition = (filter: WorkQueueFilter): Sql =>
  combine(filter.operator, [
    ...part(filter.id, (id) => among(raw('q.id'), 'uuid', id)),
    ...part(filter.name, (name) => [
      ...among(raw('q.name'), 'text', name),
      ...when(name.startswith_?.length ? name.startswith_ : undefined, (starts) => {
        const patterns = starts.map((start) => `${likeText(start)}%`);
        return sql`q.name ilike any(${patterns}::text[])`;
      }),
    ]),
  ]);

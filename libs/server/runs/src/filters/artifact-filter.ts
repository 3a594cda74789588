import type { ArtifactCollectionFilter, ArtifactFilter } from '@orch/contract';
import { type Sql, raw } from '@orch/platform';
import { among, combine, isNull, named, part } from './conditions.ts';

type Shared = Pick<ArtifactFilter, 'key' | 'flow_run_id' | 'task_run_id' | 'type'>;

/** What artifacts and their collections are both filtered by; `a` is the row. */
const shared = ({ key, flow_run_id, task_run_id, type }: Shared): Sql[] => [
  ...part(key, (k) => [
    ...named(raw('a.key'), k),
    ...isNull(raw('a.key'), k.exists_ === null || k.exists_ === undefined ? undefined : !k.exists_),
  ]),
  ...part(flow_run_id, (id) => among(raw('a.flow_run_id'), 'uuid', id)),
  ...part(task_run_id, (id) => among(raw('a.task_run_id'), 'uuid', id)),
  ...part(type, (t) => among(raw('a.type'), 'text', t)),
];

/** Condition over `artifact a`. Upstream: schemas/filters.py, class ArtifactFilter (3.8.8). */
export const artifactCondition = (filter: ArtifactFilter): Sql =>
  combine(filter.operator, [...part(filter.id, (id) => among(raw('a.id'), 'uuid', id)), ...shared(filter)]);

/** Condition over `artifact_collection a`. Upstream: class ArtifactCollectionFilter (3.8.8). */
export const artifactCollectionCondition = (filter: ArtifactCollectionFilter): Sql =>
  combine(filter.operator, [
    ...part(filter.latest_id, (id) => among(raw('a.latest_id'), 'uuid', id)),
    ...shared(filter),
  ]);

import type { DeploymentFilter } from '@orch/contract';
import { type Sql, raw, sql } from '@orch/platform';
import { among, combine, joined, likeText, named, part, tagged, when } from './conditions.ts';

/** A deployment whose own name or whose flow's name contains the text; the empty text is no condition. */
function nameOfEither(text: string | null | undefined): Sql[] {
  if (!text) return [];
  const pattern = `%${likeText(text)}%`;
  return [
    sql`d.name ilike ${pattern} or exists (select from flow nf where nf.workspace_id = d.workspace_id
      and nf.id = d.flow_id and nf.name ilike ${pattern})`,
  ];
}

/**
 * Condition over `deployment d`. `concurrency_limit` is accepted and filters nothing, as upstream.
 * Upstream: schemas/filters.py, class DeploymentFilter (3.8.8).
 */
export const deploymentCondition = (filter: DeploymentFilter): Sql =>
  combine(filter.operator, [
    ...part(filter.id, (id) => among(raw('d.id'), 'uuid', id)),
    ...part(filter.name, (name) => named(raw('d.name'), name)),
    ...part(filter.flow_or_deployment_name, ({ like_ }) => nameOfEither(like_)),
    ...part(filter.paused, ({ eq_ }) => when(eq_, (paused) => sql`d.paused = ${paused}`)),
    ...joined(filter.tags, (tags) => tagged(raw('d.tags'), tags)),
    ...part(filter.work_queue_name, (name) => among(raw('d.work_queue_name'), 'text', name)),
  ]);

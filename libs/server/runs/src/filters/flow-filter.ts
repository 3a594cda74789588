import type { FlowFilter } from '@orch/contract';
import { type Sql, raw, sql } from '@orch/platform';
import { among, combine, joined, named, part, tagged, when } from './conditions.ts';

const ID = raw('f.id');
const NAME = raw('f.name');
const TAGS = raw('f.tags');
const HAS_DEPLOYMENT = sql`exists (select from deployment d where d.workspace_id = f.workspace_id and d.flow_id = f.id)`;

/** Condition over `flow f`. Upstream: schemas/filters.py, class FlowFilter (3.8.8). */
export const flowCondition = (filter: FlowFilter): Sql =>
  combine(filter.operator, [
    ...part(filter.id, (id) => among(ID, 'uuid', id)),
    ...joined(filter.deployment, ({ is_null_ }) =>
      when(is_null_, (none) => (none ? sql`not ${HAS_DEPLOYMENT}` : HAS_DEPLOYMENT)),
    ),
    ...part(filter.name, (name) => named(NAME, name)),
    ...joined(filter.tags, (tags) => tagged(TAGS, tags)),
  ]);

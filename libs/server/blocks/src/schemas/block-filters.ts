import type { BlockSchemaFilter, BlockTypeFilter } from '@orch/contract';
import { type Sql, allOf, anyOf, someOf, sql } from '@orch/platform';
import { partlyLike } from '../like.ts';

/** Conditions on `block_type t`. Upstream: schemas/filters.py, class BlockTypeFilter (3.8.8). */
export function matchingTypes(filter: BlockTypeFilter | null): Sql {
  if (filter === null) return sql`true`;
  const parts = partlyLike(sql`t.name`, filter.name?.like_);
  if (filter.slug?.any_) parts.push(anyOf(sql`t.slug`, filter.slug.any_, 'text'));
  return allOf(parts);
}

/** Conditions on `block_schema s`. Upstream: schemas/filters.py, class BlockSchemaFilter (3.8.8). */
export function matchingSchemas(filter: BlockSchemaFilter | null): Sql {
  if (filter === null) return sql`true`;
  const parts: Sql[] = [];
  if (filter.block_type_id?.any_) parts.push(anyOf(sql`s.block_type_id`, filter.block_type_id.any_, 'uuid'));
  // an empty list asks for nothing, which every schema has: with `or_` that is all of them
  if (filter.block_capabilities?.all_)
    parts.push(sql`s.capabilities @> ${filter.block_capabilities.all_}::text[]`);
  if (filter.id?.any_) parts.push(anyOf(sql`s.id`, filter.id.any_, 'uuid'));
  if (filter.version?.any_) parts.push(anyOf(sql`s.version`, filter.version.any_, 'text'));
  return filter.operator === 'or_' ? someOf(parts) : allOf(parts);
}

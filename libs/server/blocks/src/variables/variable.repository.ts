import { Injectable } from '@nestjs/common';
import type { VariableCreate, VariableFilter, VariablesFilterBody, VariableUpdate } from '@orch/contract';
import {
  type Sql,
  type Tx,
  Database,
  type WorkspaceScope,
  allOf,
  anyOf,
  join,
  prepared,
  raw,
  someOf,
  sql,
} from '@orch/platform';
import { partlyLike } from '../like.ts';
import type { VariableRow } from './variable.presenter.ts';

/** How a route names a variable. */
export type VariableKey = { readonly id: string } | { readonly name: string };

const COLUMNS = 'id, created, updated, name, value, tags';
const INSERT = prepared(
  'blocks.variable.insert',
  `insert into variable (workspace_id, id, name, value, tags) values ($1, $2, $3, $4::json, $5::text[]) returning ${COLUMNS}`,
);
const BY_NAME = prepared(
  'blocks.variable.by_name',
  `select ${COLUMNS} from variable where workspace_id = $1 and name = $2`,
);
const BY_ID = prepared(
  'blocks.variable.by_id',
  `select ${COLUMNS} from variable where workspace_id = $1 and id = $2`,
);

const ORDER = {
  CREATED_DESC: 'created desc, id desc',
  UPDATED_DESC: 'updated desc, id desc',
  NAME_DESC: 'name desc',
  NAME_ASC: 'name',
} as const;

@Injectable()
export class VariableRepository {
  constructor(private readonly db: Database) {}

  async insert(tx: Tx, id: string, given: VariableCreate): Promise<VariableRow> {
    const [row] = await tx.query<VariableRow>(
      INSERT.with(tx.scope.workspaceId, id, given.name, given.value, given.tags),
    );
    return row!;
  }

  async read(scope: WorkspaceScope, key: VariableKey): Promise<VariableRow | undefined> {
    const found =
      'id' in key ? BY_ID.with(scope.workspaceId, key.id) : BY_NAME.with(scope.workspaceId, key.name);
    return (await this.db.query<VariableRow>(scope, found))[0];
  }

  /** Changes the members that are given; `updated` always moves forward. */
  async update(tx: Tx, key: VariableKey, change: VariableUpdate): Promise<VariableRow | undefined> {
    const sets = [sql`updated = greatest(now(), updated + interval '1 microsecond')`];
    if (change.name !== undefined && change.name !== null) sets.push(sql`name = ${change.name}`);
    if (change.value !== undefined) sets.push(sql`value = ${change.value}::json`);
    if (change.tags) sets.push(sql`tags = ${change.tags}::text[]`);
    const [row] = await tx.query<VariableRow>(
      sql`update variable set ${join(sets)} where ${keyed(tx.scope, key)} returning ${raw(COLUMNS)}`,
    );
    return row;
  }

  async delete(tx: Tx, key: VariableKey): Promise<VariableRow | undefined> {
    const [row] = await tx.query<VariableRow>(
      sql`delete from variable where ${keyed(tx.scope, key)} returning ${raw(COLUMNS)}`,
    );
    return row;
  }

  async list(scope: WorkspaceScope, body: VariablesFilterBody, limit: number): Promise<VariableRow[]> {
    return this.db.query<VariableRow>(
      scope,
      sql`select ${raw(COLUMNS)} from variable where workspace_id = ${scope.workspaceId} and ${matching(body.variables)}
          order by ${raw(ORDER[body.sort])} limit ${limit} offset ${body.offset}`,
    );
  }

  async count(scope: WorkspaceScope, filter: VariableFilter | null): Promise<number> {
    const [row] = await this.db.query<{ count: number }>(
      scope,
      sql`select count(*) as count from variable where workspace_id = ${scope.workspaceId} and ${matching(filter)}`,
    );
    return row!.count;
  }
}

const keyed = (scope: WorkspaceScope, key: VariableKey): Sql =>
  'id' in key
    ? sql`workspace_id = ${scope.workspaceId} and id = ${key.id}`
    : sql`workspace_id = ${scope.workspaceId} and name = ${key.name}`;

/** Upstream: schemas/filters.py, class VariableFilter (3.8.8). */
function matching(filter: VariableFilter | null): Sql {
  if (filter === null) return sql`true`;
  const parts: Sql[] = [];
  if (filter.id?.any_) parts.push(anyOf(sql`id`, filter.id.any_, 'uuid'));
  if (filter.name) {
    const byName = filter.name.any_ ? [anyOf(sql`name`, filter.name.any_, 'text')] : [];
    parts.push(allOf([...byName, ...partlyLike(sql`name`, filter.name.like_)]));
  }
  if (filter.tags) {
    const byTags: Sql[] = [];
    if (filter.tags.all_?.length) byTags.push(sql`tags @> ${filter.tags.all_}::text[]`);
    if (typeof filter.tags.is_null_ === 'boolean')
      byTags.push(filter.tags.is_null_ ? sql`tags = '{}'` : sql`tags <> '{}'`);
    parts.push(filter.tags.operator === 'or_' ? someOf(byTags) : allOf(byTags));
  }
  return filter.operator === 'or_' ? someOf(parts) : allOf(parts);
}

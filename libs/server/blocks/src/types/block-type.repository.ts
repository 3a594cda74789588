import { Injectable } from '@nestjs/common';
import type { BlockTypeCreate, BlockTypesFilterBody, BlockTypeUpdate } from '@orch/contract';
import { Database, join, prepared, raw, sql, type Tx, type WorkspaceScope } from '@orch/platform';
import { matchingSchemas, matchingTypes } from '../schemas/block-filters.ts';
import { BLOCK_TYPE_COLUMNS, type BlockTypeRow } from './block-type.presenter.ts';

export type BlockTypeKey = { readonly id: string } | { readonly slug: string };

const BY_ID = prepared(
  'blocks.type_by_id',
  `select ${BLOCK_TYPE_COLUMNS} from block_type t where t.workspace_id = $1 and t.id = $2`,
);
const BY_SLUG = prepared(
  'blocks.type_by_slug',
  `select ${BLOCK_TYPE_COLUMNS} from block_type t where t.workspace_id = $1 and t.slug = $2`,
);
const INSERT = prepared(
  'blocks.type_insert',
  `insert into block_type as t (workspace_id, id, name, slug, logo_url, documentation_url, description, code_example)
   values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${BLOCK_TYPE_COLUMNS}`,
);
const DELETE = prepared(
  'blocks.type_delete',
  `delete from block_type t where t.workspace_id = $1 and t.id = $2 and not t.is_protected returning ${BLOCK_TYPE_COLUMNS}`,
);
const UPDATABLE = ['logo_url', 'documentation_url', 'description', 'code_example'] as const;

@Injectable()
export class BlockTypeRepository {
  constructor(private readonly db: Database) {}

  async read(scope: WorkspaceScope, key: BlockTypeKey): Promise<BlockTypeRow | undefined> {
    const statement =
      'id' in key ? BY_ID.with(scope.workspaceId, key.id) : BY_SLUG.with(scope.workspaceId, key.slug);
    return (await this.db.query<BlockTypeRow>(scope, statement))[0];
  }

  async list(scope: WorkspaceScope, body: BlockTypesFilterBody, limit: number): Promise<BlockTypeRow[]> {
    const withSchema = body.block_schemas
      ? sql`exists (select from block_schema s where s.workspace_id = t.workspace_id and s.block_type_id = t.id
                    and ${matchingSchemas(body.block_schemas)})`
      : sql`true`;
    return this.db.query<BlockTypeRow>(
      scope,
      sql`select ${raw(BLOCK_TYPE_COLUMNS)} from block_type t where t.workspace_id = ${scope.workspaceId}
          and ${matchingTypes(body.block_types)} and ${withSchema} order by t.name, t.id limit ${limit} offset ${body.offset}`,
    );
  }

  async insert(tx: Tx, id: string, given: BlockTypeCreate): Promise<BlockTypeRow> {
    const { name, slug, logo_url, documentation_url, description, code_example } = given;
    const [row] = await tx.query<BlockTypeRow>(
      INSERT.with(
        tx.scope.workspaceId,
        id,
        name,
        slug,
        logo_url?.trim() ?? null,
        documentation_url?.trim() ?? null,
        description,
        code_example,
      ),
    );
    return row!;
  }

  /** Sets the members that are given, null too. Undefined when there is no such type, `null` when nothing differs. */
  async update(tx: Tx, id: string, change: BlockTypeUpdate): Promise<BlockTypeRow | null | undefined> {
    const [row] = await tx.query<BlockTypeRow>(BY_ID.with(tx.scope.workspaceId, id));
    if (!row) return undefined;
    const changed = UPDATABLE.filter((name) => change[name] !== undefined && change[name] !== row[name]);
    if (changed.length === 0) return null;
    const sets = changed.map((name) => sql`${raw(name)} = ${change[name]}`);
    const [updated] = await tx.query<BlockTypeRow>(
      sql`update block_type t set ${join(sets)}, updated = greatest(now(), t.updated + interval '1 microsecond')
          where t.workspace_id = ${tx.scope.workspaceId} and t.id = ${id} returning ${raw(BLOCK_TYPE_COLUMNS)}`,
    );
    return updated;
  }

  /** Deletes the type with its schemas and documents, unless it is protected. */
  async delete(tx: Tx, id: string): Promise<BlockTypeRow | undefined> {
    return (await tx.query<BlockTypeRow>(DELETE.with(tx.scope.workspaceId, id)))[0];
  }
}

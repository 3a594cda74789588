import { Injectable } from '@nestjs/common';
import type { BlockSchemaFilter } from '@orch/contract';
import type { JsonText } from '@orch/kernel';
import { Database, prepared, raw, sql, type Tx, type WorkspaceScope } from '@orch/platform';
import { matchingSchemas } from './block-filters.ts';
import { BLOCK_SCHEMA_COLUMNS, type BlockSchemaRow } from './block-schema.presenter.ts';

/** A schema to be written. */
export interface NewBlockSchema {
  readonly id: string;
  readonly blockTypeId: string;
  readonly checksum: string;
  readonly fields: JsonText;
  readonly capabilities: readonly string[];
  readonly version: string;
}

const SELECT = `select ${BLOCK_SCHEMA_COLUMNS} from block_schema s
  join block_type t on t.workspace_id = s.workspace_id and t.id = s.block_type_id where s.workspace_id = $1`;
const BY_ID = prepared('blocks.schema_by_id', `${SELECT} and s.id = $2`);
const BY_CHECKSUM = prepared(
  'blocks.schema_by_checksum',
  `${SELECT} and s.checksum = $2 and ($3::text is null or s.version = $3) order by s.created desc, s.id desc limit 1`,
);
const INSERT = prepared(
  'blocks.schema_insert',
  `insert into block_schema (workspace_id, id, block_type_id, checksum, fields, capabilities, version)
   values ($1, $2, $3, $4, $5::json, $6::text[], $7) on conflict do nothing`,
);
const DELETE = prepared(
  'blocks.schema_delete',
  `delete from block_schema s using block_type t where s.workspace_id = $1 and s.id = $2 and t.workspace_id = s.workspace_id
   and t.id = s.block_type_id and not t.is_protected`,
);
const CAPABILITIES = prepared(
  'blocks.capabilities',
  'select distinct unnest(capabilities) as capability from block_schema where workspace_id = $1 order by 1',
);
const TYPE_BY_SLUG = prepared(
  'blocks.type_id_by_slug',
  'select id from block_type where workspace_id = $1 and slug = $2',
);
const TYPE_BY_ID = prepared(
  'blocks.type_id_by_id',
  'select id from block_type where workspace_id = $1 and id = $2',
);

@Injectable()
export class BlockSchemaRepository {
  constructor(private readonly db: Database) {}

  async read(scope: WorkspaceScope, id: string): Promise<BlockSchemaRow | undefined> {
    return (await this.db.query<BlockSchemaRow>(scope, BY_ID.with(scope.workspaceId, id)))[0];
  }

  async readIn(tx: Tx, id: string): Promise<BlockSchemaRow | undefined> {
    return (await tx.query<BlockSchemaRow>(BY_ID.with(tx.scope.workspaceId, id)))[0];
  }

  /** The newest schema with the checksum, of one version or of any. */
  async readByChecksum(
    on: Tx | WorkspaceScope,
    checksum: string,
    version: string | null,
  ): Promise<BlockSchemaRow | undefined> {
    if ('query' in on)
      return (await on.query<BlockSchemaRow>(BY_CHECKSUM.with(on.scope.workspaceId, checksum, version)))[0];
    return (await this.db.query<BlockSchemaRow>(on, BY_CHECKSUM.with(on.workspaceId, checksum, version)))[0];
  }

  /** Newest first. */
  async list(
    scope: WorkspaceScope,
    filter: BlockSchemaFilter | null,
    limit: number,
    offset: number,
  ): Promise<BlockSchemaRow[]> {
    return this.db.query<BlockSchemaRow>(
      scope,
      sql`select ${raw(BLOCK_SCHEMA_COLUMNS)} from block_schema s
          join block_type t on t.workspace_id = s.workspace_id and t.id = s.block_type_id
          where s.workspace_id = ${scope.workspaceId} and ${matchingSchemas(filter)}
          order by s.created desc, s.id desc limit ${limit} offset ${offset}`,
    );
  }

  /** Writes nothing when there is one with this checksum and version. */
  async insert(tx: Tx, schema: NewBlockSchema): Promise<void> {
    const { id, blockTypeId, checksum, fields, capabilities, version } = schema;
    await tx.execute(
      INSERT.with(tx.scope.workspaceId, id, blockTypeId, checksum, fields, capabilities, version),
    );
  }

  /** Deletes the schema with its documents, unless its type is protected. */
  async delete(tx: Tx, id: string): Promise<boolean> {
    return (await tx.execute(DELETE.with(tx.scope.workspaceId, id))) > 0;
  }

  async capabilities(scope: WorkspaceScope): Promise<string[]> {
    const rows = await this.db.query<{ capability: string }>(scope, CAPABILITIES.with(scope.workspaceId));
    return rows.map((row) => row.capability);
  }

  /** The id of a block type, if there is one. */
  async typeId(tx: Tx, key: { id: string } | { slug: string }): Promise<string | undefined> {
    const { workspaceId } = tx.scope;
    const statement =
      'id' in key ? TYPE_BY_ID.with(workspaceId, key.id) : TYPE_BY_SLUG.with(workspaceId, key.slug);
    return (await tx.query<{ id: string }>(statement))[0]?.id;
  }
}

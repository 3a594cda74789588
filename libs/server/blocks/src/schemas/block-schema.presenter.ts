import { column, wireObject } from '@orch/platform';
import {
  type BlockTypeRow,
  JOINED_BLOCK_TYPE_COLUMNS,
  type Prefixed,
  presentJoinedBlockType,
} from '../types/block-type.presenter.ts';

export interface SchemaColumns {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly checksum: string;
  /** JSON text. */
  readonly fields: string;
  readonly block_type_id: string;
  readonly capabilities: string[];
  readonly version: string;
}
/** A schema and its block type. */
export type BlockSchemaRow = Prefixed<SchemaColumns, 's_'> & Prefixed<BlockTypeRow, 't_'>;

/** Columns of `block_schema s` joined with its `block_type t`. */
export const BLOCK_SCHEMA_COLUMNS = `s.id as s_id, s.created as s_created, s.updated as s_updated, s.checksum as s_checksum,
  s.fields as s_fields, s.block_type_id as s_block_type_id, s.capabilities as s_capabilities, s.version as s_version,
  ${JOINED_BLOCK_TYPE_COLUMNS}`;

/** Row → wire. Upstream: schemas/core.py, class BlockSchema (3.8.8). */
export const presentBlockSchema: (row: BlockSchemaRow) => string = wireObject<BlockSchemaRow>({
  id: column.plain('s_id'),
  created: column.time('s_created'),
  updated: column.time('s_updated'),
  checksum: column.text('s_checksum'),
  fields: column.json('s_fields'),
  block_type_id: column.plain('s_block_type_id'),
  block_type: presentJoinedBlockType,
  capabilities: column.list('s_capabilities'),
  version: column.text('s_version'),
});

import { Injectable } from '@nestjs/common';
import { prepared, type Tx } from '@orch/platform';
import type { DocumentReference } from './document-data.ts';
import type { StoredData } from './document-sealing.ts';

/** A document to be written. */
export interface NewDocument extends StoredData {
  readonly id: string;
  readonly name: string;
  readonly isAnonymous: boolean;
  readonly blockTypeId: string;
  readonly blockSchemaId: string;
}

/** A document that is being changed, locked. */
export interface LockedDocument {
  readonly id: string;
  readonly data: string;
  readonly sealed: Buffer | null;
  readonly block_type_id: string;
  readonly block_schema_id: string;
}
interface ReferenceRow {
  readonly id: string;
  readonly name: string;
  readonly reference_block_document_id: string;
}

const INSERT = prepared(
  'blocks.document_insert',
  `insert into block_document (workspace_id, id, name, data, sealed, is_anonymous, block_type_id, block_schema_id)
   values ($1, $2, $3, $4::json, $5::bytea, $6, $7, $8)`,
);
// Not `for update`: a reference to this document, added by another writer, must not wait for us while we wait for it.
const LOCK = prepared(
  'blocks.document_lock',
  `select id, data, sealed, block_type_id, block_schema_id from block_document where workspace_id = $1 and id = $2 for no key update`,
);
const UPDATE = prepared(
  'blocks.document_update',
  `update block_document set data = $3::json, sealed = $4::bytea, block_schema_id = $5,
   updated = greatest(now(), updated + interval '1 microsecond') where workspace_id = $1 and id = $2`,
);
const DELETE = prepared(
  'blocks.document_delete',
  'delete from block_document where workspace_id = $1 and id = $2',
);
// Two writers that each add one half of a circle must not overlook each other.
const LOCK_REFERENCES = prepared(
  'blocks.lock_references',
  `select pg_advisory_xact_lock(hashtextextended('block references ' || $1::text, 0))`,
);
const REFERENCES = prepared(
  'blocks.references',
  `select id, name, reference_block_document_id from block_document_reference where workspace_id = $1 and parent_block_document_id = $2`,
);
const INSERT_REFERENCE = prepared(
  'blocks.reference_insert',
  `insert into block_document_reference (workspace_id, id, name, parent_block_document_id, reference_block_document_id)
   values ($1, $2, $3, $4, $5)`,
);
const DELETE_REFERENCES = prepared(
  'blocks.references_delete',
  'delete from block_document_reference where workspace_id = $1 and id = any($2::uuid[])',
);
const REACHES = prepared(
  'blocks.document_reaches',
  `with recursive reached as (
     select $2::uuid as id
     union
     select r.reference_block_document_id from reached
     join block_document_reference r on r.workspace_id = $1 and r.parent_block_document_id = reached.id
   ) select exists (select from reached where id = $3) as reaches`,
);

@Injectable()
export class BlockDocumentRepository {
  async insert(tx: Tx, d: NewDocument): Promise<void> {
    const { id, name, data, sealed, isAnonymous, blockTypeId, blockSchemaId } = d;
    await tx.execute(
      INSERT.with(tx.scope.workspaceId, id, name, data, sealed, isAnonymous, blockTypeId, blockSchemaId),
    );
  }

  async lock(tx: Tx, id: string): Promise<LockedDocument | undefined> {
    return (await tx.query<LockedDocument>(LOCK.with(tx.scope.workspaceId, id)))[0];
  }

  async update(tx: Tx, id: string, { data, sealed }: StoredData, blockSchemaId: string): Promise<void> {
    await tx.execute(UPDATE.with(tx.scope.workspaceId, id, data, sealed, blockSchemaId));
  }

  async delete(tx: Tx, id: string): Promise<boolean> {
    return (await tx.execute(DELETE.with(tx.scope.workspaceId, id))) > 0;
  }

  /** From now to the end of the transaction nobody else adds references in this workspace. */
  async lockReferences(tx: Tx): Promise<void> {
    await tx.execute(LOCK_REFERENCES.with(tx.scope.workspaceId));
  }

  async references(tx: Tx, parentId: string): Promise<Array<DocumentReference & { id: string }>> {
    const rows = await tx.query<ReferenceRow>(REFERENCES.with(tx.scope.workspaceId, parentId));
    return rows.map((row) => ({ id: row.id, name: row.name, documentId: row.reference_block_document_id }));
  }

  async addReference(
    tx: Tx,
    id: string,
    parentId: string,
    { name, documentId }: DocumentReference,
  ): Promise<void> {
    await tx.execute(INSERT_REFERENCE.with(tx.scope.workspaceId, id, name, parentId, documentId));
  }

  async deleteReferences(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await tx.execute(DELETE_REFERENCES.with(tx.scope.workspaceId, ids));
  }

  /** Whether `toId` is `fromId` or lies below it. */
  async reaches(tx: Tx, fromId: string, toId: string): Promise<boolean> {
    const [row] = await tx.query<{ reaches: boolean }>(REACHES.with(tx.scope.workspaceId, fromId, toId));
    return row!.reaches;
  }
}

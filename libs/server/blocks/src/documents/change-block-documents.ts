import { Injectable } from '@nestjs/common';
import type { BlockDocumentCreate, BlockDocumentUpdate } from '@orch/contract';
import { EventBus, Outbox } from '@orch/events';
import { Clock, Ids, OrchError } from '@orch/kernel';
import { Database, mayReach, requireReach, type Tx, violates, type WorkspaceScope } from '@orch/platform';
import { clearDefaultStorage } from '../default-storage.ts';
import type { LifecycleAction } from '../lifecycle-event.ts';
import { type JsonObject, parseLosslessObject } from '../lossless-json.ts';
import type { BlockSchemaRow } from '../schemas/block-schema.presenter.ts';
import { BlockSchemaRepository } from '../schemas/block-schema.repository.ts';
import type { BlockDocumentTree } from './block-document.presenter.ts';
import { BlockDocumentReader } from './block-document.reader.ts';
import { BlockDocumentRepository, type LockedDocument } from './block-document.repository.ts';
import { type DocumentReference, partReferences } from './document-data.ts';
import { documentEvent } from './document-event.ts';
import { DocumentSealing } from './document-sealing.ts';
import { SecretAudit } from './secret-audit.ts';
import { restoreSecrets, secretPathsOf } from './secrets.ts';

const missing = (): OrchError => new OrchError('block_document.not_found');

/** Creates, changes and deletes documents, each with its event. Upstream: models/block_documents.py (3.8.8). */
@Injectable()
export class ChangeBlockDocuments {
  constructor(
    private readonly db: Database,
    private readonly documents: BlockDocumentRepository,
    private readonly reader: BlockDocumentReader,
    private readonly schemas: BlockSchemaRepository,
    private readonly sealing: DocumentSealing,
    private readonly bus: EventBus,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly audit: SecretAudit,
  ) {}

  /**
   * The answer shows no secrets. Types, schemas and documents that are named must be in the workspace.
   * @throws OrchError `block_document.exists`, `block_document.rejected`, `reference.unknown`
   */
  async create(scope: WorkspaceScope, body: BlockDocumentCreate): Promise<BlockDocumentTree> {
    const id = this.ids.next();
    const { plain, references } = partReferences(objectOf(body.data));
    try {
      return await this.told(scope, 'created', id, async (tx) => {
        const schema = await this.schema(tx, body.block_schema_id);
        await this.documents.insert(tx, {
          id,
          name: body.name ?? `anonymous-${this.ids.next()}`,
          isAnonymous: body.is_anonymous,
          blockTypeId: body.block_type_id,
          blockSchemaId: body.block_schema_id,
          ...this.sealing.seal(scope, id, plain, parseLosslessObject(schema.s_fields)),
        });
        await this.addReferences(tx, id, references);
      });
    } catch (error) {
      if (violates(error, 'unique')) throw new OrchError('block_document.exists');
      throw error;
    }
  }

  /**
   * Members of the data that are not given stay (with `merge_existing_data`), hidden secrets that are sent back too.
   * @throws OrchError `block_document.not_found`, `block_document.rejected`, `reference.unknown`
   */
  async update(scope: WorkspaceScope, id: string, body: BlockDocumentUpdate): Promise<void> {
    requireReach(scope, 'block_document', 'manage', id, missing);
    await this.told(scope, 'updated', id, async (tx) => {
      const document = await this.documents.lock(tx, id);
      if (!document) throw missing();
      const fields = parseLosslessObject((await this.schema(tx, document.block_schema_id)).s_fields);
      const schemaId = body.block_schema_id ?? document.block_schema_id;
      const newFields =
        schemaId === document.block_schema_id ? fields : await this.newFields(tx, document, schemaId);
      const current = this.sealing.openObject(scope, id, document);
      const given = restoreSecrets(
        body.data === undefined ? {} : objectOf(body.data),
        current,
        secretPathsOf(fields),
      );
      const { plain, references } = partReferences(given);
      const isReference = (key: string) => references.some((r) => r.name === key);
      const kept = body.merge_existing_data
        ? Object.entries(current).filter(([key]) => !isReference(key))
        : [];
      const data = { ...Object.fromEntries(kept), ...plain };
      await this.documents.update(tx, id, this.sealing.seal(scope, id, data, newFields), schemaId);
      await this.changeReferences(tx, id, given, references, body.merge_existing_data);
    });
  }

  /** @throws OrchError `block_document.not_found` */
  async delete(scope: WorkspaceScope, id: string): Promise<void> {
    requireReach(scope, 'block_document', 'manage', id, missing);
    const event = await this.db.transaction(scope, async (tx) => {
      const tree = await this.reader.byId(tx, id, false);
      if (!tree || !(await this.documents.delete(tx, id))) throw missing();
      await tx.execute(clearDefaultStorage(scope.workspaceId));
      const event = documentEvent(this.ids, this.clock.nowUs(), 'deleted', tree.row);
      await Outbox.add(tx, event ? [event] : []);
      await this.audit.changed(tx, 'deleted', tree.row);
      return event;
    });
    if (event) this.bus.committed(scope, [event]);
  }

  private async told(
    scope: WorkspaceScope,
    action: LifecycleAction,
    id: string,
    change: (tx: Tx) => Promise<void>,
  ): Promise<BlockDocumentTree> {
    const { tree, event } = await this.db.transaction(scope, async (tx) => {
      await change(tx);
      const tree = await this.reader.byId(tx, id, false);
      if (!tree) throw new Error('a document that was just written is not there');
      const event = documentEvent(this.ids, this.clock.nowUs(), action, tree.row);
      await Outbox.add(tx, event ? [event] : []);
      await this.audit.changed(tx, action, tree.row);
      return { tree, event };
    });
    if (event) this.bus.committed(scope, [event]);
    return tree;
  }

  private async schema(tx: Tx, id: string): Promise<BlockSchemaRow> {
    const schema = await this.schemas.readIn(tx, id);
    if (!schema) throw new OrchError('reference.unknown', { blockSchemaId: id });
    return schema;
  }

  private async newFields(tx: Tx, document: LockedDocument, schemaId: string): Promise<JsonObject> {
    const schema = await this.schema(tx, schemaId);
    if (schema.s_block_type_id === document.block_type_id) return parseLosslessObject(schema.s_fields);
    const text = 'Must migrate block document to a block schema of the same block type.';
    throw new OrchError('block_document.rejected', {}, { text });
  }

  /** References of members that are not given stay when merging (upstream drops them). */
  private async changeReferences(
    tx: Tx,
    id: string,
    given: JsonObject,
    references: readonly DocumentReference[],
    isMerge: boolean,
  ): Promise<void> {
    const current = await this.documents.references(tx, id);
    const isSame = (a: DocumentReference, b: DocumentReference) =>
      a.name === b.name && a.documentId === b.documentId;
    const gone = current.filter(
      (c) => !references.some((r) => isSame(r, c)) && !(isMerge && !Object.hasOwn(given, c.name)),
    );
    await this.documents.deleteReferences(
      tx,
      gone.map((c) => c.id),
    );
    await this.addReferences(
      tx,
      id,
      references.filter((r) => !current.some((c) => isSame(r, c))),
    );
  }

  private async addReferences(
    tx: Tx,
    parentId: string,
    references: readonly DocumentReference[],
  ): Promise<void> {
    if (references.length === 0) return;
    await this.documents.lockReferences(tx);
    for (const reference of references) {
      // what it holds would be read through the reference
      if (!mayReach(tx.scope, 'block_document', 'run', reference.documentId))
        throw new OrchError('reference.unknown', { documentId: reference.documentId });
      if (await this.documents.reaches(tx, reference.documentId, parentId))
        throw circle(parentId, reference.documentId);
      await this.documents.addReference(tx, this.ids.next(), parentId, reference);
    }
  }
}

/** `data` arrives as raw text when it was sent. */
const objectOf = (data: unknown): JsonObject =>
  typeof data === 'string' ? parseLosslessObject(data) : (data as JsonObject);

function circle(parentId: string, referenceId: string): OrchError {
  const text =
    'Cannot create block document reference: it would introduce a cycle into the block_document_reference graph ' +
    `(parent=${parentId}, reference=${referenceId}).`;
  return new OrchError('block_document.rejected', {}, { text });
}

import { Injectable } from '@nestjs/common';
import type { ArtifactCreate, ArtifactUpdate } from '@orch/contract';
import { type Tx, join, prepared, sql } from '@orch/platform';
import {
  ARTIFACT_COLLECTION_COLUMNS,
  ARTIFACT_COLUMNS,
  type ArtifactCollectionRow,
  type ArtifactRow,
} from './artifact.presenter.ts';

const CONTENT = 'key, type, description, data, metadata_, flow_run_id, task_run_id';
const CONTENT_VALUES = '$3, $4, $5, $6::json, $7::json, $8::uuid, $9::uuid';
const INSERT = prepared(
  'runs.create_artifact',
  `insert into artifact as a (workspace_id, id, ${CONTENT}) values ($1, $2, ${CONTENT_VALUES})
   returning ${ARTIFACT_COLUMNS}`,
);
// The row lock of the collection orders artifacts of one key that are made at the same time.
const UPSERT_COLLECTION = prepared(
  'runs.upsert_artifact_collection',
  `insert into artifact_collection as a (workspace_id, latest_id, ${CONTENT}, id) values ($1, $2, ${CONTENT_VALUES}, $10)
   on conflict (workspace_id, key) do update set latest_id = excluded.latest_id, type = excluded.type,
     description = excluded.description, data = excluded.data, metadata_ = excluded.metadata_,
     flow_run_id = excluded.flow_run_id, task_run_id = excluded.task_run_id, updated = now()
   returning ${ARTIFACT_COLLECTION_COLUMNS}, a.id = $10 as is_new`,
);
const LOCK_COLLECTION = prepared(
  'runs.lock_artifact_collection',
  `select ${ARTIFACT_COLLECTION_COLUMNS} from artifact_collection a
   where a.workspace_id = $1 and a.key = (select key from artifact where workspace_id = $1 and id = $2) for update`,
);
const DELETE = prepared('runs.delete_artifact', 'delete from artifact where workspace_id = $1 and id = $2');
const FALL_BACK = prepared(
  'runs.fall_back_artifact_collection',
  `update artifact_collection a set latest_id = p.id, type = p.type, description = p.description, data = p.data,
     metadata_ = p.metadata_, flow_run_id = p.flow_run_id, task_run_id = p.task_run_id,
     created = p.created, updated = p.updated
   from (select * from artifact where workspace_id = $1 and key = $2 order by created desc, id desc limit 1) as p
   where a.workspace_id = $1 and a.key = $2 returning ${ARTIFACT_COLLECTION_COLUMNS}`,
);
const DELETE_COLLECTION = prepared(
  'runs.delete_artifact_collection',
  'delete from artifact_collection where workspace_id = $1 and key = $2',
);

/** A new artifact with its id. */
export type NewArtifact = ArtifactCreate & { readonly id: string };

/** Writes artifacts and keeps the collection of each key pointing at its latest one. */
@Injectable()
export class ArtifactRepository {
  async insert(tx: Tx, artifact: NewArtifact): Promise<ArtifactRow> {
    const [row] = await tx.query<ArtifactRow>(INSERT.with(...valuesOf(tx, artifact)));
    if (!row) throw new Error('an insert returned no row');
    return row;
  }

  /** Makes the artifact the latest of its key. `collectionId` is used when the key is new. */
  async setLatest(
    tx: Tx,
    artifact: NewArtifact,
    collectionId: string,
  ): Promise<ArtifactCollectionRow & { is_new: boolean }> {
    const statement = UPSERT_COLLECTION.with(...valuesOf(tx, artifact), collectionId);
    const [row] = await tx.query<ArtifactCollectionRow & { is_new: boolean }>(statement);
    if (!row) throw new Error('an upsert returned no row');
    return row;
  }

  /** Changes the given members of an artifact and of the collection that shows it. Says whether it was there. */
  async update(tx: Tx, id: string, change: ArtifactUpdate): Promise<boolean> {
    const set = [sql`updated = now()`];
    if (change.data !== undefined) set.push(sql`data = ${change.data}::json`);
    if (change.description !== undefined) set.push(sql`description = ${change.description}`);
    if (change.metadata_ !== undefined) set.push(sql`metadata_ = ${printed(change.metadata_)}::json`);
    const workspace = sql`workspace_id = ${tx.scope.workspaceId}::uuid`;
    const touched = await tx.execute(
      sql`update artifact set ${join(set)} where ${workspace} and id = ${id}::uuid`,
    );
    if (touched === 0) return false;
    await tx.execute(
      sql`update artifact_collection set ${join(set)} where ${workspace}
        and key = (select key from artifact where ${workspace} and id = ${id}::uuid) and latest_id = ${id}::uuid`,
    );
    return true;
  }

  /** The collection of the artifact's key, locked; `undefined` for an artifact without key, or none. */
  async lockCollectionOf(tx: Tx, artifactId: string): Promise<ArtifactCollectionRow | undefined> {
    return (await tx.query<ArtifactCollectionRow>(LOCK_COLLECTION.with(tx.scope.workspaceId, artifactId)))[0];
  }

  async delete(tx: Tx, id: string): Promise<boolean> {
    return (await tx.execute(DELETE.with(tx.scope.workspaceId, id))) > 0;
  }

  /** Points the collection at the newest artifact that is left; `undefined` when none is. */
  async fallBack(tx: Tx, key: string): Promise<ArtifactCollectionRow | undefined> {
    return (await tx.query<ArtifactCollectionRow>(FALL_BACK.with(tx.scope.workspaceId, key)))[0];
  }

  async deleteCollection(tx: Tx, key: string): Promise<void> {
    await tx.execute(DELETE_COLLECTION.with(tx.scope.workspaceId, key));
  }
}

const printed = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

function valuesOf(tx: Tx, a: NewArtifact): unknown[] {
  const content = [a.key, a.type, a.description, a.data, printed(a.metadata_), a.flow_run_id, a.task_run_id];
  return [tx.scope.workspaceId, a.id, ...content];
}

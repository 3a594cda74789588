import { column, wireObject } from '@orch/platform';

/** A row of `artifact`. */
export interface ArtifactRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly key: string | null;
  readonly type: string | null;
  readonly description: string | null;
  readonly data: string | null;
  readonly metadata_: string | null;
  readonly flow_run_id: string | null;
  readonly task_run_id: string | null;
}

/** A row of `artifact_collection`: the latest artifact of a key. */
export interface ArtifactCollectionRow extends ArtifactRow {
  readonly key: string;
  readonly latest_id: string;
}

const SHARED = 'a.type, a.description, a.data, a.metadata_, a.flow_run_id, a.task_run_id';
/** Columns for `presentArtifact`; `a` is the artifact (or collection). */
export const ARTIFACT_COLUMNS = `a.id, a.created, a.updated, a.key, ${SHARED}`;
/** Columns for `presentArtifactCollection`; `a` is the collection. */
export const ARTIFACT_COLLECTION_COLUMNS = `a.id, a.created, a.updated, a.key, a.latest_id, ${SHARED}`;

const head = {
  id: column.plain<ArtifactRow>('id'),
  created: column.time<ArtifactRow>('created'),
  updated: column.time<ArtifactRow>('updated'),
  key: column.text<ArtifactRow>('key'),
};
const body = {
  type: column.text<ArtifactRow>('type'),
  description: column.text<ArtifactRow>('description'),
  data: column.json<ArtifactRow>('data'),
  metadata_: column.json<ArtifactRow>('metadata_'),
  flow_run_id: column.plain<ArtifactRow>('flow_run_id'),
  task_run_id: column.plain<ArtifactRow>('task_run_id'),
};

/** Row → wire. Upstream: schemas/core.py, class Artifact (3.8.8). */
export const presentArtifact: (row: ArtifactRow) => string = wireObject<ArtifactRow>({ ...head, ...body });

/** Row → wire. Upstream: schemas/core.py, class ArtifactCollection (3.8.8). */
export const presentArtifactCollection: (row: ArtifactCollectionRow) => string =
  wireObject<ArtifactCollectionRow>({
    ...head,
    latest_id: column.plain('latest_id'),
    ...body,
  });

import { Injectable } from '@nestjs/common';
import type { ArtifactCollectionFilter, ArtifactFilter, ArtifactSort, RunFilters } from '@orch/contract';
import { Database, type Sql, type WorkspaceScope, prepared, raw, sql } from '@orch/platform';
import { ARTIFACT_ORDER } from '../filters/sorts.ts';
import { artifactCollectionsWhere, artifactsWhere } from '../filters/where.ts';
import {
  ARTIFACT_COLLECTION_COLUMNS,
  ARTIFACT_COLUMNS,
  type ArtifactCollectionRow,
  type ArtifactRow,
} from './artifact.presenter.ts';

const BY_ID = prepared(
  'runs.artifact',
  `select ${ARTIFACT_COLUMNS} from artifact a where a.workspace_id = $1 and a.id = $2`,
);
const LATEST = prepared(
  'runs.latest_artifact',
  `select ${ARTIFACT_COLUMNS} from artifact_collection a where a.workspace_id = $1 and a.key = $2`,
);

export interface ArtifactFilters extends RunFilters {
  readonly artifacts?: ArtifactFilter | null;
}

export interface ArtifactCollectionFilters extends RunFilters {
  readonly artifacts?: ArtifactCollectionFilter | null;
}

export interface ArtifactPage {
  readonly sort: ArtifactSort;
  readonly offset: number;
  readonly limit: number;
}

/** Reads artifacts of one workspace. */
@Injectable()
export class ArtifactReader {
  constructor(private readonly db: Database) {}

  async byId(scope: WorkspaceScope, id: string): Promise<ArtifactRow | undefined> {
    return (await this.db.query<ArtifactRow>(scope, BY_ID.with(scope.workspaceId, id)))[0];
  }

  /** The latest artifact of a key under the id of its collection, as upstream answers it. */
  async latestOf(scope: WorkspaceScope, key: string): Promise<ArtifactRow | undefined> {
    return (await this.db.query<ArtifactRow>(scope, LATEST.with(scope.workspaceId, key)))[0];
  }

  list(scope: WorkspaceScope, filters: ArtifactFilters, page: ArtifactPage): Promise<ArtifactRow[]> {
    const where = artifactsWhere(scope, filters);
    return this.db.query<ArtifactRow>(
      scope,
      sql`select ${raw(ARTIFACT_COLUMNS)} from artifact a where ${where} ${paged(page)}`,
    );
  }

  listLatest(
    scope: WorkspaceScope,
    filters: ArtifactCollectionFilters,
    page: ArtifactPage,
  ): Promise<ArtifactCollectionRow[]> {
    const where = artifactCollectionsWhere(scope, filters);
    return this.db.query<ArtifactCollectionRow>(
      scope,
      sql`select ${raw(ARTIFACT_COLLECTION_COLUMNS)} from artifact_collection a where ${where} ${paged(page)}`,
    );
  }

  count(scope: WorkspaceScope, filters: ArtifactFilters): Promise<number> {
    return this.counted(scope, sql`artifact a where ${artifactsWhere(scope, filters)}`);
  }

  countLatest(scope: WorkspaceScope, filters: ArtifactCollectionFilters): Promise<number> {
    return this.counted(scope, sql`artifact_collection a where ${artifactCollectionsWhere(scope, filters)}`);
  }

  private async counted(scope: WorkspaceScope, from: Sql): Promise<number> {
    const rows = await this.db.query<{ count: number }>(scope, sql`select count(*) as count from ${from}`);
    return rows[0]?.count ?? 0;
  }
}

const paged = ({ sort, limit, offset }: ArtifactPage): Sql =>
  sql`order by ${ARTIFACT_ORDER[sort]} limit ${limit} offset ${offset}`;

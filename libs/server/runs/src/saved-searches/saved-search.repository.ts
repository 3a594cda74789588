import { Injectable } from '@nestjs/common';
import { Ids, type JsonText, OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, column, prepared, wireObject } from '@orch/platform';

const COLUMNS = 's.id, s.created, s.updated, s.name, s.filters';
const UPSERT = prepared(
  'runs.upsert_saved_search',
  `insert into saved_search as s (workspace_id, id, name, filters) values ($1, $2, $3, $4::json)
   on conflict (workspace_id, name) do update set filters = excluded.filters, updated = now()
   returning ${COLUMNS}, s.id = $2 as is_new`,
);
const BY_ID = prepared(
  'runs.saved_search',
  `select ${COLUMNS} from saved_search s where s.workspace_id = $1 and s.id = $2`,
);
const LIST = prepared(
  'runs.saved_searches',
  `select ${COLUMNS} from saved_search s where s.workspace_id = $1 order by s.name, s.id limit $2 offset $3`,
);
const DELETE = prepared(
  'runs.delete_saved_search',
  'delete from saved_search where workspace_id = $1 and id = $2',
);

/** A row of `saved_search`. */
export interface SavedSearchRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly filters: string;
}

/** Row → wire. Upstream: schemas/core.py, class SavedSearch (3.8.8). */
export const presentSavedSearch: (row: SavedSearchRow) => string = wireObject<SavedSearchRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  filters: column.json('filters'),
});

/** Saved searches of a workspace. Upstream: models/saved_searches.py (3.8.8). */
@Injectable()
export class SavedSearchRepository {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
  ) {}

  /** Makes a search or replaces the filters of its namesake. */
  async save(
    scope: WorkspaceScope,
    name: string,
    filters: JsonText,
  ): Promise<SavedSearchRow & { is_new: boolean }> {
    const statement = UPSERT.with(scope.workspaceId, this.ids.next(), name, filters);
    const [row] = await this.db.query<SavedSearchRow & { is_new: boolean }>(scope, statement);
    if (!row) throw new Error('an upsert returned no row');
    return row;
  }

  /** @throws OrchError `saved_search.not_found` */
  async byId(scope: WorkspaceScope, id: string): Promise<SavedSearchRow> {
    const [row] = await this.db.query<SavedSearchRow>(scope, BY_ID.with(scope.workspaceId, id));
    if (!row) throw new OrchError('saved_search.not_found', { id });
    return row;
  }

  list(scope: WorkspaceScope, limit: number, offset: number): Promise<SavedSearchRow[]> {
    return this.db.query<SavedSearchRow>(scope, LIST.with(scope.workspaceId, limit, offset));
  }

  /** @throws OrchError `saved_search.not_found` */
  async delete(scope: WorkspaceScope, id: string): Promise<void> {
    const touched = await this.db.execute(scope, DELETE.with(scope.workspaceId, id));
    if (touched === 0) throw new OrchError('saved_search.not_found', { id });
  }
}

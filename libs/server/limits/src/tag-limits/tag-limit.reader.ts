import { Injectable } from '@nestjs/common';
import { column, Database, prepared, wireObject, type WorkspaceScope } from '@orch/platform';
import { type LimitKey } from '../global-limits/limit.repository.ts';
import { tagOf } from './tag-name.ts';

/** A limit on a tag with the task runs that hold its slots. */
export interface TagLimitRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly limit: number;
  readonly holder_ids: string[];
}

const COLUMNS = `l.id, l.created, l.updated, l.name, l."limit", array(
  select e.holder ->> 'id' from concurrency_lease e where e.workspace_id = l.workspace_id and l.id = any(e.limit_ids)
  and e.holder ->> 'type' = 'task_run' and e.expires_at > clock_timestamp() order by e.created, e.id) as holder_ids`;
const read = (which: string): string =>
  `select ${COLUMNS} from concurrency_limit l where l.workspace_id = $1 and starts_with(l.name, 'tag:') and ${which}`;
const BY_ID = prepared('limits.tag_by_id', read('l.id = $2'));
const BY_NAME = prepared('limits.tag_by_name', read('l.name = $2'));
const LIST = prepared('limits.tag_list', `${read('true')} order by l.name limit $2 offset $3`);

@Injectable()
export class TagLimitReader {
  constructor(private readonly db: Database) {}

  async read(scope: WorkspaceScope, key: LimitKey): Promise<TagLimitRow | undefined> {
    const statement =
      'id' in key ? BY_ID.with(scope.workspaceId, key.id) : BY_NAME.with(scope.workspaceId, key.name);
    return (await this.db.query<TagLimitRow>(scope, statement))[0];
  }

  /** A page of the limits on tags. (Upstream pages over all limits first and then drops the others.) */
  async list(scope: WorkspaceScope, limit: number, offset: number): Promise<TagLimitRow[]> {
    return this.db.query<TagLimitRow>(scope, LIST.with(scope.workspaceId, limit, offset));
  }
}

/** Row → wire. Upstream: schemas/core.py, class ConcurrencyLimit (3.8.8). */
export const presentTagLimit: (row: TagLimitRow) => string = wireObject<TagLimitRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  tag: (row) => JSON.stringify(tagOf(row.name) ?? ''),
  concurrency_limit: column.value('limit'),
  active_slots: column.list('holder_ids'),
});

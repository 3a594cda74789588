import { Injectable } from '@nestjs/common';
import type { AutomationFilter, AutomationSort } from '@orch/contract';
import { OrchError, microsToPg } from '@orch/kernel';
import {
  Database,
  type Sql,
  type WorkspaceScope,
  allOf,
  anyOf,
  prepared,
  raw,
  someOf,
  sql,
} from '@orch/platform';
import { AUTOMATION_COLUMNS, type AutomationRow } from './automation.presenter.ts';

const BY_ID = prepared(
  'automations.by_id',
  `select ${AUTOMATION_COLUMNS} from automation a where a.workspace_id = $1::uuid and a.id = $2::uuid`,
);
const RELATED = prepared(
  'automations.related_to',
  `select ${AUTOMATION_COLUMNS} from automation a
   join automation_related_resource r on r.workspace_id = a.workspace_id and r.automation_id = a.id
   where a.workspace_id = $1::uuid and r.resource_id = $2 order by a.name, a.id`,
);
const ORDER: Readonly<Record<AutomationSort, Sql>> = {
  CREATED_DESC: raw('a.created desc, a.id desc'),
  UPDATED_DESC: raw('a.updated desc, a.id desc'),
  NAME_ASC: raw('a.name, a.id'),
  NAME_DESC: raw('a.name desc, a.id desc'),
};

/** Condition over `automation a`. Upstream: server/events/filters.py, AutomationFilter (3.8.8). */
export function automationCondition(filter: AutomationFilter): Sql {
  const parts: Sql[] = [];
  if (filter.id?.any_) parts.push(anyOf(sql`a.id`, filter.id.any_, 'uuid'));
  if (filter.name?.any_) parts.push(anyOf(sql`a.name`, filter.name.any_, 'text'));
  const before = filter.created?.before_;
  if (before !== undefined && before !== null)
    parts.push(sql`a.created <= ${microsToPg(before)}::timestamptz`);
  const { tags } = filter;
  if (tags) {
    const own: Sql[] = [];
    if (tags.all_) own.push(sql`a.tags @> ${tags.all_}::text[]`);
    if (tags.any_) own.push(sql`a.tags && ${tags.any_}::text[]`);
    if (tags.is_null_ !== undefined && tags.is_null_ !== null)
      own.push(tags.is_null_ ? sql`a.tags = '{}'` : sql`a.tags <> '{}'`);
    parts.push(tags.operator === 'or_' ? someOf(own) : allOf(own));
  }
  return filter.operator === 'or_' ? someOf(parts) : allOf(parts);
}

/** Reads automations. */
@Injectable()
export class AutomationReader {
  constructor(private readonly database: Database) {}

  /** @throws OrchError `object.not_found` */
  async byId(scope: WorkspaceScope, id: string): Promise<AutomationRow> {
    const [row] = await this.database.query<AutomationRow>(scope, BY_ID.with(scope.workspaceId, id));
    if (!row) throw new OrchError('object.not_found', { id });
    return row;
  }

  async list(
    scope: WorkspaceScope,
    filter: AutomationFilter | null,
    sort: AutomationSort,
    offset: number,
    limit: number,
  ): Promise<AutomationRow[]> {
    return this.database.query<AutomationRow>(
      scope,
      sql`select ${raw(AUTOMATION_COLUMNS)} from automation a where a.workspace_id = ${scope.workspaceId}::uuid
          and ${filter ? automationCondition(filter) : sql`true`} order by ${ORDER[sort]} offset ${offset} limit ${limit}`,
    );
  }

  async count(scope: WorkspaceScope, filter: AutomationFilter | null): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      scope,
      sql`select count(*) from automation a where a.workspace_id = ${scope.workspaceId}::uuid and ${filter ? automationCondition(filter) : sql`true`}`,
    );
    return row?.count ?? 0;
  }

  /** Automations that own or use a resource, e.g. `prefect.deployment.<id>`. */
  async relatedTo(scope: WorkspaceScope, resourceId: string): Promise<AutomationRow[]> {
    return this.database.query<AutomationRow>(scope, RELATED.with(scope.workspaceId, resourceId));
  }
}

import { Injectable } from '@nestjs/common';
import type { AuditEventsFilterBody, AuditExportQuery } from '@orch/contract';
import { microsToPg } from '@orch/kernel';
import { allOf, anyOf, Database, raw, type Sql, sql } from '@orch/platform';
import { AUDIT_COLUMNS, type AuditEventRow, type AuditLine, toLine } from './audit-event.repository.ts';

const EXPORT_PAGE_LINES = 500;
type Filter = AuditEventsFilterBody['audit_events'];

/** Questions about one account's log. */
@Injectable()
export class AuditEventReader {
  constructor(private readonly database: Database) {}

  /** Newest first, below `cursor`. */
  async page(accountId: string, filter: Filter, cursor: number | null, limit: number): Promise<AuditLine[]> {
    const before = cursor === null ? [] : [sql`sequence < ${cursor}`];
    const conditions = allOf([sql`account_id = ${accountId}`, ...before, ...matching(filter)]);
    const rows = await this.database.queryOutside<AuditEventRow>(
      sql`select ${raw(AUDIT_COLUMNS)} from audit_event where ${conditions} order by sequence desc limit ${limit}`,
    );
    return rows.map(toLine);
  }

  /** Everything that fits, oldest first, a page at a time: no snapshot is held and no more than a page is in memory. */
  async *all(accountId: string, query: AuditExportQuery): AsyncGenerator<AuditLine[]> {
    const filter = matching(filterOf(query));
    for (let after = 0; ;) {
      const conditions = allOf([sql`account_id = ${accountId}`, sql`sequence > ${after}`, ...filter]);
      const rows = await this.database.queryOutside<AuditEventRow>(
        sql`select ${raw(AUDIT_COLUMNS)} from audit_event where ${conditions} order by sequence limit ${EXPORT_PAGE_LINES}`,
      );
      if (rows.length > 0) yield rows.map(toLine);
      if (rows.length < EXPORT_PAGE_LINES) return;
      after = rows.at(-1)!.sequence;
    }
  }
}

/** The export's query as a filter. */
function filterOf(query: AuditExportQuery): Filter {
  const one = <T>(value: T | undefined) => (value === undefined ? null : { any_: [value] });
  return {
    actor_id: one(query.actor_id),
    action: query.action_prefix === undefined ? null : { prefix_: query.action_prefix },
    target_kind: one(query.target_kind),
    target_id: one(query.target_id),
    workspace_id: one(query.workspace_id),
    outcome: one(query.outcome),
    occurred: { after_: query.since ?? null, before_: query.until ?? null },
    ip: one(query.ip),
  };
}

function matching(filter: Filter): Sql[] {
  if (!filter) return [];
  const parts: Sql[] = [];
  const isOneOf = (
    column: Sql,
    by: { any_?: readonly string[] | null | undefined } | null | undefined,
    type: 'uuid' | 'text',
  ) => {
    if (by?.any_) parts.push(anyOf(column, by.any_, type));
  };
  isOneOf(sql`actor_id`, filter.actor_id, 'uuid');
  isOneOf(sql`action`, filter.action, 'text');
  isOneOf(sql`target_kind`, filter.target_kind, 'text');
  isOneOf(sql`target_id`, filter.target_id, 'text');
  isOneOf(sql`of_workspace`, filter.workspace_id, 'uuid');
  isOneOf(sql`outcome`, filter.outcome, 'text');
  isOneOf(sql`ip`, filter.ip, 'text');
  const prefix = filter.action?.prefix_;
  if (typeof prefix === 'string') parts.push(sql`starts_with(action, ${prefix})`);
  const { after_, before_ } = filter.occurred ?? {};
  if (typeof after_ === 'number') parts.push(sql`occurred >= ${microsToPg(after_)}`);
  if (typeof before_ === 'number') parts.push(sql`occurred <= ${microsToPg(before_)}`);
  return parts;
}

import { Inject, Injectable } from '@nestjs/common';
import type { EventFilter } from '@orch/contract';
import { type Micros, microsToPg } from '@orch/kernel';
import { Database, type Sql, type WorkspaceScope, allOf, sql } from '@orch/platform';
import { eventConditions } from './event-conditions.ts';
import type { OccurredRange } from './event-range.ts';
import { EVENT_ROW, type EventRow } from './event-row.ts';

/** The place of an event in the order of a listing. */
export interface EventKey {
  readonly occurredUs: Micros;
  readonly id: string;
}

/** Reads stored events. */
@Injectable()
export class EventReader {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** At most `limit` events after `after`, in the filter's order; of equal times the order is by id. */
  async page(
    scope: WorkspaceScope,
    filter: EventFilter,
    range: OccurredRange,
    limit: number,
    after?: EventKey,
  ): Promise<EventRow[]> {
    if (limit === 0) return [];
    const isAscending = filter.order === 'ASC';
    const order = isAscending ? sql`e.occurred asc, e.id asc` : sql`e.occurred desc, e.id desc`;
    const further = after === undefined ? sql`true` : this.beyond(after, isAscending);
    const where = this.where(scope, filter, range);
    const statement = filter.resource?.distinct
      ? sql`select ${EVENT_ROW} from (
              select distinct on (e.resource_id) e.* from event e where ${where} order by e.resource_id, ${order}
            ) e where ${further} order by ${order} limit ${limit}`
      : sql`select ${EVENT_ROW} from event e where ${where} and ${further} order by ${order} limit ${limit}`;
    return this.db.query<EventRow>(scope, statement);
  }

  /** How many events there are, or how many resources when the filter asks for distinct ones. */
  async count(scope: WorkspaceScope, filter: EventFilter, range: OccurredRange): Promise<number> {
    const what = filter.resource?.distinct ? sql`count(distinct e.resource_id)` : sql`count(*)`;
    const [row] = await this.db.query<{ count: number }>(
      scope,
      sql`select ${what} as count from event e where ${this.where(scope, filter, range)}`,
    );
    return row?.count ?? 0;
  }

  where(scope: WorkspaceScope, filter: EventFilter, range: OccurredRange): Sql {
    return allOf([sql`e.workspace_id = ${scope.workspaceId}`, ...eventConditions(filter, range)]);
  }

  private beyond({ occurredUs, id }: EventKey, isAscending: boolean): Sql {
    const key = sql`(${microsToPg(occurredUs)}::timestamptz, ${id}::uuid)`;
    return isAscending ? sql`(e.occurred, e.id) > ${key}` : sql`(e.occurred, e.id) < ${key}`;
  }
}

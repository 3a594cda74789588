import { Inject, Injectable } from '@nestjs/common';
import type { Countable, EventFilter, TimeUnit } from '@orch/contract';
import { Clock, OrchError, microsToWire } from '@orch/kernel';
import { Database, type WorkspaceScope, column, sql, wireArray, wireObject } from '@orch/platform';
import { queriedRange } from './event-range.ts';
import { EventReader } from './event.reader.ts';
import { PIVOT_US, type Span, spanUs, spansOf } from './time-spans.ts';

interface CountRow {
  readonly value: string;
  readonly label: string;
  readonly count: number;
  readonly start_time: string;
  readonly end_time: string;
}

const present = wireObject<CountRow>({
  value: column.text('value'),
  label: column.text('label'),
  count: column.value('count'),
  start_time: column.time('start_time'),
  end_time: column.time('end_time'),
});

const presentSpan = (span: Span, index: number, count: number): string => {
  const [start, end] = [microsToWire(span.startUs), microsToWire(span.endUs)];
  return `{"value":"${index}","label":"${start.replace('Z', '+00:00')}","count":${count},"start_time":"${start}","end_time":"${end}"}`;
};

/** Counts events by time, name or resource. Upstream: server/events/counting.py, storage/database.py (3.8.8). */
@Injectable()
export class EventCountReader {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(EventReader) private readonly events: EventReader,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * The counts as a JSON array.
   * @throws OrchError `request.rejected` when there would be too many spans of time.
   */
  async count(
    scope: WorkspaceScope,
    filter: EventFilter,
    by: Countable,
    unit: TimeUnit,
    interval: number,
  ): Promise<string> {
    const nowUs = this.clock.nowUs();
    const range = queriedRange(filter, nowUs);
    const spans = spansOf(range, unit, interval, nowUs);
    if (typeof spans === 'string') throw new OrchError('request.rejected', {}, { text: spans });
    if (by === 'event' || by === 'resource') return this.byValue(scope, filter, by, nowUs);
    // `day` is the older name of one-day spans; its spans are printed by the unit that was asked for, as upstream does
    const widthUs = by === 'day' ? spanUs('day', 1) : spanUs(unit, interval);
    const rows = await this.db.query<{ bucket: number; count: number }>(
      scope,
      sql`select floor((extract(epoch from e.occurred) * 1000000 - ${PIVOT_US}::bigint) / ${widthUs}::float8) as bucket, count(*) as count
          from event e where ${this.events.where(scope, filter, range)} group by 1`,
    );
    const counts = new Map(rows.map((r) => [Number(r.bucket) - spans.firstIndex, r.count]));
    return `[${spans.spans.map((span, i) => presentSpan(span, i, counts.get(i) ?? 0)).join(',')}]`;
  }

  // Names of resources change: the label is the one that was seen last.
  private async byValue(
    scope: WorkspaceScope,
    filter: EventFilter,
    by: 'event' | 'resource',
    nowUs: number,
  ): Promise<string> {
    const value = by === 'event' ? sql`e.event` : sql`e.resource_id`;
    const label =
      by === 'event'
        ? sql`e.event`
        : sql`coalesce(e.resource ->> 'prefect.resource.name', e.resource ->> 'prefect.name', e.resource_id)`;
    const rows = await this.db.query<CountRow>(
      scope,
      sql`select ${value} as value, (array_agg(${label} order by e.occurred desc))[1] as label, count(*) as count,
                 min(e.occurred) as start_time, max(e.occurred) as end_time
          from event e where ${this.events.where(scope, filter, queriedRange(filter, nowUs))}
          group by 1 order by 3 desc, 2 asc`,
    );
    return wireArray(rows, present);
  }
}

import type { Micros } from '@orch/kernel';
import { type Database, type WorkspaceScope, sql } from '@orch/platform';
import type { OutgoingEvent } from '../outbox/outgoing-event.ts';
import { EVENT_ROW, type EventRow, eventOfRow } from '../store/event-row.ts';
import type { RelaySource } from './relay.ts';

/** Events sent late may have happened long before they were received; a catch-up looks this far back. */
const LATE_SECONDS = 3_600;

const toText = (us: Micros): string => new Date(us / 1_000).toISOString();

/** Events in notifications: `occurred µs,id`. */
export class EventSource implements RelaySource<OutgoingEvent> {
  readonly channel = 'orch_events';

  constructor(private readonly db: Database) {}

  idOf(e: OutgoingEvent): string {
    return e.id;
  }

  keyOf(e: OutgoingEvent): string {
    return `${e.occurredUs},${e.id}`;
  }

  rangeOf(events: readonly OutgoingEvent[]): string {
    const times = events.map((e) => e.occurredUs);
    return `${times.reduce((a, b) => Math.min(a, b))},${times.reduce((a, b) => Math.max(a, b))}`;
  }

  // By primary key: (occurred, id) are given.
  async load(scope: WorkspaceScope, keys: readonly string[]): Promise<OutgoingEvent[]> {
    const pairs = keys.map((key) => key.split(','));
    const occurred = pairs.map(([us]) => Number(us));
    const ids = pairs.map(([, id]) => id ?? '');
    const rows = await this.db.query<EventRow>(
      scope,
      sql`select ${EVENT_ROW} from event e
          join unnest(${occurred}::bigint[], ${ids}::uuid[]) as k(us, id)
            on e.occurred = to_timestamp(0) + k.us * interval '1 microsecond' and e.id = k.id
          where e.workspace_id = ${scope.workspaceId} order by e.occurred`,
    );
    return rows.map(eventOfRow);
  }

  // Along the primary key; `received` leaves out what was there before.
  async loadRange(scope: WorkspaceScope, range: string): Promise<OutgoingEvent[]> {
    const [first, last] = range.split(',').map(Number);
    const rows = await this.db.query<EventRow>(
      scope,
      sql`select ${EVENT_ROW} from event e
          where e.workspace_id = ${scope.workspaceId} and e.occurred >= ${toText(first!)}
            and e.occurred < ${toText(last!)}::timestamptz + interval '1 millisecond' and e.received > now() - interval '1 minute'
          order by e.occurred`,
    );
    return rows.map(eventOfRow);
  }

  async loadSince(scope: WorkspaceScope, seconds: number): Promise<OutgoingEvent[]> {
    const rows = await this.db.query<EventRow>(
      scope,
      sql`select ${EVENT_ROW} from event e
          where e.workspace_id = ${scope.workspaceId} and e.received > now() - ${seconds} * interval '1 second'
            and e.occurred > now() - ${seconds + LATE_SECONDS} * interval '1 second'
          order by e.occurred`,
    );
    return rows.map(eventOfRow);
  }
}

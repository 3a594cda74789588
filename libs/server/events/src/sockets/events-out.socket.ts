import { type EventFilter, eventFilter } from '@orch/contract';
import { type Clock, microsFromPg } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import type { EventBus } from '../bus/event-bus.ts';
import { RecentIds } from '../bus/recent-ids.ts';
import type { OutgoingEvent } from '../outbox/outgoing-event.ts';
import { eventPredicate } from '../store/event-predicate.ts';
import { type OccurredRange, subscribedRange } from '../store/event-range.ts';
import { presentEvent, presentEventRow } from '../store/event-row.ts';
import type { EventKey, EventReader } from '../store/event.reader.ts';
import { CLOSE, type SocketConnection } from './socket-connection.ts';

const PAGE_ROWS = 250;
/** Ids that a subscriber was sent lately: enough for what backfill and stream can both hold. */
const RECENT_MAX = 10_000;
/** Live events that may wait for the end of a backfill. */
const HELD_MAX = 10_000;

/**
 * `/events/out`: the stored events of the last minutes that fit the filter, in order, then each new one, none twice.
 * Upstream: server/api/events.py, stream_workspace_events_out (3.8.8).
 */
export class EventsOutSocket {
  private readonly sent = new RecentIds(RECENT_MAX);
  private held: OutgoingEvent[] | undefined = [];

  constructor(
    private readonly connection: SocketConnection,
    private readonly scopes: readonly WorkspaceScope[],
    private readonly bus: EventBus,
    private readonly reader: EventReader,
    private readonly clock: Clock,
  ) {}

  /** Runs until the backfill is through; the stream then goes on by itself. @throws SocketEnded */
  async start(): Promise<void> {
    const message = await this.connection.receiveObject();
    if (message['type'] !== 'filter')
      throw this.connection.close(CLOSE.protocolError, "Expected 'filter' message");
    const parsed = eventFilter.safeParse(message['filter']);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw this.connection.close(
        CLOSE.protocolError,
        `Invalid filter: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      );
    }
    this.connection.consume(() => undefined); // whatever else is sent is of no interest
    const range = subscribedRange(parsed.data, this.clock.nowUs());
    const fits = eventPredicate(parsed.data, range);
    const stops = this.scopes.map((scope) =>
      this.bus.watch(scope, (_, events) => this.live(events.filter(fits))),
    );
    this.connection.signal.addEventListener('abort', () => stops.forEach((stop) => stop()));
    if (this.connection.signal.aborted) stops.forEach((stop) => stop());
    if (message['backfill'] !== false) await this.backfill({ ...parsed.data, order: 'ASC' }, range);
    const held = this.held ?? [];
    this.held = undefined;
    this.live(held);
  }

  private live(events: readonly OutgoingEvent[]): void {
    if (this.held) {
      this.held.push(...events);
      if (this.held.length > HELD_MAX) this.connection.close(CLOSE.tryAgainLater, 'too slow');
      return;
    }
    for (const e of events) {
      if (this.sent.add(e.id))
        this.connection.send(`{"type":"event","event":${presentEvent(e, this.clock.nowUs())}}`);
    }
  }

  private async backfill(filter: EventFilter, range: OccurredRange): Promise<void> {
    for (const scope of this.scopes) {
      let after: EventKey | undefined;
      for (let isMore = true; isMore && this.connection.isOpen;) {
        const rows = await this.reader.page(scope, filter, range, PAGE_ROWS, after);
        let last = Promise.resolve();
        for (const row of rows) {
          if (this.sent.add(row.id))
            last = this.connection.sendAndWait(`{"type":"event","event":${presentEventRow(row)}}`);
          last.catch(() => undefined);
        }
        await last; // the next page is read when the reader has taken this one
        const end = rows.at(-1);
        after = end && { occurredUs: microsFromPg(end.occurred), id: end.id };
        isMore = rows.length === PAGE_ROWS;
      }
    }
  }
}

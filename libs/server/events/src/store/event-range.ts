import type { EventFilter } from '@orch/contract';
import type { Micros } from '@orch/kernel';

/** Both ends are included. */
export interface OccurredRange {
  readonly sinceUs: Micros;
  readonly untilUs: Micros;
}

const DAY_US = 86_400_000_000;
const DEFAULT_DAYS = 180;
/** How far a subscription looks back at most. Upstream: settings, events.websocket_backfill (3.8.8). */
export const BACKFILL_MAX_US = 15 * 60 * 1_000_000;
/** The end of what a point in time can be on the wire. */
const FOREVER_US = Date.UTC(9999, 11, 31) * 1_000;

/** The times a query covers. Upstream: server/events/filters.py, class EventOccurredFilter (3.8.8). */
export const queriedRange = (filter: EventFilter, nowUs: Micros): OccurredRange => ({
  sinceUs: filter.occurred.since ?? Math.floor(nowUs / DAY_US) * DAY_US - DEFAULT_DAYS * DAY_US,
  untilUs: filter.occurred.until ?? nowUs,
});

/** The times a subscription covers: a short look back, and without an end unless one was asked for. */
export const subscribedRange = (filter: EventFilter, nowUs: Micros): OccurredRange => ({
  sinceUs: Math.max(nowUs - BACKFILL_MAX_US, filter.occurred.since ?? 0),
  untilUs: filter.occurred.until ?? FOREVER_US,
});

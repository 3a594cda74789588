import { type JsonText, microsFromPg, microsToWire, pgToWire } from '@orch/kernel';
import { raw } from '@orch/platform';
import type { OutgoingEvent, ResourceLabels } from '../outbox/outgoing-event.ts';

/** A row of `event`; JSON and times are text. */
export interface EventRow {
  readonly id: string;
  readonly occurred: string;
  readonly received: string;
  readonly event: string;
  readonly resource: JsonText;
  readonly related: JsonText;
  readonly payload: JsonText;
  readonly follows: string | null;
}

/** The columns of `EventRow`, of a table called `e`. */
export const EVENT_ROW = raw(
  'e.id, e.occurred, e.received, e.event, e.resource, e.related, e.payload, e.follows',
);

export const eventOfRow = (row: EventRow): OutgoingEvent => ({
  id: row.id,
  occurredUs: microsFromPg(row.occurred),
  event: row.event,
  resource: JSON.parse(row.resource) as ResourceLabels, // written by us, from checked events only
  related: JSON.parse(row.related) as ResourceLabels[], // as above
  payload: row.payload,
  follows: row.follows,
});

interface EventTexts {
  readonly id: string;
  readonly event: string;
  readonly payload: JsonText;
  readonly follows: string | null;
}

const printed = (
  e: EventTexts,
  occurred: string,
  resource: string,
  related: string,
  received: string,
): string =>
  `{"occurred":"${occurred}","event":${JSON.stringify(e.event)},"resource":${resource},"related":${related},` +
  `"payload":${e.payload},"id":"${e.id}","follows":${e.follows === null ? 'null' : `"${e.follows}"`},"received":"${received}"}`;

/** The wire form of a stored event. Upstream: server/events/schemas/events.py, class ReceivedEvent (3.8.8). */
export const presentEventRow = (row: EventRow): string =>
  printed(row, pgToWire(row.occurred), row.resource, row.related, pgToWire(row.received));

/** The wire form of an event that was committed just now. */
export const presentEvent = (e: OutgoingEvent, receivedUs: number): string =>
  printed(
    e,
    microsToWire(e.occurredUs),
    JSON.stringify(e.resource),
    JSON.stringify(e.related),
    microsToWire(receivedUs),
  );

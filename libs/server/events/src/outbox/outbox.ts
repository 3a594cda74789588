import { microsToPg } from '@orch/kernel';
import { type Statement, type Tx, type WorkspaceScope, prepared } from '@orch/platform';
import { type OutgoingEvent, RESOURCE_ID } from './outgoing-event.ts';

/** The columns of `event` in the order of `eventValues`. */
export const EVENT_COLUMNS =
  'workspace_id, id, occurred, event, resource_id, resource, related, resource_ids, payload, follows';

/** One event as statement values, for statements that write it together with what it tells of. */
export function eventValues(scope: WorkspaceScope, e: OutgoingEvent): unknown[] {
  const resourceId = e.resource[RESOURCE_ID] ?? '';
  const ids = new Set([resourceId, ...e.related.map((r) => r[RESOURCE_ID] ?? '')]);
  return [
    scope.workspaceId,
    e.id,
    microsToPg(e.occurredUs),
    e.event,
    resourceId,
    JSON.stringify(e.resource),
    JSON.stringify(e.related),
    [...ids],
    e.payload,
    e.follows,
  ];
}

/** `$n::type` placeholders for `eventValues`, counted from `first`. */
export function eventPlaceholders(first: number): string {
  const types = ['uuid', 'uuid', 'timestamptz', 'text', 'text', 'jsonb', 'jsonb', 'text[]', 'json', 'uuid'];
  return types.map((type, i) => `$${first + i}::${type}`).join(', ');
}

// One statement for any number of events: the arrays of `resource_ids` travel as JSON, since arrays of arrays must be even.
const INSERT_EVENTS = prepared(
  'events.outbox',
  `insert into event (${EVENT_COLUMNS})
   select $1::uuid, e.id, e.occurred, e.event, e.resource_id, e.resource, e.related,
          array(select jsonb_array_elements_text(e.resource_ids)), e.payload, e.follows
   from json_to_recordset($2::json) as e(id uuid, occurred timestamptz, event text, resource_id text, resource jsonb,
        related jsonb, resource_ids jsonb, payload json, follows uuid)
   on conflict do nothing`,
);

/** So many characters of payload travel in one statement; a text of all may be longer than texts can be. */
const CHARACTERS_MAX = 8_000_000;

/** Writes events in the transaction of the change they tell of. After the commit, tell the `EventBus`. */
export class Outbox {
  static async add(tx: Tx, events: readonly OutgoingEvent[]): Promise<void> {
    for (const part of partsOf(events)) await tx.execute(Outbox.statement(tx.scope, part));
  }

  static statement(scope: WorkspaceScope, events: readonly OutgoingEvent[]): Statement {
    const rows = events.map((e) => {
      const [, id, occurred, event, resourceId, resource, related, ids, payload, follows] = eventValues(
        scope,
        e,
      );
      const text = (value: unknown): string => JSON.stringify(value);
      return (
        `{"id":${text(id)},"occurred":${text(occurred)},"event":${text(event)},"resource_id":${text(resourceId)},` +
        `"resource":${String(resource)},"related":${String(related)},"resource_ids":${text(ids)},` +
        `"payload":${String(payload)},"follows":${text(follows)}}`
      );
    });
    return INSERT_EVENTS.with(scope.workspaceId, `[${rows.join(',')}]`);
  }
}

/** In their order; an event that is longer alone is a part of its own. */
function partsOf(events: readonly OutgoingEvent[]): OutgoingEvent[][] {
  const parts: OutgoingEvent[][] = [];
  let characters = Infinity;
  for (const event of events) {
    characters += event.payload.length;
    if (characters > CHARACTERS_MAX) {
      parts.push([]);
      characters = event.payload.length;
    }
    parts.at(-1)!.push(event);
  }
  return parts;
}

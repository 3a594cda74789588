import { Injectable } from '@nestjs/common';
import { type JsonText, type Micros, microsFromPg, microsToPg, microsToWire } from '@orch/kernel';
import { Database, type Sql, type WorkspaceScope, prepared, sql } from '@orch/platform';
import { type Labels, type TriggerEvent, fitsGlob } from '@orch/triggers';

/** A stored event as triggers see it, without what it carries. */
export interface SeenEvent extends TriggerEvent {
  readonly receivedUs: Micros;
}

interface Row {
  readonly id: string;
  readonly occurred: string;
  readonly received: string;
  readonly event: string;
  readonly resource: JsonText;
  readonly related: JsonText;
  readonly follows: string | null;
}

/** The place of an event in the order of its time. */
interface Place {
  readonly occurredUs: Micros;
  readonly id: string;
}

const NAMES_MAX = 2_000;
// Names are few beside the events that have them: one look into the index for each name, whatever the number of events.
const NAMES = prepared(
  'automations.event_names',
  `with recursive n as (
     (select event from event where workspace_id = $1::uuid order by event limit 1)
     union all
     select (select e.event from event e where e.workspace_id = $1::uuid and e.event > n.event order by e.event limit 1)
     from n where n.event is not null
   ) select event from n where event is not null limit ${NAMES_MAX}`,
);
const COLUMNS = sql`e.id, e.occurred, e.received, e.event, e.resource, e.related, e.follows`;

/** Reads stored events for those who ask what automations made, or would make, of them. */
@Injectable()
export class SeenEventReader {
  constructor(private readonly database: Database) {}

  /** The stored names that fit one of the patterns; null when there are too many names to say. */
  async names(scope: WorkspaceScope, patterns: readonly string[]): Promise<string[] | null> {
    if (patterns.every((one) => !/[*?[]/.test(one))) return [...patterns];
    const rows = await this.database.query<{ event: string }>(scope, NAMES.with(scope.workspaceId));
    const names = rows.map(({ event }) => event);
    if (names.length >= NAMES_MAX) return null;
    return names.filter((name) => patterns.some((pattern) => fitsGlob(pattern, name)));
  }

  /** Events of a span of time in the order in which they happened, after a place. */
  async page(
    scope: WorkspaceScope,
    names: readonly string[] | null,
    [sinceUs, untilUs]: readonly [Micros, Micros],
    limit: number,
    after: Place | null,
  ): Promise<SeenEvent[]> {
    const further = after
      ? sql`(e.occurred, e.id) > (${microsToPg(after.occurredUs)}::timestamptz, ${after.id}::uuid)`
      : sql`true`;
    const rows = await this.database.query<Row>(
      scope,
      sql`select ${COLUMNS} from event e where ${this.where(scope, names)} and ${further}
          and e.occurred >= ${microsToPg(after?.occurredUs ?? sinceUs)}::timestamptz
          and e.occurred <= ${microsToPg(untilUs)}::timestamptz
          order by e.occurred, e.id limit ${limit}`,
    );
    return rows.map(seen);
  }

  /** The youngest events that were received since a moment, in the order in which they were received. */
  async youngest(
    scope: WorkspaceScope,
    names: readonly string[] | null,
    receivedSince: string,
    limit: number,
  ): Promise<SeenEvent[]> {
    const rows = await this.database.query<Row>(
      scope,
      sql`select ${COLUMNS} from event e where ${this.where(scope, names)} and e.received >= ${receivedSince}::timestamptz
          order by e.occurred desc, e.id desc limit ${limit}`,
    );
    return rows.map(seen).sort(byReceipt);
  }

  private where(scope: WorkspaceScope, names: readonly string[] | null): Sql {
    const named = names === null ? sql`true` : sql`e.event = any(${names}::text[])`;
    return sql`e.workspace_id = ${scope.workspaceId}::uuid and ${named}`;
  }
}

const seen = (row: Row): SeenEvent => ({
  id: row.id,
  occurredUs: microsFromPg(row.occurred),
  receivedUs: microsFromPg(row.received),
  event: row.event,
  resource: JSON.parse(row.resource) as Labels, // written by us, from checked events only
  related: JSON.parse(row.related) as Labels[], // as above
  follows: row.follows,
});

/** The order in which the server looked at them; of events that were sent together and tell the same time it is not known. */
export const byReceipt = (a: SeenEvent, b: SeenEvent): number =>
  a.receivedUs - b.receivedUs || a.occurredUs - b.occurredUs || (a.id < b.id ? -1 : 1);

/** An event as a trace shows it. */
export const shownEvent = ({
  id,
  event,
  occurredUs,
}: TriggerEvent): { event_id: string; event: string; occurred: string } => ({
  event_id: id,
  event,
  occurred: microsToWire(occurredUs),
});

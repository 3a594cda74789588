import { type EventRow, EVENT_ROW } from '@orch/events';
import { type Tx, prepared } from '@orch/platform';
import type { EventRef } from '@orch/triggers';

/** An event that no evaluation has seen yet. */
export interface QueuedEvent extends EventRow {
  readonly position: number;
}

// One evaluation of a workspace at a time, whichever process it is in; the turn ends with the transaction.
const TAKE_TURN = prepared(
  'automations.take_turn',
  `select pg_try_advisory_xact_lock(hashtextextended('automations ' || $1::text, 0)) as taken`,
);
const WAIT_FOR_TURN = prepared(
  'automations.wait_for_turn',
  `select pg_advisory_xact_lock(hashtextextended('automations ' || $1::text, 0))`,
);
// `limit` in the look-up of each event, here and below: without it a plan that was made while there were few events
// reads all events of the workspace and joins them, and is kept by the connection when there are many.
const HEAD = prepared(
  'automations.queued_events',
  `select q.position, ${EVENT_ROW.text} from (
     select position, event_id, occurred from automation_event where workspace_id = $1::uuid order by position limit $2
   ) q cross join lateral (
     select e.* from event e where e.workspace_id = $1::uuid and e.occurred = q.occurred and e.id = q.event_id limit 1
   ) e order by q.position`,
);
const POSITIONS = prepared(
  'automations.queued_positions',
  'select position from automation_event where workspace_id = $1::uuid order by position limit $2',
);
const DONE = prepared(
  'automations.evaluated_events',
  'delete from automation_event where workspace_id = $1::uuid and position = any($2::bigint[])',
);
const BY_REFERENCE = prepared(
  'automations.events_by_reference',
  `select ${EVENT_ROW.text} from unnest($2::uuid[], $3::bigint[]) as k(id, us)
   cross join lateral (
     select e.* from event e
     where e.workspace_id = $1::uuid and e.occurred = to_timestamp(0) + k.us * interval '1 microsecond' and e.id = k.id limit 1
   ) e`,
);

/** The queue of events to evaluate. Rows come into it by a trigger of `event`, with the event itself. */
export const EventQueue = {
  async takeTurn(tx: Tx): Promise<boolean> {
    const [row] = await tx.query<{ taken: boolean }>(TAKE_TURN.with(tx.scope.workspaceId));
    return row?.taken ?? false;
  },

  /** As `takeTurn`, for who has to have it: evaluations are short. */
  async waitForTurn(tx: Tx): Promise<void> {
    await tx.query(WAIT_FOR_TURN.with(tx.scope.workspaceId));
  },

  /** The oldest events, and the positions to be done with (also those of events that are gone). */
  async head(tx: Tx, limit: number): Promise<{ events: QueuedEvent[]; positions: number[] }> {
    const positions = await tx.query<{ position: number }>(POSITIONS.with(tx.scope.workspaceId, limit));
    if (positions.length === 0) return { events: [], positions: [] };
    const taken = new Set(positions.map(({ position }) => position));
    const events = await tx.query<QueuedEvent>(HEAD.with(tx.scope.workspaceId, limit));
    // between the two statements an older position may have been committed
    return { events: events.filter(({ position }) => taken.has(position)), positions: [...taken] };
  },

  async done(tx: Tx, positions: readonly number[]): Promise<void> {
    await tx.execute(DONE.with(tx.scope.workspaceId, positions));
  },

  /** Stored events; the ones that retention has removed are missing. */
  async byReference(tx: Pick<Tx, 'scope' | 'query'>, refs: readonly EventRef[]): Promise<EventRow[]> {
    if (refs.length === 0) return [];
    return tx.query<EventRow>(
      BY_REFERENCE.with(
        tx.scope.workspaceId,
        refs.map(({ id }) => id),
        refs.map(({ occurredUs }) => occurredUs),
      ),
    );
  },
};

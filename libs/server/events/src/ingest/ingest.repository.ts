import { microsToPg } from '@orch/kernel';
import { type Statement, type Tx, type WorkspaceScope, prepared } from '@orch/platform';
import { EVENT_COLUMNS } from '../outbox/outbox.ts';
import { type OutgoingEvent, RESOURCE_ID } from '../outbox/outgoing-event.ts';
import { collapseReports } from '../task-runs/collapse-reports.ts';
import { recordTaskRunStates, recordTaskRuns } from '../task-runs/task-run-recorder.repository.ts';
import type { TaskRunReport } from '../task-runs/task-run-report.ts';
import type { IncomingEvent } from './read-event.ts';

// Any number of events in one statement; JSON travels as it is. Answers the ids that were not there before, so that
// an event sent again is not told twice.
const INSERT_EVENTS = prepared(
  'events.ingest',
  `insert into event (${EVENT_COLUMNS})
   select $1::uuid, e.id, e.occurred, e.event, e.resource_id, e.resource, e.related, e.resource_ids, e.payload, e.follows
   from json_to_recordset($2::json) as e(id uuid, occurred timestamptz, event text, resource_id text, resource jsonb,
        related jsonb, resource_ids text[], payload json, follows uuid)
   on conflict do nothing returning id`,
);

/** Another process wrote one of our task runs in the same moment: nothing is wrong, the work is done again. */
export class LostRace extends Error {
  constructor() {
    super('a task run was inserted by another process at the same moment');
  }
}

function eventText(e: OutgoingEvent): string {
  const resourceId = JSON.stringify(e.resource[RESOURCE_ID] ?? '');
  let ids = resourceId;
  if (e.related.length > 0) {
    const all = new Set(e.related.map((r) => r[RESOURCE_ID] ?? ''));
    all.delete(e.resource[RESOURCE_ID] ?? '');
    for (const id of all) ids += `,${JSON.stringify(id)}`;
  }
  return (
    `{"id":"${e.id}","occurred":"${microsToPg(e.occurredUs)}","event":${JSON.stringify(e.event)},"resource_id":${resourceId},` +
    `"resource":${JSON.stringify(e.resource)},"related":${JSON.stringify(e.related)},"resource_ids":[${ids}],` +
    `"payload":${e.payload},"follows":${e.follows === null ? 'null' : `"${e.follows}"`}}`
  );
}

export const insertEvents = (scope: WorkspaceScope, events: readonly OutgoingEvent[]): Statement =>
  INSERT_EVENTS.with(scope.workspaceId, `[${events.map(eventText).join(',')}]`);

/**
 * Writes a batch: the events, and what they say about task runs. The statements are sent together, without waiting.
 * Returns the events that are new.
 * @throws LostRace when the transaction must be done again.
 */
export async function writeBatch(
  tx: Tx,
  events: readonly IncomingEvent[],
  withRuns: boolean,
): Promise<IncomingEvent[]> {
  const { workspaceId } = tx.scope;
  const reports = withRuns ? events.flatMap((e): TaskRunReport[] => (e.report ? [e.report] : [])) : [];
  const inserted = tx.query<{ id: string }>(insertEvents(tx.scope, events));
  if (reports.length > 0) {
    const runs = tx.query<{ lost: number }>(recordTaskRuns(workspaceId, collapseReports(reports)));
    const states = tx.execute(recordTaskRunStates(workspaceId, reports));
    const [first] = await settled([inserted, runs, states], runs);
    if (first && first.lost > 0) throw new LostRace();
  }
  const ids = new Set((await inserted).map((row) => row.id));
  // a set, so that an event that is twice in the batch is told once
  return events.filter((e) => ids.delete(e.id));
}

/** Waits for all statements, so that none is left unheard when the first of them fails. */
async function settled<T>(all: readonly Promise<unknown>[], wanted: Promise<T>): Promise<T> {
  const results = await Promise.allSettled(all);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return wanted;
}

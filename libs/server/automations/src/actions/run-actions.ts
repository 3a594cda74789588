import { Injectable, Logger } from '@nestjs/common';
import type { Action } from '@orch/contract';
import { type EventRow, eventOfRow, presentEventRow } from '@orch/events';
import { jsonText } from '@orch/kernel';
import { BackgroundDatabase, Database, type WorkspaceScope } from '@orch/platform';
import type { EventRef, Firing } from '@orch/triggers';
import type { AutomationRow } from '../automations/automation.presenter.ts';
import { EventQueue } from '../engine/event-queue.repository.ts';
import { ActionQueue, type ActionRow } from './action-queue.repository.ts';
import { EndActions } from './end-actions.ts';
import { judgeFailure } from './judge-failure.ts';
import { Performers } from './performers.ts';
import { ActionResult, type TriggeredAction } from './triggered-action.ts';

/** Actions that are taken at once. */
export const ACTIONS_MAX = 50;
/** Seconds before the next try, by the number of tries so far; after the last one it is given up. */
const BACK_OFF_SECONDS = [2, 10, 30, 120] as const;

/** What became of one try. */
type Ending = { readonly kind: 'executed' } | { readonly kind: 'failed' | 'later'; readonly reason: string };

/**
 * A loop of the background: does what automations have ordered. An action is in one process's hands at a time; its
 * events are written with its end, once. Upstream: server/events/actions.py, consumer (3.8.8).
 */
@Injectable()
export class RunActions {
  private readonly logger = new Logger('Automations');

  constructor(
    private readonly background: BackgroundDatabase,
    private readonly database: Database,
    private readonly performers: Performers,
    private readonly ends: EndActions,
  ) {}

  /** One batch; returns how many actions were taken, up to `ACTIONS_MAX`. */
  async execute(): Promise<number> {
    const rows = await ActionQueue.claim(this.background, ACTIONS_MAX);
    const results = await Promise.allSettled(
      [...Map.groupBy(rows, (row) => row.workspace_id)].map(([id, own]) => this.runAll(id, own)),
    );
    this.report(results);
    return rows.length;
  }

  private async runAll(workspaceId: string, rows: readonly ActionRow[]): Promise<void> {
    const scope: WorkspaceScope = { accountId: '', workspaceId }; // loops act for no account
    const events = await this.eventsOf(scope, rows);
    this.report(await Promise.allSettled(rows.map((row) => this.run(scope, row, events))));
  }

  private report(results: readonly PromiseSettledResult<unknown>[]): void {
    for (const result of results)
      if (result.status === 'rejected') this.logger.error('an action did not come to its end', result.reason);
  }

  private async run(
    scope: WorkspaceScope,
    row: ActionRow,
    events: ReadonlyMap<string, EventRow>,
  ): Promise<void> {
    const triggered = triggeredBy(row, events);
    const result = new ActionResult();
    const ending = await this.attempt(scope, triggered, result);
    if (ending.kind !== 'later') {
      const reason = ending.kind === 'failed' ? ending.reason : null;
      return this.ends.execute(scope, { triggered, result, reason });
    }
    const { id, attempts } = row;
    const seconds = BACK_OFF_SECONDS[attempts - 1] ?? 0;
    await this.database.transaction(scope, (tx) =>
      ActionQueue.later(tx, id, attempts, seconds, ending.reason),
    );
  }

  private async eventsOf(
    scope: WorkspaceScope,
    rows: readonly ActionRow[],
  ): Promise<ReadonlyMap<string, EventRow>> {
    const refs = new Map<string, EventRef>();
    for (const { event_id: id, event_us: occurredUs } of rows)
      if (id !== null && occurredUs !== null) refs.set(id, { id, occurredUs });
    const stored = await EventQueue.byReference(
      { scope, query: (statement) => this.database.query(scope, statement) },
      [...refs.values()],
    );
    return new Map(stored.map((row) => [row.id, row]));
  }

  private async attempt(
    scope: WorkspaceScope,
    triggered: TriggeredAction,
    result: ActionResult,
  ): Promise<Ending> {
    try {
      await this.performers.perform(scope, triggered, result);
      return { kind: 'executed' };
    } catch (error) {
      const { reason, isFinal } = judgeFailure(triggered, result, error, this.logger);
      return { kind: isFinal || triggered.attempts > BACK_OFF_SECONDS.length ? 'failed' : 'later', reason };
    }
  }
}

function triggeredBy(row: ActionRow, events: ReadonlyMap<string, EventRow>): TriggeredAction {
  const stored = row.event_id === null ? undefined : events.get(row.event_id);
  const event = stored && { ...eventOfRow(stored), wire: jsonText(presentEventRow(stored)) };
  return {
    id: row.id,
    automation: JSON.parse(row.automation) as AutomationRow, // written by `ActionQueue.add`, as the others
    action: JSON.parse(row.action) as Action,
    actionText: row.action,
    actionIndex: row.action_index,
    firing: JSON.parse(row.firing) as Firing,
    event: event ?? null,
    stateEventId: row.state_event_id,
    chain: row.chain,
    attempts: row.attempts,
  };
}

import { Injectable, Logger } from '@nestjs/common';
import type { Action } from '@orch/contract';
import { EventBus, Outbox, type OutgoingEvent, eventOfRow, presentEventRow } from '@orch/events';
import { Clock, Ids, jsonText } from '@orch/kernel';
import { BackgroundDatabase, Database, type Tx, type WorkspaceScope } from '@orch/platform';
import type { Firing } from '@orch/triggers';
import type { AutomationRow } from '../automations/automation.presenter.ts';
import { EventQueue } from '../engine/event-queue.repository.ts';
import { actionEvents } from './action-events.ts';
import { ActionQueue, type ActionRow } from './action-queue.repository.ts';
import { judgeFailure } from './judge-failure.ts';
import { Performers } from './performers.ts';
import { ActionResult, type TriggeredAction } from './triggered-action.ts';

const BATCH = 20;
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
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** One batch; returns how many actions were taken, up to twenty. */
  async execute(): Promise<number> {
    const rows = await ActionQueue.claim(this.background, BATCH);
    const results = await Promise.allSettled(rows.map((row) => this.run(row)));
    for (const result of results)
      if (result.status === 'rejected') this.logger.error('an action did not come to its end', result.reason);
    return rows.length;
  }

  private async run(row: ActionRow): Promise<void> {
    const scope: WorkspaceScope = { accountId: '', workspaceId: row.workspace_id }; // loops act for no account
    const triggered = await this.triggered(scope, row);
    const result = new ActionResult();
    const ending = await this.attempt(scope, triggered, result);
    let told: OutgoingEvent[] = [];
    await this.database.transaction(scope, async (tx) => {
      told = []; // the work may be done again after a deadlock
      if (!(await this.end(tx, row, ending))) return;
      told = actionEvents(triggered, result, ending.kind === 'failed' ? ending.reason : null, {
        clock: this.clock,
        ids: this.ids,
      });
      await Outbox.add(tx, told);
    });
    this.bus.committed(scope, told);
  }

  /** Whether this is the end that is told of. */
  private async end(tx: Tx, { id, attempts }: ActionRow, ending: Ending): Promise<boolean> {
    if (ending.kind === 'executed') return ActionQueue.done(tx, id, attempts, this.clock.nowUs());
    if (ending.kind === 'failed') return ActionQueue.failed(tx, id, attempts, ending.reason);
    await ActionQueue.later(tx, id, attempts, BACK_OFF_SECONDS[attempts - 1] ?? 0, ending.reason);
    return false;
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

  private async triggered(scope: WorkspaceScope, row: ActionRow): Promise<TriggeredAction> {
    const refs =
      row.event_id === null || row.event_us === null ? [] : [{ id: row.event_id, occurredUs: row.event_us }];
    const [stored] = await EventQueue.byReference(
      { scope, query: (statement) => this.database.query(scope, statement) },
      refs,
    );
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
}

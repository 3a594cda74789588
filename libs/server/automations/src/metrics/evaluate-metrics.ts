import { Injectable, Logger } from '@nestjs/common';
import { EventBus, type OutgoingEvent } from '@orch/events';
import { Clock, Ids, type Micros } from '@orch/kernel';
import { BackgroundDatabase, Database, type WorkspaceScope } from '@orch/platform';
import { type Firing, type WatchedMetric, judgeMetric, metricTriggersOf } from '@orch/triggers';
import { ActiveAutomations } from '../engine/active-automations.ts';
import type { Round } from '../engine/evaluate-automations.ts';
import { Evaluation } from '../engine/evaluation.ts';
import { EventQueue } from '../engine/event-queue.repository.ts';
import { OrderActions } from '../engine/order-actions.ts';
import { measure } from './measured-run.reader.ts';
import { type DueMetric, MetricStates } from './metric-state.repository.ts';

const BATCH = 50;

/**
 * A loop of the background: metrics that automations watch, each every half minute. What was seen, the firing and the
 * orders are one commit, made in the workspace's turn, so that a breach fires once however many processes look.
 */
@Injectable()
export class EvaluateMetrics {
  private readonly logger = new Logger('Automations');

  constructor(
    private readonly background: BackgroundDatabase,
    private readonly database: Database,
    private readonly automations: ActiveAutomations,
    private readonly evaluation: Evaluation,
    private readonly orders: OrderActions,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute(): Promise<Round> {
    const due = await MetricStates.claim(this.background, BATCH);
    let hasFired = false;
    for (const one of due) {
      try {
        hasFired = (await this.look(one)) || hasFired;
      } catch (error) {
        this.logger.error(`a metric of automation ${one.automation_id} was not evaluated`, error);
      }
    }
    return { isMore: due.length >= BATCH, hasFired };
  }

  private async look(due: DueMetric): Promise<boolean> {
    const scope: WorkspaceScope = { accountId: '', workspaceId: due.workspace_id }; // loops act for no account
    let told: OutgoingEvent[] = [];
    await this.database.transaction(scope, async (tx) => {
      told = []; // the work may be done again after a deadlock
      await EventQueue.waitForTurn(tx);
      const automation = (await this.automations.of(tx)).find(({ row }) => row.id === due.automation_id);
      const trigger =
        automation && metricTriggersOf(automation.trigger).find(({ id }) => id === due.trigger_id);
      const before = automation && trigger && (await MetricStates.lock(tx, due));
      if (!before) return;
      const atUs = this.clock.nowUs();
      const measured = await measure(tx, trigger, atUs);
      const { state, turned } = judgeMetric(trigger, before, measured.value, atUs);
      await MetricStates.write(tx, due, state, { ...measured, atUs });
      if (turned === 'breached') {
        told = await this.orders.execute(tx, await this.evaluation.ofBreach(tx, automation, trigger));
      } else if (turned === 'resolved' && trigger.parent === null) {
        told = await this.orders.resolve(tx, automation, this.resolution(trigger, atUs));
      }
    });
    this.bus.committed(scope, told);
    return told.length > 0;
  }

  private resolution(trigger: WatchedMetric, atUs: Micros): Firing {
    return {
      id: this.ids.next(),
      triggerId: trigger.id,
      triggeredUs: atUs,
      labels: {},
      event: null,
      firings: [],
    };
  }
}

import { Injectable, Logger } from '@nestjs/common';
import type { TestActionBody, TestedAction } from '@orch/contract';
import type { ResourceLabels } from '@orch/events';
import { Clock, Ids, jsonText, microsToPg, microsToWire } from '@orch/kernel';
import { Database, type WorkspaceScope } from '@orch/platform';
import { refuseUnknownReferences } from '../automations/action-references.ts';
import { actionsText } from '../automations/automation-text.ts';
import type { AutomationRow } from '../automations/automation.presenter.ts';
import { judgeFailure } from './judge-failure.ts';
import { Performers } from './performers.ts';
import { sampleRun } from './sample-run.reader.ts';
import { ActionResult, type SourceEvent, type TriggeredAction } from './triggered-action.ts';

const NAME = 'Test';
/** These tell of a run and change nothing of it, so their templates may speak of a real one. */
const TELLING: ReadonlySet<string> = new Set([
  'send-notification',
  'send-email-notification',
  'call-webhook',
]);

/**
 * Does an action once, now, for an event that is made up: nothing is tried again, and no event tells of it. What messages say
 * of a run is said of the youngest one.
 */
@Injectable()
export class TestAction {
  private readonly logger = new Logger('Automations');

  constructor(
    private readonly performers: Performers,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws OrchError `automation.reference_unknown` */
  async execute(scope: WorkspaceScope, { action }: TestActionBody): Promise<TestedAction> {
    const actions = { actions: [action], actions_on_trigger: [], actions_on_resolve: [] };
    await this.database.transaction(scope, (tx) => refuseUnknownReferences(tx, actions));
    const result = new ActionResult();
    const related = TELLING.has(action.type) ? await sampleRun(this.database, scope) : [];
    const triggered = this.triggered(action, related);
    try {
      await this.performers.perform(scope, triggered, result);
      return { ok: true, error: null };
    } catch (error) {
      return { ok: false, error: judgeFailure(triggered, result, error, this.logger).reason };
    }
  }

  private triggered(action: TestActionBody['action'], related: ResourceLabels[]): TriggeredAction {
    const nowUs = this.clock.nowUs();
    const automation = this.automation(action);
    const event = this.event(automation.id, related);
    const triggerId = this.ids.next();
    return {
      id: this.ids.next(),
      automation,
      action,
      actionText: jsonText(actionsText([action]).slice(1, -1)),
      actionIndex: 0,
      firing: { id: this.ids.next(), triggerId, triggeredUs: nowUs, labels: {}, event, firings: [] },
      event,
      stateEventId: this.ids.next(),
      chain: [],
      attempts: 1,
    };
  }

  private automation(action: TestActionBody['action']): AutomationRow {
    const now = microsToPg(this.clock.nowUs());
    const trigger = { type: 'event', posture: 'Reactive', expect: [], after: [], for_each: [], threshold: 1 };
    return {
      id: this.ids.next(),
      created: now,
      updated: now,
      name: NAME,
      description: '',
      enabled: true,
      tags: [],
      trigger: JSON.stringify({ ...trigger, match: {}, match_related: {}, within: 0 }),
      actions: actionsText([action]),
      actions_on_trigger: '[]',
      actions_on_resolve: '[]',
    };
  }

  private event(automationId: string, related: ResourceLabels[]): SourceEvent {
    const id = this.ids.next();
    const occurredUs = this.clock.nowUs();
    const at = microsToWire(occurredUs);
    const resource = {
      'prefect.resource.id': `prefect.automation.${automationId}`,
      'prefect.resource.name': NAME,
    };
    const wire = { id, occurred: at, received: at, event: 'orch.automation.test', resource, related };
    return {
      id,
      occurredUs,
      resource,
      related,
      wire: jsonText(JSON.stringify({ ...wire, payload: {}, follows: null })),
    };
  }
}

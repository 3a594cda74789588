import { Injectable } from '@nestjs/common';
import type { AutomationExplanation, ExplainedBucket, ExplainedTrigger, TracedEvent } from '@orch/contract';
import { Clock, type Micros, microsToWire } from '@orch/kernel';
import { Database, type WorkspaceScope } from '@orch/platform';
import {
  type Bucket,
  TriggerState,
  type Watched,
  type WatchedEvents,
  causalOrder,
  describeBucket,
  describeTrigger,
  isResting,
  namesOf,
  traceEvent,
} from '@orch/triggers';
import { AutomationReader } from '../automations/automation.reader.ts';
import type { AutomationRow } from '../automations/automation.presenter.ts';
import { type ActiveAutomation, active } from '../engine/active-automations.ts';
import { BucketRepository } from '../engine/bucket.repository.ts';
import { whyHidden } from '../engine/loop-guard.ts';
import { FiringRepository } from '../firings/firing.repository.ts';
import { MetricStates, type SeenMetric } from '../metrics/metric-state.repository.ts';
import { type SeenEvent, SeenEventReader, shownEvent } from './seen-event.reader.ts';
import { Turns } from './turns.ts';

/** Events that are looked at again, so that those which are shown are counted rightly. */
const REPLAYED = 2_000;
const SHOWN = 50;
const BUCKETS_SHOWN = 100;
const BUDGET_MS = 5_000;

/**
 * Says what an automation waits for, what it has counted, and what became of the events that it saw last. Nothing of
 * this is written down while events come: the youngest events are evaluated again, by the same rules.
 */
@Injectable()
export class ExplainAutomation {
  constructor(
    private readonly automations: AutomationReader,
    private readonly events: SeenEventReader,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws OrchError `object.not_found` */
  async execute(scope: WorkspaceScope, id: string): Promise<AutomationExplanation> {
    const row = await this.automations.byId(scope, id);
    const automation = active(row);
    const nowUs = this.clock.nowUs();
    const buckets = await this.buckets(scope, automation, nowUs);
    const metrics = await MetricStates.ofAutomation(this.database, scope, id);
    const triggers = all(automation.trigger).map((one) =>
      explained(one, buckets.get(one.id) ?? [], metrics.get(one.id)),
    );
    return {
      automation_id: id,
      enabled: row.enabled,
      computed_at: microsToWire(nowUs),
      summary: summaryOf(row, automation.trigger, triggers),
      triggers,
      recent: await this.recent(scope, automation),
    };
  }

  /** What is open now, by trigger. */
  private async buckets(
    scope: WorkspaceScope,
    { row, eventTriggers }: ActiveAutomation,
    nowUs: Micros,
  ): Promise<Map<string, ExplainedBucket[]>> {
    const shown = new Map<string, ExplainedBucket[]>();
    for (const { triggerId, bucket } of await BucketRepository.youngest(
      this.database,
      scope,
      row.id,
      BUCKETS_SHOWN,
    )) {
      const trigger = eventTriggers.find((one) => one.id === triggerId);
      if (!trigger || !isOpen(trigger, bucket, nowUs)) continue;
      const list = shown.get(triggerId) ?? [];
      shown.set(triggerId, [...list, explainedBucket(trigger, bucket)]);
    }
    return shown;
  }

  private async recent(scope: WorkspaceScope, automation: ActiveAutomation): Promise<TracedEvent[]> {
    const { row, eventTriggers } = automation;
    if (eventTriggers.length === 0) return [];
    const names = await this.events.names(scope, [...new Set(eventTriggers.flatMap(namesOf))]);
    const seen = await this.events.youngest(scope, names, row.updated, REPLAYED);
    if (seen.length === 0) return [];
    const firedBy = await FiringRepository.firedBy(
      this.database,
      scope,
      row.id,
      seen.map(({ id }) => id),
    );
    const traced = await replay(automation, causalOrder(seen), firedBy);
    return traced.slice(-SHOWN).toReversed();
  }
}

/** What the rules make of events; whether one of them fired is known and not guessed. */
async function replay(
  automation: ActiveAutomation,
  events: readonly SeenEvent[],
  firedBy: ReadonlySet<string>,
): Promise<TracedEvent[]> {
  const turns = new Turns(BUDGET_MS);
  const state = new TriggerState();
  let tick = 0;
  const traced: TracedEvent[] = [];
  for (const event of events) {
    if (turns.isSpent) break;
    await turns.pause();
    const ticks = { now: () => event.receivedUs + (tick += 1), nextId: () => String(tick) };
    traced.push({ ...shownEvent(event), ...judged(automation, state, event, ticks, firedBy.has(event.id)) });
  }
  return traced;
}

function judged(
  automation: ActiveAutomation,
  state: TriggerState,
  event: SeenEvent,
  ticks: Parameters<typeof traceEvent>[3],
  hasFired: boolean,
): Pick<TracedEvent, 'outcome' | 'reason'> {
  if (!automation.row.enabled) return { outcome: 'ignored', reason: 'the automation is paused' };
  const hidden = whyHidden(event, automation);
  if (hidden !== undefined) return { outcome: 'filtered', reason: hidden };
  const { outcome, reason } = traceEvent(automation.trigger, state, event, ticks);
  if (hasFired) return { outcome: 'fired', reason: outcome === 'fired' ? reason : 'the automation fired' };
  return outcome === 'fired'
    ? { outcome: 'counted', reason: `${reason}, but no firing is noted for it` }
    : { outcome, reason };
}

const all = (trigger: Watched): Watched[] => [
  trigger,
  ...('children' in trigger ? trigger.children.flatMap(all) : []),
];

const explained = (
  trigger: Watched,
  buckets: ExplainedBucket[],
  metric: SeenMetric | undefined,
): ExplainedTrigger => ({
  trigger_id: trigger.id,
  kind: trigger.type,
  text: metric?.checked_us ? `${describeTrigger(trigger)}; ${seenText(metric)}` : describeTrigger(trigger),
  buckets,
});

function seenText({
  value,
  runs,
  checked_us: atUs,
  turned_us: turnedUs,
  is_breached: isBreached,
}: SeenMetric): string {
  const measured =
    value === null ? 'there were no runs' : `it was ${Number(value.toFixed(3))} over ${runs} runs`;
  const since =
    turnedUs === null
      ? ''
      : `, ${isBreached ? 'back' : 'beyond the threshold'} since ${microsToWire(turnedUs)}`;
  return `${measured} at ${microsToWire(atUs ?? 0)}${since}${isBreached ? '; it fired for this already' : ''}`;
}

/** Buckets that rest, or that are closed and kept for events that come late, are nobody's business. */
const isOpen = (trigger: WatchedEvents, bucket: Bucket, nowUs: Micros): boolean =>
  trigger.isProactive ? !isResting(bucket) : trigger.withinUs === 0 || bucket.endUs > nowUs;

const explainedBucket = (trigger: WatchedEvents, bucket: Bucket): ExplainedBucket => ({
  key: bucket.key,
  count: Math.max(bucket.count, 0),
  threshold: trigger.threshold,
  opened_at: microsToWire(bucket.startUs),
  closes_at: microsToWire(bucket.endUs),
  text: describeBucket(trigger, bucket),
});

function summaryOf(row: AutomationRow, trigger: Watched, triggers: readonly ExplainedTrigger[]): string {
  const text = describeTrigger(trigger);
  if (!row.enabled) return `Paused: nothing is counted. When it is resumed, it ${text}.`;
  if (trigger.type === 'metric') return `${triggers[0]!.text.replace(/^w/, 'W')}.`;
  const fullest = triggers.flatMap(({ buckets }) => buckets).sort((a, b) => b.count - a.count)[0];
  const said = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return fullest ? `${said}; ${fullest.text}.` : `${said}; nothing is counted at the moment.`;
}

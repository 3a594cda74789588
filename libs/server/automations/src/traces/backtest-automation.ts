import { Injectable } from '@nestjs/common';
import {
  BACKTEST_DAYS_MAX,
  BACKTEST_EVENTS_MAX,
  type BacktestBody,
  type BacktestResult,
  type TracedEvent,
  type Trigger,
} from '@orch/contract';
import { Clock, Ids, type Micros, OrchError, microsToWire } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import {
  Backtest,
  type WatchedEvents,
  causalOrder,
  eventTriggersOf,
  metricTriggersOf,
  namesOf,
  watched,
} from '@orch/triggers';
import { triggerText } from '../automations/automation-text.ts';
import { CHAIN_ENDED, chainOf, endsChain } from '../engine/loop-guard.ts';
import { type SeenEvent, SeenEventReader, byReceipt, shownEvent } from './seen-event.reader.ts';
import { Turns } from './turns.ts';

const DAY_US = 86_400 * 1_000_000;
const PAGE = 1_000;
const FIRINGS_MAX = 1_000;
const TRACE_MAX = 50;
/** Milliseconds that one backtest may take. */
const BUDGET_MS = 20_000;

/** Says what an automation would have done with the events that are stored. Nothing is written. */
@Injectable()
export class BacktestAutomation {
  constructor(
    private readonly events: SeenEventReader,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws OrchError `request.rejected` for a span that is too long or empty, and for triggers that look at no events */
  async execute(scope: WorkspaceScope, body: BacktestBody): Promise<BacktestResult> {
    const span = this.spanOf(body);
    const trigger = watched(JSON.parse(triggerText(body.automation.trigger, this.ids)) as Trigger); // made just now
    if (metricTriggersOf(trigger).length > 0)
      throw rejected('automation.trigger: metrics are not stored, so they cannot be tested over the past');
    const eventTriggers = eventTriggersOf(trigger);
    const names = await this.events.names(scope, eventTriggers.flatMap(namesOf));
    const run = new Run(new Backtest(trigger, span[0]), eventTriggers, span[1]);
    let last: SeenEvent | null = null;
    for (let isMore = true; isMore && !run.isFull;) {
      const page: SeenEvent[] = await this.events.page(scope, names, span, PAGE, last);
      isMore = page.length === PAGE;
      last = page.at(-1) ?? null;
      await run.take(page, isMore ? last!.occurredUs : Infinity);
    }
    await run.finish();
    return run.result();
  }

  private spanOf({ since, until }: BacktestBody): readonly [Micros, Micros] {
    const end = Math.min(until, this.clock.nowUs());
    if (since >= end) throw rejected('since: must be before until, and not in the future');
    if (until - since > BACKTEST_DAYS_MAX * DAY_US)
      throw rejected(`until: may be ${BACKTEST_DAYS_MAX} days after since at most`);
    return [since, end];
  }
}

const rejected = (text: string): OrchError => new OrchError('request.rejected', {}, { text });

/** One backtest under way: events come by when they happened, and are looked at by when they were received. */
class Run {
  private readonly turns = new Turns(BUDGET_MS);
  private readonly trace: TracedEvent[] = [];
  private held: SeenEvent[] = [];
  private events = 0;
  private isCut = false;

  constructor(
    private readonly backtest: Backtest,
    private readonly eventTriggers: readonly WatchedEvents[],
    private readonly untilUs: Micros,
  ) {}

  /** Whether no more is looked at; then the result says so. */
  get isFull(): boolean {
    this.isCut ||=
      this.events >= BACKTEST_EVENTS_MAX || this.backtest.firings.length >= FIRINGS_MAX || this.turns.isSpent;
    return this.isCut;
  }

  /** @param completeUs everything that was received up to then is there */
  async take(page: readonly SeenEvent[], completeUs: Micros): Promise<void> {
    this.held.push(...page);
    this.held.sort(byReceipt);
    const late = this.held.findIndex(({ receivedUs }) => receivedUs > completeUs);
    const ready = causalOrder(late < 0 ? this.held : this.held.slice(0, late));
    this.held = late < 0 ? [] : this.held.slice(late);
    for (const event of ready) {
      if (this.isFull) return;
      await this.advance(event.receivedUs);
      this.see(event);
      await this.turns.pause();
    }
  }

  async finish(): Promise<void> {
    if (!this.isCut) await this.advance(this.untilUs);
  }

  result(): BacktestResult {
    const firings = this.backtest.firings.slice(0, FIRINGS_MAX);
    return {
      events_seen: this.events,
      truncated: this.isCut,
      firings: firings.map(({ triggeredUs, triggerId, labels, event }) => ({
        fired_at: microsToWire(triggeredUs),
        trigger_id: triggerId,
        labels,
        triggering_event_id: event?.id ?? null,
      })),
      trace: this.trace.toReversed(),
    };
  }

  private async advance(toUs: Micros): Promise<void> {
    while (!this.isFull && !this.backtest.advance(toUs, this.turns.isOver)) await this.turns.pause();
  }

  private see(event: SeenEvent): void {
    this.events += 1;
    if (this.trace.length >= TRACE_MAX) this.trace.shift();
    if (endsChain(chainOf(event), this.eventTriggers)) {
      this.trace.push({
        ...shownEvent(event),
        outcome: 'filtered',
        reason: CHAIN_ENDED,
      });
      return;
    }
    const { outcome, reason } = this.backtest.see(event);
    this.trace.push({ ...shownEvent(event), outcome, reason });
  }
}

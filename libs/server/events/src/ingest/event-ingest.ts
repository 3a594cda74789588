import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { Database, Metrics, type WorkspaceScope, isPgError, toPublicError } from '@orch/platform';
import { EventBus } from '../bus/event-bus.ts';
import { ArrivalRate } from './arrival-rate.ts';
import { LostRace, writeBatch } from './ingest.repository.ts';
import type { IncomingEvent } from './read-event.ts';

/** Settings of the writer; tests hand in their own. */
export interface IngestLimits {
  readonly batchEventsMax: number;
  readonly batchCharsMax: number;
  /** Flushes at the same time, of different workspaces. */
  readonly flushesMax: number;
  /** Above this many waiting events or characters, senders are asked to pause. */
  readonly queueEventsMax: number;
  readonly queueCharsMax: number;
  /** How long a batch that the database cannot take is tried again, in milliseconds. */
  readonly retryForMs: number;
}

export const INGEST_LIMITS: IngestLimits = {
  batchEventsMax: 500,
  batchCharsMax: 4_000_000,
  flushesMax: 2,
  queueEventsMax: 20_000,
  queueCharsMax: 32_000_000,
  retryForMs: 30_000,
};

/** What became of the events of one call of `add`. */
interface Entry {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  waiting: number;
  error: unknown;
}

interface Item {
  readonly event: IncomingEvent;
  readonly entry: Entry;
}

interface Queue {
  readonly scope: WorkspaceScope;
  readonly rate: ArrivalRate;
  items: Item[];
  chars: number;
  isFlushing: boolean;
  isUrgent: boolean;
  isDue: boolean;
  timer: NodeJS.Timeout | undefined;
}

const BACK_OFF_MS = [50, 100, 200, 500, 1_000, 2_000];
const RACES_MAX = 5;
const QUEUES_KEPT = 1_000;

/**
 * The one writer of events that clients send: one transaction per batch and workspace, task runs included.
 * An idle workspace is written at once; a busy one collects events for a moment, so that a commit holds many.
 */
@Injectable()
export class EventIngest implements OnApplicationShutdown {
  private readonly queues = new Map<string, Queue>();
  private readonly pausing = new Set<() => void>();
  private flushes = 0;
  private events = 0;
  private chars = 0;
  private closing = false;
  readonly limits: IngestLimits = INGEST_LIMITS;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /**
   * Queues events. The promise is kept when the transaction that holds the last of them has been committed.
   * `urgent`: somebody waits for it, so nothing is collected beyond the flush that is under way.
   * @throws OrchError `database.unavailable`, or the refusal of the database for an event it cannot hold
   *   (the other events of the call are then stored).
   */
  async add(scope: WorkspaceScope, events: readonly IncomingEvent[], urgent: boolean): Promise<void> {
    if (events.length === 0) return;
    return new Promise((resolve, reject) => {
      this.enqueue(scope, { resolve, reject, waiting: events.length, error: undefined }, events, urgent);
    });
  }

  private enqueue(
    scope: WorkspaceScope,
    entry: Entry,
    events: readonly IncomingEvent[],
    urgent: boolean,
  ): void {
    const queue = this.queueOf(scope);
    for (const event of events) {
      queue.items.push({ event, entry });
      queue.chars += event.size;
    }
    queue.rate.add(events.length, performance.now());
    this.count(
      events.length,
      events.reduce((sum, e) => sum + e.size, 0),
    );
    this.schedule(queue, urgent);
  }

  /** Somebody waits for what is queued for this workspace: write it as soon as possible. */
  hurry(scope: WorkspaceScope): void {
    const queue = this.queues.get(scope.workspaceId);
    if (queue && queue.items.length > 0) this.schedule(queue, true);
  }

  /** Whether senders should pause. `whenDrained` tells when they may go on. */
  get isFull(): boolean {
    return this.events >= this.limits.queueEventsMax || this.chars >= this.limits.queueCharsMax;
  }

  /** Calls back once, when the queue has shrunk to half of its limit. */
  whenDrained(callback: () => void): void {
    this.pausing.add(callback);
  }

  /** Writes what is queued; what cannot be written within the retries is refused to its sender. */
  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    const all = [...this.queues.values()].flatMap((q) => q.items.map((i) => i.entry));
    for (const queue of this.queues.values()) if (queue.items.length > 0) this.schedule(queue, true);
    await Promise.allSettled([...new Set(all)].map((entry) => this.ended(entry)));
  }

  private ended(entry: Entry): Promise<void> {
    return new Promise((done) => {
      const check = (): void => void (entry.waiting === 0 ? done() : setTimeout(check, 5));
      check();
    });
  }

  private queueOf(scope: WorkspaceScope): Queue {
    let queue = this.queues.get(scope.workspaceId);
    if (!queue) {
      if (this.queues.size >= QUEUES_KEPT) this.forgetIdle();
      queue = {
        scope,
        rate: new ArrivalRate(),
        items: [],
        chars: 0,
        isFlushing: false,
        isUrgent: false,
        isDue: false,
        timer: undefined,
      };
      this.queues.set(scope.workspaceId, queue);
    }
    return queue;
  }

  private forgetIdle(): void {
    for (const [id, q] of this.queues) if (q.items.length === 0 && !q.isFlushing) this.queues.delete(id);
  }

  private count(events: number, chars: number): void {
    this.events += events;
    this.chars += chars;
    if (
      this.pausing.size === 0 ||
      this.events > this.limits.queueEventsMax / 2 ||
      this.chars > this.limits.queueCharsMax / 2
    )
      return;
    const callbacks = [...this.pausing];
    this.pausing.clear();
    for (const callback of callbacks) callback();
  }

  private schedule(queue: Queue, urgent: boolean): void {
    queue.isUrgent ||= urgent;
    const { batchEventsMax, batchCharsMax } = this.limits;
    const lingerMs = queue.rate.lingerMs(performance.now());
    if (
      queue.isUrgent ||
      lingerMs === 0 ||
      queue.items.length >= batchEventsMax ||
      queue.chars >= batchCharsMax
    ) {
      queue.isDue = true;
      this.start();
      return;
    }
    queue.timer ??= setTimeout(() => {
      queue.timer = undefined;
      queue.isDue = queue.items.length > 0;
      this.start();
    }, lingerMs);
  }

  /** Starts flushes while there is room, the longest waiting workspace first. */
  private start(): void {
    if (this.flushes >= this.limits.flushesMax) return;
    for (const queue of this.queues.values()) {
      if (!queue.isDue || queue.isFlushing || queue.items.length === 0) continue;
      void this.flush(queue);
      if (this.flushes >= this.limits.flushesMax) return;
    }
  }

  private async flush(queue: Queue): Promise<void> {
    const batch = this.take(queue);
    queue.isFlushing = true;
    this.flushes += 1;
    await this.write(queue.scope, batch, Date.now() + this.limits.retryForMs);
    this.flushes -= 1;
    queue.isFlushing = false;
    this.count(-batch.length, -batch.reduce((sum, i) => sum + i.event.size, 0));
    // moved to the end: the other workspaces come first
    if (this.queues.delete(queue.scope.workspaceId)) this.queues.set(queue.scope.workspaceId, queue);
    if (queue.items.length > 0 && !queue.isDue) this.schedule(queue, false);
    this.start();
  }

  private take(queue: Queue): Item[] {
    let n = 0;
    let chars = 0;
    while (
      n < queue.items.length &&
      n < this.limits.batchEventsMax &&
      (n === 0 || chars < this.limits.batchCharsMax)
    ) {
      chars += queue.items[n]!.event.size;
      n += 1;
    }
    const batch = queue.items.slice(0, n);
    queue.items = queue.items.slice(n);
    queue.chars -= chars;
    clearTimeout(queue.timer);
    queue.timer = undefined;
    if (queue.items.length === 0) queue.isUrgent = false;
    queue.isDue = queue.isUrgent || queue.items.length >= this.limits.batchEventsMax;
    return batch;
  }

  /** Writes a batch; never throws. One that the database refuses is halved until the event at fault stands alone. */
  private async write(scope: WorkspaceScope, batch: readonly Item[], untilMs: number): Promise<void> {
    try {
      await this.commit(scope, batch, true, untilMs);
      settle(batch, undefined);
    } catch (error) {
      if (isUnavailable(error)) return settle(batch, toPublicError(error));
      if (batch.length > 1) {
        const half = batch.length >> 1;
        await this.write(scope, batch.slice(0, half), untilMs);
        return this.write(scope, batch.slice(half), untilMs);
      }
      await this.writeAlone(scope, batch, untilMs);
    }
  }

  /** The last try for one event: without the task run, whose flow run may have been deleted meanwhile. */
  private async writeAlone(scope: WorkspaceScope, batch: readonly Item[], untilMs: number): Promise<void> {
    try {
      await this.commit(scope, batch, false, untilMs);
      settle(batch, undefined);
    } catch (error) {
      settle(batch, toPublicError(error));
    }
  }

  private async commit(
    scope: WorkspaceScope,
    batch: readonly Item[],
    withRuns: boolean,
    untilMs: number,
  ): Promise<void> {
    const events = batch.map((i) => i.event);
    for (let outages = 0, races = 0; ;) {
      try {
        const fresh = await this.db.transaction(scope, (tx) => writeBatch(tx, events, withRuns));
        this.metrics.eventsIngested.inc(fresh.length);
        this.bus.committed(scope, fresh);
        return;
      } catch (error) {
        if (error instanceof LostRace && (races += 1) < RACES_MAX) continue;
        if (!isUnavailable(error) || Date.now() > untilMs || this.closing) throw error;
        await new Promise((done) => setTimeout(done, BACK_OFF_MS[Math.min(outages, BACK_OFF_MS.length - 1)]));
        outages += 1;
      }
    }
  }
}

function isUnavailable(error: unknown): boolean {
  const shown = toPublicError(error);
  if (shown instanceof OrchError) return shown.code === 'database.unavailable';
  return isPgError(error) && error.code.startsWith('08');
}

/** Ends the part that a batch had in its callers' promises. */
function settle(batch: readonly Item[], error: unknown): void {
  for (const { entry } of batch) {
    entry.waiting -= 1;
    if (error !== undefined) entry.error = error;
    if (entry.waiting > 0) continue;
    if (entry.error === undefined) entry.resolve();
    else entry.reject(entry.error);
  }
}

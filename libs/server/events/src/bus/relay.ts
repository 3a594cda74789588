import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { type Notifications, PAYLOAD_BYTES_MAX, type WorkspaceScope } from '@orch/platform';
import type { CommitBus } from './commit-bus.ts';
import { RecentIds } from './recent-ids.ts';

/** How one kind of item is named in a notification and read back from its table. */
export interface RelaySource<T> {
  readonly channel: string;
  idOf(item: T): string;
  /** Text that finds the item again, without `;`. */
  keyOf(item: T): string;
  /** One text for many items, when naming each would take too many notifications. */
  rangeOf(items: readonly T[]): string;
  load(scope: WorkspaceScope, keys: readonly string[]): Promise<readonly T[]>;
  loadRange(scope: WorkspaceScope, range: string): Promise<readonly T[]>;
  /** What was written in the last `seconds`. */
  loadSince(scope: WorkspaceScope, seconds: number): Promise<readonly T[]>;
}

const COALESCE_MS = 20;
const NOTIFICATIONS_MAX = 4;
const RECENT_MAX = 50_000;
const OVERLAP_SECONDS = 10;
const HEARTBEAT_MS = 5_000;
/** Nobody replays more than this after an outage: subscribers of longer ones read the table themselves. */
const CATCH_UP_SECONDS_MAX = 15 * 60;
/** `process|workspace|kind|`: fixed widths, so that a process without interest looks at 74 characters only. */
const ID_CHARS = 36;
const HEAD_CHARS = 2 * (ID_CHARS + 1) + 2;

/**
 * Carries commits to the other processes: coalesced notifications that name the rows, and a read of those rows by
 * processes that have watchers of the workspace. What a lost connection missed is read again from the table.
 */
export class Relay<T> {
  private readonly processId = randomUUID();
  private readonly recent = new RecentIds(RECENT_MAX);
  private readonly logger = new Logger('Relay');
  private pending = new Map<string, T[]>();
  private timer: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private healthyAtMs = performance.now();

  constructor(
    private readonly bus: CommitBus<T>,
    private readonly notifications: Notifications,
    private readonly source: RelaySource<T>,
  ) {}

  start(): void {
    this.bus.subscribe((scope, items) => this.send(scope, items));
    this.notifications.listen(this.source.channel, (payload) => this.heard(payload));
    this.notifications.onReconnect(() => void this.catchUp());
    this.heartbeat = setInterval(() => {
      if (this.notifications.isConnected) this.healthyAtMs = performance.now();
    }, HEARTBEAT_MS).unref();
  }

  stop(): void {
    clearInterval(this.heartbeat);
    clearTimeout(this.timer);
    void this.flush();
  }

  private send(scope: WorkspaceScope, items: readonly T[]): void {
    const isWatched = this.bus.watchedScope(scope.workspaceId) !== undefined;
    if (isWatched) for (const item of items) this.recent.add(this.source.idOf(item));
    if (!this.notifications.hasPeers) return; // nobody else has subscribers
    const waiting = this.pending.get(scope.workspaceId) ?? [];
    waiting.push(...items);
    this.pending.set(scope.workspaceId, waiting);
    this.timer ??= setTimeout(() => void this.flush(), COALESCE_MS).unref();
  }

  private async flush(): Promise<void> {
    const all = this.pending;
    this.pending = new Map();
    this.timer = undefined;
    for (const [workspaceId, items] of all) {
      for (const payload of this.payloads(workspaceId, items))
        await this.notifications.notify(this.source.channel, payload);
    }
  }

  /** `…|k|key;key;…` as often as needed, or one `…|r|range`. */
  private payloads(workspaceId: string, items: readonly T[]): string[] {
    const head = `${this.processId}|${workspaceId}|`;
    const payloads: string[] = [];
    let current = '';
    for (const item of items) {
      const key = this.source.keyOf(item);
      if (current.length + key.length + HEAD_CHARS + 1 > PAYLOAD_BYTES_MAX) {
        payloads.push(`${head}k|${current}`);
        current = '';
        if (payloads.length === NOTIFICATIONS_MAX) return [`${head}r|${this.source.rangeOf(items)}`];
      }
      current += current === '' ? key : `;${key}`;
    }
    payloads.push(`${head}k|${current}`);
    return payloads;
  }

  private heard(payload: string): void {
    if (payload.startsWith(this.processId)) return;
    const scope = this.bus.watchedScope(payload.slice(ID_CHARS + 1, 2 * ID_CHARS + 1));
    if (!scope) return;
    const body = payload.slice(HEAD_CHARS);
    const isRange = payload[HEAD_CHARS - 2] === 'r';
    const load = isRange ? this.source.loadRange(scope, body) : this.source.load(scope, body.split(';'));
    load.then((items) => this.deliver(scope, items)).catch((error: unknown) => this.logger.warn(error));
  }

  private async catchUp(): Promise<void> {
    const seconds = Math.min(
      CATCH_UP_SECONDS_MAX,
      (performance.now() - this.healthyAtMs) / 1_000 + OVERLAP_SECONDS,
    );
    this.healthyAtMs = performance.now();
    for (const scope of this.bus.watchedScopes()) {
      try {
        this.deliver(scope, await this.source.loadSince(scope, seconds));
      } catch (error) {
        this.logger.warn(error);
      }
    }
  }

  private deliver(scope: WorkspaceScope, items: readonly T[]): void {
    const fresh = items.filter((item) => this.recent.add(this.source.idOf(item)));
    if (fresh.length > 0) this.bus.deliver(scope, fresh);
  }
}

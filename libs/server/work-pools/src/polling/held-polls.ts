import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { POOLS_CHANNEL, WAKE_CHANNEL } from '@orch/runs';
import { Notifications, type WorkspaceScope } from '@orch/platform';

/** The connection of who waits for an answer. */
export interface Line {
  readonly isGone: boolean;
  /** Calls back when the poller hangs up, unless it is taken back. */
  onGone(callback: () => void): void;
  offGone(callback: () => void): void;
}

/** A poll that waits. */
export interface HeldPoll {
  /** Polls with the same group see the same runs: one of them looks for all. */
  readonly group: string;
  readonly poolId: string;
  /** Ids of the pool and its queues that are polled. */
  readonly watched: ReadonlySet<string>;
  /** When it came, by the clock of `performance.now()`: whoever waits longest is served first. */
  readonly sinceMs: number;
  /** `HeldPolls.moment` from before the look that found nothing. */
  readonly moment: number;
  /** How long it may wait. */
  readonly delayMs: number;
  /** After which time one of the group has to look again, because time alone makes runs due. */
  readonly lookInMs: number;
  readonly line: Line;
}

/** `look`: look now; `elapsed`: the time is over; `ended`: nobody waits for the answer any more. */
export type WakeReason = 'look' | 'elapsed' | 'ended';

interface Waiter {
  readonly group: string;
  readonly poolId: string;
  readonly sinceMs: number;
  readonly wake: (reason: WakeReason) => void;
}

interface Group {
  readonly waiters: Set<Waiter>;
  lookAtMs: number;
  timer: NodeJS.Timeout | undefined;
}

/** How many of the latest news are remembered for polls that are just looking. */
const NEWS_MAX = 10_000;
/** A group looks at least this often. */
const LOOK_AGAIN_MS = 10_000;
/** As `LOOK_AGAIN_MS`, while other processes cannot be heard. */
const LOOK_AGAIN_UNCONNECTED_MS = 1_000;
/** How many groups are remembered that nobody is in at the moment. */
const LEFT_MAX = 20_000;

/**
 * Polls that wait for a run. News of a run wake one poll of this process, the one that waits longest: it takes what is
 * there, and the others go on waiting; so a thousand workers cost one look, not a thousand. News of a pool wake one of
 * each group: whoever polls other queues would not find what they are about.
 */
@Injectable()
export class HeldPolls implements OnModuleInit, OnModuleDestroy {
  /** By `<workspace id>:<pool or queue id>`. */
  private readonly watchers = new Map<string, Set<Waiter>>();
  private readonly groups = new Map<string, Group>();
  /** When groups have to look that everybody left: short waits one after the other are one long wait. */
  private readonly lookAtMsOfLeft = new Map<string, number>();
  /** When there was last news of a pool or queue, by the same names; of any of a workspace by its id. */
  private readonly news = new Map<string, number>();
  private now = 0;
  /** What was found up to this moment may be old: news before it are forgotten, or were never heard. */
  private unsureUpTo = 0;
  private closing = false;

  constructor(private readonly notifications: Notifications) {}

  onModuleInit(): void {
    this.notifications.listen(WAKE_CHANNEL, (payload) => this.wake(payload));
    this.notifications.listen(POOLS_CHANNEL, (workspaceId) => this.note(workspaceId));
    this.notifications.onReconnect(() => {
      this.unsureUpTo = this.now += 1;
      this.wakeAll('look');
    });
  }

  /** A server that stops answers held polls at once. */
  onModuleDestroy(): void {
    this.closing = true;
    this.wakeAll('ended');
  }

  /** Take it before looking: news that come while a poll looks are not lost. */
  get moment(): number {
    return this.now;
  }

  /** Waits for news of what is watched, for the group's next look, until `delayMs` are over or the poller hangs up. */
  async wait(scope: WorkspaceScope, poll: HeldPoll): Promise<WakeReason> {
    if (this.closing || poll.line.isGone) return 'ended';
    if (poll.moment < this.unsureUpTo || this.isNews(scope, poll)) return 'look';
    const keys = keysOf(scope, poll.watched);
    return new Promise((resolve) => {
      const finish = (reason: WakeReason): void => {
        clearTimeout(timer);
        poll.line.offGone(onGone);
        for (const key of keys) removeFrom(this.watchers, key, waiter);
        this.leave(poll.group, waiter);
        resolve(reason);
      };
      const onGone = (): void => finish('ended');
      const { group, poolId, sinceMs } = poll;
      const waiter: Waiter = { group, poolId, sinceMs, wake: finish };
      const timer = setTimeout(() => finish('elapsed'), poll.delayMs);
      poll.line.onGone(onGone);
      for (const key of keys) addTo(this.watchers, key, waiter);
      this.join(poll.group, waiter, poll.lookInMs);
    });
  }

  /** Whether what was found at that moment still holds: nothing came since, and all that comes is heard. */
  isSure(scope: WorkspaceScope, look: Pick<HeldPoll, 'watched' | 'moment'>): boolean {
    return this.notifications.isConnected && look.moment >= this.unsureUpTo && !this.isNews(scope, look);
  }

  private isNews(scope: WorkspaceScope, { watched, moment }: Pick<HeldPoll, 'watched' | 'moment'>): boolean {
    const isLater = (key: string): boolean => (this.news.get(key) ?? 0) > moment;
    return isLater(scope.workspaceId) || keysOf(scope, watched).some(isLater);
  }

  /** Wakes the next poll: whoever was woken took all it may and left some, or failed. */
  passOn(scope: WorkspaceScope, ids: Iterable<string>): void {
    for (const id of ids) this.wakeLongest(this.watchers.get(`${scope.workspaceId}:${id}`));
  }

  /** Of a pool or queue, or of any of a workspace. */
  private note(what: string): void {
    this.now += 1;
    this.news.delete(what); // put back as the youngest
    this.news.set(what, this.now);
    for (const [oldest, moment] of this.news) {
      if (this.news.size <= NEWS_MAX) break;
      this.news.delete(oldest);
      this.unsureUpTo = Math.max(this.unsureUpTo, moment);
    }
  }

  private wake(payload: string): void {
    this.note(payload);
    const watchers = this.watchers.get(payload);
    if (!watchers) return;
    const id = payload.slice(payload.indexOf(':') + 1);
    const groups = new Set([...watchers].flatMap(({ poolId, group }) => (poolId === id ? [group] : [])));
    if (groups.size === 0) this.wakeLongest(watchers);
    for (const group of groups) this.wakeLongest(this.groups.get(group)?.waiters);
  }

  private wakeLongest(waiters: Iterable<Waiter> = []): void {
    let longest: Waiter | undefined;
    for (const waiter of waiters) if (!longest || waiter.sinceMs < longest.sinceMs) longest = waiter;
    longest?.wake('look');
  }

  private wakeAll(reason: WakeReason): void {
    for (const { waiters } of [...this.groups.values()])
      for (const waiter of [...waiters]) waiter.wake(reason);
  }

  private join(name: string, waiter: Waiter, lookInMs: number): void {
    const group = this.groups.get(name) ?? { waiters: new Set(), lookAtMs: Infinity, timer: undefined };
    this.groups.set(name, group);
    group.waiters.add(waiter);
    const leftMs = (this.lookAtMsOfLeft.get(name) ?? Infinity) - performance.now();
    this.lookAtMsOfLeft.delete(name);
    this.lookWithin(group, Math.min(lookInMs, leftMs));
  }

  private leave(name: string, waiter: Waiter): void {
    const group = this.groups.get(name);
    if (!group?.waiters.delete(waiter) || group.waiters.size > 0) return;
    clearTimeout(group.timer);
    this.groups.delete(name);
    this.lookAtMsOfLeft.set(name, group.lookAtMs);
    for (const oldest of this.lookAtMsOfLeft.keys()) {
      if (this.lookAtMsOfLeft.size <= LEFT_MAX) break;
      this.lookAtMsOfLeft.delete(oldest);
    }
  }

  private lookWithin(group: Group, delayMs: number): void {
    const mostMs = this.notifications.isConnected ? LOOK_AGAIN_MS : LOOK_AGAIN_UNCONNECTED_MS;
    const inMs = Math.min(Math.max(delayMs, 1), mostMs);
    const atMs = performance.now() + inMs;
    if (atMs >= group.lookAtMs) return;
    clearTimeout(group.timer);
    group.lookAtMs = atMs;
    group.timer = setTimeout(() => {
      group.lookAtMs = Infinity;
      this.lookWithin(group, LOOK_AGAIN_MS); // for those who stay
      this.wakeLongest(group.waiters);
    }, inMs);
  }
}

const keysOf = (scope: WorkspaceScope, ids: Iterable<string>): string[] =>
  [...ids].map((id) => `${scope.workspaceId}:${id}`);

function addTo<T>(sets: Map<string, Set<T>>, key: string, member: T): void {
  const set = sets.get(key);
  if (set) set.add(member);
  else sets.set(key, new Set([member]));
}

function removeFrom<T>(sets: Map<string, Set<T>>, key: string, member: T): void {
  const set = sets.get(key);
  if (set?.delete(member) && set.size === 0) sets.delete(key);
}

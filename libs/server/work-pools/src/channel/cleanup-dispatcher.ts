import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Notifications, type WorkspaceScope } from '@orch/platform';
import { CLEANUP_CHANNEL, CleanupQueue, type Reservation } from './cleanup-queue.ts';

/** A channel whose worker takes clean-ups. */
export interface CleanupTaker {
  readonly scope: WorkspaceScope;
  readonly poolId: string;
  readonly kinds: readonly string[];
  readonly queueIds: readonly string[];
  /** Whether the worker has room for one more. */
  hasRoom(): boolean;
  take(reservation: Reservation): void;
}

interface PoolTakers {
  readonly takers: CleanupTaker[];
  isLooking: boolean;
  isAgain: boolean;
}

/** Leases run out without anybody being told. */
const LOOK_EVERY_MS = 30_000;

/** Hands clean-ups to the channels of this process, the workers of a pool in turn. */
@Injectable()
export class CleanupDispatcher implements OnModuleInit, OnModuleDestroy {
  private readonly pools = new Map<string, PoolTakers>();
  private readonly log = new Logger(CleanupDispatcher.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly queue: CleanupQueue,
    private readonly notifications: Notifications,
  ) {}

  onModuleInit(): void {
    this.notifications.listen(CLEANUP_CHANNEL, (payload) => this.look(payload));
    this.notifications.onReconnect(() => this.lookEverywhere());
    this.timer = setInterval(() => this.lookEverywhere(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.pools.clear();
  }

  /** Returns how to stop. */
  register(taker: CleanupTaker): () => void {
    const key = keyOf(taker.scope, taker.poolId);
    const pool = this.pools.get(key) ?? { takers: [], isLooking: false, isAgain: false };
    this.pools.set(key, pool);
    pool.takers.push(taker);
    this.look(key);
    return () => {
      const at = pool.takers.indexOf(taker);
      if (at >= 0) pool.takers.splice(at, 1);
      if (pool.takers.length === 0 && this.pools.get(key) === pool) this.pools.delete(key);
    };
  }

  /** A worker of the pool has room again. */
  lookAgain(scope: WorkspaceScope, poolId: string): void {
    this.look(keyOf(scope, poolId));
  }

  private lookEverywhere(): void {
    for (const key of this.pools.keys()) this.look(key);
  }

  private look(key: string): void {
    const pool = this.pools.get(key);
    if (!pool) return;
    pool.isAgain = true;
    if (pool.isLooking) return;
    pool.isLooking = true;
    this.handOut(pool)
      .catch((error: unknown) => this.log.warn(error)) // the next look tries again
      .finally(() => (pool.isLooking = false));
  }

  private async handOut(pool: PoolTakers): Promise<void> {
    while (pool.isAgain) {
      pool.isAgain = false;
      for (const taker of [...pool.takers]) {
        if (!taker.hasRoom()) continue;
        const reservation = await this.queue.reserve(taker.scope, taker.poolId, taker.kinds, taker.queueIds);
        if (!reservation) continue;
        pool.isAgain = true;
        const at = pool.takers.indexOf(taker);
        if (at < 0) {
          const { id, token } = reservation;
          await this.queue.report(taker.scope, taker.poolId, 'release', {
            id,
            token,
            releaseReason: 'connection_unavailable',
          });
          continue;
        }
        pool.takers.push(...pool.takers.splice(at, 1)); // the next one goes to another worker
        taker.take(reservation);
        break;
      }
    }
  }
}

const keyOf = (scope: WorkspaceScope, poolId: string): string => `${scope.workspaceId}:${poolId}`;

import { Injectable } from '@nestjs/common';
import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';
import { type WorkspaceScope, prepared } from '@orch/platform';
import { AnnouncedTransactions } from '../pools/announced-transactions.ts';
import { queueStatusChanged } from '../pools/work-pool-events.ts';

/** Hears which queues were polled, at most once in five seconds a queue. May write; errors are reported, not thrown. */
export type PollListener = (scope: WorkspaceScope, queueIds: readonly string[]) => Promise<void>;

/** How coarsely polls are noted. */
const NOTED_EVERY_US = 5 * US_PER_SECOND;
const KEPT_MAX = 50_000;
/** A deployment whose runs were handed out is taken as ready for so long. */
const READY_US = 30 * US_PER_SECOND;

const MARK = prepared(
  'work-pools.mark_polled',
  `with before as (
     select id, status from work_queue
     where workspace_id = $1::uuid and id = any($2::uuid[])
       and (status = 'NOT_READY' or last_polled is null or last_polled < now() - interval '4 seconds')
     order by id for update
   ), noted as (
     update work_queue q set last_polled = now(), status = case when b.status = 'NOT_READY' then 'READY' else q.status end
     from before b where q.workspace_id = $1::uuid and q.id = b.id
     returning q.id, q.name, q.work_pool_id, b.status = 'NOT_READY' as is_new
   )
   select n.id, n.name, p.id as pool_id, p.name as pool_name, p.type as pool_type
   from noted n join work_pool p on p.workspace_id = $1::uuid and p.id = n.work_pool_id where n.is_new`,
);

/** A run that a poll found. */
export interface HandedOut {
  readonly workQueueId: string | null;
  readonly deploymentId: string | null;
}

interface ReadyRow {
  readonly id: string;
  readonly name: string;
  readonly pool_id: string;
  readonly pool_name: string;
  readonly pool_type: string;
}

/**
 * Notes polls: a queue that is polled is ready, and so are its deployments (told to the listeners).
 * Upstream: models/work_queues.py, mark_work_queues_ready (3.8.8).
 */
@Injectable()
export class PolledQueues {
  private readonly notedUs = new Map<string, Micros>();
  private readonly readyUs = new Map<string, Micros>();
  private readonly listeners = new Set<PollListener>();

  constructor(
    private readonly transactions: AnnouncedTransactions,
    private readonly clock: Clock,
  ) {}

  listen(listener: PollListener): void {
    this.listeners.add(listener);
  }

  /**
   * Notes a poll without keeping the poller waiting: call it without `await`. Never throws.
   * @param runs what the poll found. A deployment may be younger than the last note of its queue: it is ready from the
   * moment its first run is handed out, so such a queue is noted again.
   */
  async polled(
    scope: WorkspaceScope,
    queueIds: readonly string[],
    runs: readonly HandedOut[] = [],
  ): Promise<void> {
    for (const { workQueueId, deploymentId } of runs) {
      if (workQueueId !== null && deploymentId !== null && this.isFresh(deploymentId))
        this.notedUs.delete(key(scope, workQueueId));
    }
    const due = queueIds.filter((id) => this.isDue(scope, id));
    if (due.length === 0) return;
    const results = await Promise.allSettled([
      this.mark(scope, due),
      ...[...this.listeners].map((listener) => listener(scope, due)),
    ]);
    // The next poll tries again.
    if (results.some((r) => r.status === 'rejected'))
      for (const id of due) this.notedUs.delete(key(scope, id));
  }

  private isFresh(deploymentId: string): boolean {
    const nowUs = this.clock.nowUs();
    if (nowUs - (this.readyUs.get(deploymentId) ?? 0) < READY_US) return false;
    if (this.readyUs.size >= KEPT_MAX) this.readyUs.clear();
    this.readyUs.set(deploymentId, nowUs);
    return true;
  }

  private isDue(scope: WorkspaceScope, queueId: string): boolean {
    const nowUs = this.clock.nowUs();
    if (nowUs - (this.notedUs.get(key(scope, queueId)) ?? 0) < NOTED_EVERY_US) return false;
    if (this.notedUs.size >= KEPT_MAX) this.notedUs.clear();
    this.notedUs.set(key(scope, queueId), nowUs);
    return true;
  }

  private async mark(scope: WorkspaceScope, queueIds: readonly string[]): Promise<void> {
    await this.transactions.run(scope, async (tx, tell) => {
      for (const row of await tx.query<ReadyRow>(MARK.with(scope.workspaceId, queueIds))) {
        const pool = { id: row.pool_id, name: row.pool_name, type: row.pool_type };
        tell((stamp) => queueStatusChanged(stamp, { id: row.id, name: row.name, pool }, 'READY'));
      }
    });
  }
}

const key = (scope: WorkspaceScope, queueId: string): string => `${scope.workspaceId}:${queueId}`;

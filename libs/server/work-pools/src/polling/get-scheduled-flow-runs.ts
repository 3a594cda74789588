import { Inject, Injectable } from '@nestjs/common';
import type { WorkPoolScheduledRunsBody } from '@orch/contract';
import { Clock, type Micros, OrchError, US_PER_MS, US_PER_SECOND, microsToPg } from '@orch/kernel';
import { CONFIG, type Config, Database, type WorkspaceScope } from '@orch/platform';
import { HandOutMemory } from './hand-out-memory.ts';
import { PolledQueues } from './polled-queues.ts';
import { PoolWakeups } from './pool-wakeups.ts';
import {
  type PollQuery,
  type PollRow,
  type PolledQueue,
  passPool,
  pollPool,
} from './scheduled-run.repository.ts';
import { type ScheduledRunRow, presentHandedOutRun } from './scheduled-run.presenter.ts';

/** Who polls. */
export interface Poller {
  /** The same for every poll of one worker; see `pollerOf`. */
  readonly id: string;
  /** Whether an empty answer may be held back until there is something to hand out. */
  readonly mayWait: boolean;
  /** Aborted when the poller hangs up. */
  readonly signal: AbortSignal;
}

/** A held poll looks again this often, because time alone makes runs due; workers ask ten seconds ahead. */
const LOOK_AGAIN_MS = 10_000;
/** As `LOOK_AGAIN_MS`, while other processes cannot be heard. */
const LOOK_AGAIN_UNCONNECTED_MS = 1_000;

/**
 * Hands due runs of a pool to a worker. An empty answer to a waiting worker is held until a run is scheduled.
 * Upstream: api/workers.py, get_scheduled_flow_runs (3.8.8); lease and waiting are ours.
 */
@Injectable()
export class GetScheduledFlowRuns {
  constructor(
    private readonly database: Database,
    private readonly memory: HandOutMemory,
    private readonly wakeups: PoolWakeups,
    private readonly polledQueues: PolledQueues,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The answer as JSON text. @throws OrchError `work_pool.not_found`, `pool_queue.not_found` */
  async execute(
    scope: WorkspaceScope,
    poolName: string,
    body: WorkPoolScheduledRunsBody,
    limit: number,
    poller: Poller,
  ): Promise<string> {
    const startUs = this.clock.nowUs();
    const endUs = startUs + this.config.longPollSeconds * US_PER_SECOND;
    for (;;) {
      const nowUs = this.clock.nowUs();
      const { runs, poolId, queues } = await this.poll(scope, poolName, body, limit, poller, nowUs - startUs);
      void this.polledQueues.polled(
        scope,
        queues.map((q) => q.id),
      );
      if (runs.length > 0 || limit === 0 || !poller.mayWait || nowUs >= endUs) return present(poolId, runs);
      const lookAgainMs = this.wakeups.isConnected ? LOOK_AGAIN_MS : LOOK_AGAIN_UNCONNECTED_MS;
      const delayMs = Math.min(lookAgainMs, Math.ceil((endUs - nowUs) / US_PER_MS));
      const reason = await this.wakeups.wait(scope, new Set(queues.map((q) => q.id)), delayMs, poller.signal);
      if (reason === 'ended') return '[]';
    }
  }

  private async poll(
    scope: WorkspaceScope,
    poolName: string,
    body: WorkPoolScheduledRunsBody,
    limit: number,
    poller: Poller,
    waitedUs: Micros,
  ): Promise<{ runs: ScheduledRunRow[]; poolId: string; queues: PolledQueue[] }> {
    const names = body.work_queue_names.length > 0 ? [...new Set(body.work_queue_names)] : null;
    const own = `${scope.workspaceId}:${poolName}:${poller.id}`;
    const rows = await this.rowsOf(scope, {
      poolName,
      queueNames: names,
      before: body.scheduled_before === null ? 'infinity' : microsToPg(body.scheduled_before + waitedUs),
      after: body.scheduled_after === null ? '-infinity' : microsToPg(body.scheduled_after),
      limit,
      ownRunIds: this.memory.of(own),
    });
    const [first] = rows;
    if (!first) throw new OrchError('work_pool.not_found', {}, { name: poolName });
    const queues = JSON.parse(first.queues ?? '[]') as PolledQueue[]; // built by our own statement
    const missing = names?.find((name) => !queues.some((q) => q.name === name));
    if (missing !== undefined)
      throw new OrchError('pool_queue.not_found', {}, { pool: poolName, name: missing });
    const runs = rows.filter((row): row is PollRow & ScheduledRunRow => row.id !== null);
    this.memory.add(
      own,
      runs.map((run) => run.id),
    );
    return { runs, poolId: first.pool_id, queues };
  }

  /** One statement; for pools with limits a second one, when its turn has come. */
  private async rowsOf(scope: WorkspaceScope, query: PollQuery): Promise<PollRow[]> {
    const rows = await this.database.query<PollRow>(scope, pollPool(scope, query));
    const [first] = rows;
    if (!first?.is_gated || query.limit === 0) return rows;
    return this.database.transaction(scope, async (tx) => {
      await tx.query(passPool(first.pool_id));
      return tx.query<PollRow>(pollPool(scope, query, true));
    });
  }
}

function present(poolId: string, runs: readonly ScheduledRunRow[]): string {
  let text = '[';
  for (const [i, run] of runs.entries()) {
    text += `${i === 0 ? '' : ','}{"work_pool_id":"${poolId}","work_queue_id":"${run.work_queue_id}","flow_run":${presentHandedOutRun(run)}}`;
  }
  return `${text}]`;
}

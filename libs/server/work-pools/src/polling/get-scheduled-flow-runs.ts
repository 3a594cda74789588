import { Inject, Injectable } from '@nestjs/common';
import type { WorkPoolScheduledRunsBody } from '@orch/contract';
import {
  Clock,
  type Micros,
  OrchError,
  US_PER_MS,
  US_PER_SECOND,
  microsFromPg,
  microsToPg,
} from '@orch/kernel';
import { CONFIG, type Config, Database, type WorkspaceScope } from '@orch/platform';
import { HandOutMemory } from './hand-out-memory.ts';
import { type HeldPoll, HeldPolls } from './held-polls.ts';
import { PollRhythm } from './poll-rhythm.ts';
import { PolledQueues } from './polled-queues.ts';
import type { Poller } from './poller.ts';
import {
  type PollQuery,
  type PollRow,
  type PolledQueue,
  passPool,
  pollPool,
} from './scheduled-run.repository.ts';
import { type ScheduledRunRow, presentHandedOutRun } from './scheduled-run.presenter.ts';

/** The answer to a poll. */
export interface PollAnswer {
  /** JSON text. */
  readonly text: string;
  /** Nothing yet, but the poller may wait for longer: it may send the same poll again at once. */
  readonly isUnfinished: boolean;
  /** How long it has waited by then. */
  readonly waitedUs: Micros;
}

interface Look {
  readonly poolName: string;
  /** The poller, within its workspace and pool. */
  readonly own: string;
  readonly body: WorkPoolScheduledRunsBody;
  readonly limit: number;
  readonly waitedUs: Micros;
}

/** What one look found. */
interface Found {
  readonly runs: readonly ScheduledRunRow[];
  readonly poolId: string;
  readonly queues: readonly PolledQueue[];
  /** How long until time makes the next run due. */
  readonly dueInUs: Micros;
}

/**
 * Hands due runs of a pool to a worker. An empty answer to a waiting worker is held until a run is scheduled.
 * Upstream: api/workers.py, get_scheduled_flow_runs (3.8.8); lease and waiting are ours.
 */
@Injectable()
export class GetScheduledFlowRuns {
  constructor(
    private readonly database: Database,
    private readonly memory: HandOutMemory,
    private readonly heldPolls: HeldPolls,
    private readonly rhythm: PollRhythm,
    private readonly polledQueues: PolledQueues,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws OrchError `work_pool.not_found`, `pool_queue.not_found` */
  async execute(
    scope: WorkspaceScope,
    poolName: string,
    body: WorkPoolScheduledRunsBody,
    limit: number,
    poller: Poller,
  ): Promise<PollAnswer> {
    const own = `${scope.workspaceId}:${poolName}:${poller.id}`;
    const startUs = this.clock.nowUs();
    const sinceMs = performance.now() - poller.waitedUs / US_PER_MS;
    const patienceUs = poller.mayWait && limit > 0 ? this.patience(own, poller) : 0;
    const endUs = startUs + Math.min(patienceUs, this.usualUs);
    for (;;) {
      const nowUs = this.clock.nowUs();
      const waitedUs = poller.waitedUs + nowUs - startUs;
      const { moment } = this.heldPolls; // before the look
      const found = await this.look(scope, { poolName, own, body, limit, waitedUs });
      const isOver = found.runs.length > 0 || nowUs >= endUs;
      const poll = { ...this.heldPoll(scope, found), sinceMs, moment, signal: poller.signal };
      const delayMs = Math.ceil((endUs - nowUs) / US_PER_MS);
      if (isOver || (await this.heldPolls.wait(scope, { ...poll, delayMs })) === 'ended') {
        const isUnfinished = isOver && found.runs.length === 0 && startUs + patienceUs > endUs;
        if (!isUnfinished) this.rhythm.answered(own);
        if (found.runs.length >= limit)
          this.heldPolls.passOn(
            scope,
            found.queues.map(({ id }) => id),
          );
        return { text: present(found.poolId, found.runs), isUnfinished, waitedUs };
      }
    }
  }

  private get usualUs(): Micros {
    return this.config.longPollSeconds * US_PER_SECOND;
  }

  /** For how long this poll may wait in all, from now on. */
  private patience(own: string, { waitedUs }: Poller): Micros {
    if (this.usualUs === 0) return 0;
    return waitedUs > 0
      ? this.rhythm.remaining(own, waitedUs, this.usualUs)
      : this.rhythm.patience(own, this.usualUs);
  }

  private heldPoll(
    scope: WorkspaceScope,
    { poolId, queues, dueInUs }: Found,
  ): Pick<HeldPoll, 'group' | 'watched' | 'lookInMs'> {
    const watched = [poolId, ...queues.map(({ id }) => id)];
    return {
      group: `${scope.workspaceId}:${watched.join()}`,
      watched: new Set(watched),
      lookInMs: Math.ceil(dueInUs / US_PER_MS),
    };
  }

  private async look(scope: WorkspaceScope, poll: Look): Promise<Found> {
    const { poolName, own, body } = poll;
    const names = body.work_queue_names.length > 0 ? [...new Set(body.work_queue_names)] : null;
    const beforeUs = body.scheduled_before === null ? null : body.scheduled_before + poll.waitedUs;
    const rows = await this.rowsOf(scope, {
      poolName,
      queueNames: names,
      before: beforeUs === null ? 'infinity' : microsToPg(beforeUs),
      after: body.scheduled_after === null ? '-infinity' : microsToPg(body.scheduled_after),
      limit: poll.limit,
      ownRunIds: this.memory.of(own),
    });
    const [first] = rows;
    if (!first) throw new OrchError('work_pool.not_found', {}, { name: poolName });
    const queues = JSON.parse(first.queues ?? '[]') as PolledQueue[]; // built by our own statement
    const missing = names?.find((name) => !queues.some((q) => q.name === name));
    if (missing !== undefined)
      throw new OrchError('pool_queue.not_found', {}, { pool: poolName, name: missing });
    const queueIds = queues.map(({ id }) => id);
    void this.polledQueues.polled(scope, queueIds);
    const runs = rows.filter((row): row is PollRow & ScheduledRunRow => row.id !== null);
    const runIds = runs.map(({ id }) => id);
    this.memory.add(own, runIds);
    const dueInUs =
      first.next_due === null || beforeUs === null ? Infinity : microsFromPg(first.next_due) - beforeUs;
    return { runs, poolId: first.pool_id, queues, dueInUs };
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

import { Inject, Injectable } from '@nestjs/common';
import type { WorkPoolScheduledRunsBody } from '@orch/contract';
import { Clock, type Micros, US_PER_MS, US_PER_SECOND, microsFromPg, microsToPg } from '@orch/kernel';
import { CONFIG, type Config, Database, type WorkspaceScope } from '@orch/platform';
import { EmptyLooks } from './empty-looks.ts';
import { type HandedOutRun, HandOutMemory, type LeasedRun } from './hand-out-memory.ts';
import { HeldPolls, type WakeReason } from './held-polls.ts';
import { PollRhythm } from './poll-rhythm.ts';
import { polledPoolOf } from './polled-pool.ts';
import { PolledQueues } from './polled-queues.ts';
import type { Poller } from './poller.ts';
import { type PollQuery, type PollRow, passPool, pollPool } from './scheduled-run.repository.ts';
import {
  type PrintedRun,
  type ScheduledRunRow,
  presentHandedOut,
  printHandedOutRun,
} from './scheduled-run.presenter.ts';

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
  readonly runs: readonly PrintedRun[];
  readonly poolId: string;
  /** Ids of the pool and the queues that were polled. */
  readonly watched: ReadonlySet<string>;
  /** `HeldPolls.moment` from before the look. */
  readonly moment: number;
  readonly lookedUs: Micros;
  /** When the next run is scheduled of those that were not asked for yet; `null`: all were asked for, or there is none. */
  readonly nextUs: Micros | null;
}

type PlacedRun = HandedOutRun & { readonly place: number };

interface Wait {
  readonly body: WorkPoolScheduledRunsBody;
  readonly poller: Poller;
  readonly startUs: Micros;
  readonly endUs: Micros;
}

interface Ending {
  readonly limit: number;
  readonly isUnfinished: boolean;
  readonly waitedUs: Micros;
}

const TICK_US = 2 * US_PER_SECOND;

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
    private readonly emptyLooks: EmptyLooks<Found>,
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
    const patienceUs = poller.mayWait && limit > 0 ? this.patience(own, poller) : 0;
    const holdUs = poller.mayStay ? patienceUs : Math.min(patienceUs, this.usualUs);
    const endUs = this.onTick(startUs + holdUs);
    const mayComeAgain = holdUs < patienceUs;
    const poll = `${own}:${body.scheduled_after ?? ''}:${body.work_queue_names.join()}`;
    let found = patienceUs > 0 ? this.known(scope, poll, leadOf(body, startUs, poller.waitedUs)) : undefined;
    for (;;) {
      const nowUs = this.clock.nowUs();
      const waitedUs = poller.waitedUs + nowUs - startUs;
      const isOver = nowUs >= endUs;
      if (!found || (isOver && !this.isCurrent(scope, found, leadOf(body, startUs, poller.waitedUs))))
        found = await this.look(scope, { poolName, own, body, limit, waitedUs });
      if (found.runs.length === 0) this.emptyLooks.keep(poll, found);
      const isUnfinished = isOver && mayComeAgain && found.runs.length === 0;
      if (
        isOver ||
        found.runs.length > 0 ||
        (await this.waits(scope, found, { body, poller, startUs, endUs })) === 'ended'
      )
        return this.answer(scope, own, found, { limit, isUnfinished, waitedUs });
      if (this.clock.nowUs() < endUs) found = undefined; // there may be something now
    }
  }

  /** What this poller found out before, if nothing came since. It counts as a poll of these queues all the same. */
  private known(scope: WorkspaceScope, poll: string, leadUs: Micros | null): Found | undefined {
    const found = this.emptyLooks.take(poll);
    if (!found || !this.isCurrent(scope, found, leadUs)) return undefined;
    void this.polledQueues.polled(scope, queuesOf(found));
    return found;
  }

  private isCurrent(scope: WorkspaceScope, found: Found, leadUs: Micros | null): boolean {
    return (
      found.runs.length === 0 &&
      this.emptyLooks.isFresh(found) &&
      dueUs(found, leadUs) > this.clock.nowUs() &&
      this.heldPolls.isSure(scope, found)
    );
  }

  private waits(
    scope: WorkspaceScope,
    found: Found,
    { body, poller, startUs, endUs }: Wait,
  ): Promise<WakeReason> {
    const nowUs = this.clock.nowUs();
    const { poolId, watched, moment } = found;
    const lookAtUs = dueUs(found, leadOf(body, startUs, poller.waitedUs));
    return this.heldPolls.wait(scope, {
      group: `${scope.workspaceId}:${[...watched].join()}`,
      poolId,
      watched,
      moment,
      sinceMs: performance.now() - poller.waitedUs / US_PER_MS,
      delayMs: Math.ceil((endUs - nowUs) / US_PER_MS),
      lookInMs: Math.ceil((lookAtUs - nowUs) / US_PER_MS),
      line: poller.line,
    });
  }

  private answer(
    scope: WorkspaceScope,
    own: string,
    found: Found,
    { limit, isUnfinished, waitedUs }: Ending,
  ): PollAnswer {
    if (!isUnfinished) this.rhythm.answered(own);
    const { poolId, runs } = found;
    if (limit > 0 && runs.length >= limit) this.heldPolls.passOn(scope, queuesOf(found));
    return { text: presentHandedOut(poolId, runs, this.clock.nowUs()), isUnfinished, waitedUs };
  }

  private get usualUs(): Micros {
    return this.config.longPollSeconds * US_PER_SECOND;
  }

  /** Holds end together, every other second: many small awakenings cost far more than a few large ones. */
  private onTick(endUs: Micros): Micros {
    return this.usualUs < 2 * TICK_US ? endUs : Math.floor(endUs / TICK_US) * TICK_US;
  }

  /** For how long this poll may wait in all, from now on. */
  private patience(own: string, { waitedUs }: Poller): Micros {
    if (this.usualUs === 0) return 0;
    return waitedUs > 0
      ? this.rhythm.remaining(own, waitedUs, this.usualUs)
      : this.rhythm.patience(own, this.usualUs);
  }

  private async look(scope: WorkspaceScope, poll: Look): Promise<Found> {
    const { poolName, own, body } = poll;
    const { moment } = this.heldPolls; // before the look
    const startUs = this.clock.nowUs();
    const names = body.work_queue_names.length > 0 ? [...new Set(body.work_queue_names)] : null;
    const beforeUs = body.scheduled_before === null ? null : body.scheduled_before + poll.waitedUs;
    const leased = this.memory.of(own);
    const rows = await this.rowsOf(scope, {
      poolName,
      queueNames: names,
      before: beforeUs === null ? 'infinity' : microsToPg(beforeUs),
      after: body.scheduled_after === null ? '-infinity' : microsToPg(body.scheduled_after),
      limit: poll.limit,
      ownRunIds: [...leased.keys()],
      ownVersions: Array.from(leased.values(), ({ version }) => version ?? ''),
    });
    const [first] = rows;
    const { poolId, queueIds } = polledPoolOf(first, poolName, names);
    const handedOut = handedOutOf(rows, leased);
    const runs = handedOut.map(({ run }) => run);
    void this.polledQueues.polled(scope, queueIds, runs);
    this.memory.add(own, handedOut);
    const nextUs = first?.next_due == null || beforeUs === null ? null : microsFromPg(first.next_due);
    const watched = new Set([poolId, ...queueIds]);
    return { runs, poolId, watched, moment, lookedUs: startUs, nextUs };
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

/** How far ahead of its time this poller takes runs; `null`: all there are. */
const leadOf = (body: WorkPoolScheduledRunsBody, startUs: Micros, waitedUs: Micros): Micros | null =>
  body.scheduled_before === null ? null : body.scheduled_before + waitedUs - startUs;

/** When time makes the next run due for who looks so far ahead. */
const dueUs = ({ nextUs }: Found, leadUs: Micros | null): Micros =>
  nextUs === null ? Infinity : leadUs === null ? 0 : nextUs - leadUs;

const queuesOf = ({ poolId, watched }: Found): string[] => [...watched].filter((id) => id !== poolId);

/** Rows of a poll, printed where they are not the version that this poller was given before. */
function handedOutOf(rows: readonly PollRow[], known: ReadonlyMap<string, LeasedRun>): HandedOutRun[] {
  const leased = JSON.parse(rows[0]?.leased ?? '{}') as Record<string, string>; // built by our own statement
  const fresh = rows.flatMap((row): PlacedRun[] => {
    const { id, place } = row;
    if (id === null || place === null) return [];
    const run = printHandedOutRun(row as ScheduledRunRow); // a row with an id is a run's
    return [{ place, id, version: leased[id] ?? row.version ?? '', run }];
  });
  if (rows[0]?.same == null) return fresh;
  const unchanged = rows[0].same.split(',').flatMap((text): PlacedRun[] => {
    const [place = '', id = ''] = text.split(' ');
    const { version = '', run } = known.get(id) ?? {};
    return run ? [{ place: Number(place), id, version: leased[id] ?? version, run }] : [];
  });
  return [...unchanged, ...fresh].sort((a, b) => a.place - b.place);
}

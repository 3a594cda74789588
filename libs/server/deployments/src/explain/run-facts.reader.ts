import { Injectable } from '@nestjs/common';
import { Clock, parseMicros } from '@orch/kernel';
import { Database, type WorkspaceScope, mayReach } from '@orch/platform';
import type { DeploymentFacts, Holder, LimitFacts, PoolFacts, QueueFacts, RunFacts } from './run-facts.ts';
import {
  type RunRow,
  type SurroundingsRow,
  explainedRun,
  explainedSurroundings,
} from './run-facts.repository.ts';

const OUT_OF_REACH = 'that is out of your reach';

interface WorkerJson {
  readonly id: string;
  readonly name: string;
  readonly seen_us: number;
  readonly created_us: number;
  readonly is_online: boolean;
  /** Whatever the worker sent. */
  readonly integrations: unknown;
}
interface LimitJson {
  readonly id: string;
  readonly name: string;
  readonly limit: number;
  readonly taken: number;
  readonly holders: readonly Holder[];
}
interface SlotsJson {
  readonly taken: number;
  readonly holders: readonly Holder[];
}
interface PauseJson {
  readonly us: number;
  readonly by: string | null;
}
/** What the statement's JSON holds. */
interface Surroundings {
  readonly workers: readonly WorkerJson[];
  readonly queues: readonly {
    readonly id: string;
    readonly name: string;
    readonly polled_us: number | null;
  }[];
  readonly poolSlots: SlotsJson;
  readonly queueSlots: SlotsJson;
  readonly limits: readonly LimitJson[];
  readonly ahead: { readonly priority: number; readonly queue: number };
  readonly poolPause: PauseJson | null;
  readonly queuePause: PauseJson | null;
}
/** The members of a state's details that tell why it waits. */
interface Details {
  readonly pause_timeout?: string | null;
  readonly pause_reschedule?: boolean | null;
  readonly run_input_keyset?: object | null;
}

/** Reads what surrounds a run, in two statements. */
@Injectable()
export class RunFactsReader {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async read(scope: WorkspaceScope, id: string): Promise<RunFacts | null> {
    const [run] = await this.database.query<RunRow>(scope, explainedRun(scope, id));
    if (!run) return null;
    const [row] = await this.database.query<SurroundingsRow>(
      scope,
      explainedSurroundings(scope, {
        runId: run.id,
        poolId: run.q_id === null ? null : run.p_id,
        queueId: run.q_id,
        priority: run.q_priority ?? 0,
        due: run.due,
        limitId: run.l_id,
        tagLimits: run.tags.map((tag) => `tag:${tag}`),
      }),
    );
    return factsOf(scope, run, surroundingsOf(row!), this.clock.nowUs());
  }
}

const parsed = <T>(text: string | null, absent: T): T => (text === null ? absent : (JSON.parse(text) as T)); // our own JSON

const NO_SLOTS: SlotsJson = { taken: 0, holders: [] };
const surroundingsOf = (row: SurroundingsRow): Surroundings => ({
  workers: parsed(row.workers, []),
  queues: parsed(row.queues, []),
  poolSlots: parsed(row.pool_slots, NO_SLOTS),
  queueSlots: parsed(row.queue_slots, NO_SLOTS),
  limits: parsed(row.limits, []),
  ahead: parsed(row.ahead, { priority: 0, queue: 0 }),
  poolPause: parsed(row.pool_pause, null),
  queuePause: parsed(row.queue_pause, null),
});

function factsOf(scope: WorkspaceScope, run: RunRow, around: Surroundings, nowUs: number): RunFacts {
  const details = parsed<Details>(run.state_details, {});
  return {
    nowUs,
    id: run.id,
    stateType: run.state_type,
    stateName: run.state_name,
    stateUs: run.state_us,
    dueUs: run.due_us,
    retriesInProcess: run.retries_in_process,
    isHandedOut: run.is_handed_out,
    workerName: run.worker_name,
    infrastructurePid: run.infrastructure_pid,
    pauseTimeoutUs: details.pause_timeout ? (parseMicros(details.pause_timeout) ?? null) : null,
    waitsForInput: details.run_input_keyset != null,
    isSuspended: details.pause_reschedule === true || run.state_name === 'Suspended',
    deploymentId: run.deployment_id,
    queueId: run.queue_id,
    queueName: run.queue_name,
    deployment: run.d_id === null ? null : deploymentOf(run, run.d_id, around),
    inactiveScheduleId: run.schedule_active === false ? run.schedule_id : null,
    pool: run.q_id === null ? null : poolOf(scope, run, around),
    queue: run.q_id === null ? null : queueOf(run, run.q_id, around),
    fullTags: around.limits.filter(({ id }) => id !== run.l_id).map(limitOf),
  };
}

const limitOf = ({ id, name, limit, taken, holders }: LimitJson): LimitFacts => ({
  id,
  name,
  limit,
  taken,
  holders,
});

function deploymentOf(run: RunRow, id: string, { limits }: Surroundings): DeploymentFacts {
  const limit = limits.find((each) => each.id === run.l_id);
  return {
    id,
    name: run.d_name,
    isPaused: run.d_paused,
    polledUs: run.d_polled_us,
    queueName: run.d_queue_name,
    limit: limit ? limitOf(limit) : null,
  };
}

function poolOf(scope: WorkspaceScope, run: RunRow, around: Surroundings): PoolFacts {
  const isVisible = mayReach(scope, 'work_pool', 'view', run.p_id);
  return {
    id: isVisible ? run.p_id : null,
    name: isVisible ? run.p_name : OUT_OF_REACH,
    type: run.p_type,
    isPaused: run.p_paused,
    pausedUs: run.p_paused_us,
    pausedBy: around.poolPause?.by ?? null,
    limit: run.p_limit,
    ...around.poolSlots,
    workers: around.workers.map((worker) => ({
      id: worker.id,
      name: worker.name,
      seenUs: worker.seen_us,
      createdUs: worker.created_us,
      isOnline: worker.is_online,
      integrations: integrationsOf(worker.integrations),
    })),
    otherQueues: around.queues.map(({ id, name, polled_us: polledUs }) => ({ id, name, polledUs })),
  };
}

const queueOf = (run: RunRow, id: string, { queueSlots, ahead, queuePause }: Surroundings): QueueFacts => ({
  id,
  name: run.q_name,
  isPaused: run.q_paused,
  pausedUs: queuePause?.us ?? null,
  pausedBy: queuePause?.by ?? null,
  polledUs: run.q_polled_us,
  limit: run.q_limit,
  ...queueSlots,
  aheadInQueue: ahead.queue,
  aheadByPriority: ahead.priority,
});

/** Workers send what they like; only pairs of a name and a version count. */
function integrationsOf(sent: unknown): ReadonlyMap<string, string> | null {
  if (!Array.isArray(sent)) return null;
  const pairs = sent.flatMap((each: unknown): [string, string][] => {
    const { name, version } = (each ?? {}) as { name?: unknown; version?: unknown }; // checked right here
    return typeof name === 'string' && typeof version === 'string' ? [[name, version]] : [];
  });
  return new Map(pairs);
}

import { Injectable } from '@nestjs/common';
import {
  CHANNEL_CAPABILITIES,
  WORKER_CHANNEL_VERSION,
  type WorkerHello,
  workPoolCreate,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  type Access,
  Database,
  mayReach,
  prepared,
  rawText,
  readBody,
  type WorkspaceScope,
} from '@orch/platform';
import { JobVariables } from '../job-variables/job-variables.ts';
import { CreateWorkPool, isReservedName } from '../pools/create-work-pool.ts';
import { UpdateWorkPool } from '../pools/update-work-pool.ts';
import type { WorkPoolRow } from '../pools/work-pool.presenter.ts';
import { WorkPoolReader } from '../pools/work-pool.reader.ts';
import { RecordHeartbeat } from '../workers/record-heartbeat.ts';
import { ChannelRefused } from './channel-frames.ts';

/** A queue that a worker serves. */
export interface ServedQueue {
  readonly id: string;
  readonly name: string;
}

/** What a worker's hello came to. */
export interface Admission {
  readonly poolId: string;
  readonly workerId: string;
  readonly queues: readonly ServedQueue[];
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
  /** Clean-ups the worker takes at a time; 0 when it takes none. */
  readonly cleanupConcurrency: number;
}

const QUEUES = prepared(
  'work-pools.channel_queues',
  `select id, name from work_queue
   where workspace_id = $1::uuid and work_pool_id = $2::uuid and ($3::text[] is null or name = any($3::text[]))
   order by priority, id`,
);

/**
 * Admits a worker to its pool: makes the pool when it is missing and the worker may, and notes the first heartbeat.
 * Upstream: api/workers.py, _build_worker_ready_frame (3.8.8); the worker's id is the hosted edition's.
 */
@Injectable()
export class OpenWorkerChannel {
  constructor(
    private readonly database: Database,
    private readonly pools: WorkPoolReader,
    private readonly createPool: CreateWorkPool,
    private readonly updatePool: UpdateWorkPool,
    private readonly jobVariables: JobVariables,
    private readonly heartbeats: RecordHeartbeat,
  ) {}

  /**
   * Making or changing the pool takes the permission that the ordinary routes ask for.
   * @throws ChannelRefused; InvalidRequest and OrchError for a template that is not valid
   */
  async execute({ scope, granted }: Access, poolName: string, hello: WorkerHello): Promise<Admission> {
    if (!hello.supported_channel_versions.includes(WORKER_CHANNEL_VERSION))
      throw new ChannelRefused('unsupported_version');
    const mayWrite = granted.has('pools:write');
    const pool = (await this.find(scope, poolName)) ?? (await this.make(scope, poolName, hello, mayWrite));
    if (!mayReach(scope, 'work_pool', 'run', pool.id)) throw new ChannelRefused('authorization_failed');
    const queues = await this.queuesOf(scope, pool.id, hello.work_queue_names);
    if (mayWrite) await this.adoptTemplate(scope, pool, rawText(hello.default_base_job_template));
    const beat = {
      name: hello.worker_name,
      heartbeat_interval_seconds: hello.heartbeat_interval_seconds,
      return_id: true,
      metadata: hello.worker_metadata,
    };
    const workerId = await this.heartbeats.execute(scope, poolName, beat).catch((error: unknown) => {
      throw new ChannelRefused('heartbeat_persistence_failed', { cause: error });
    });
    return { poolId: pool.id, workerId, queues, ...capabilitiesOf(hello) };
  }

  private async make(
    scope: WorkspaceScope,
    name: string,
    hello: WorkerHello,
    mayWrite: boolean,
  ): Promise<WorkPoolRow> {
    if (!hello.create_pool_if_not_found || !mayWrite || isReservedName(name))
      throw new ChannelRefused('authorization_failed');
    const template = rawText(hello.default_base_job_template);
    const body = `{"name":${JSON.stringify(name)},"type":${JSON.stringify(hello.worker_type)},"base_job_template":${template}}`;
    try {
      return await this.createPool.execute(scope, readBody(workPoolCreate, body));
    } catch (error) {
      if (!(error instanceof OrchError) || error.code !== 'work_pool.name_taken') throw error;
      return this.pools.byName(scope, name); // another worker was quicker
    }
  }

  private async find(scope: WorkspaceScope, name: string): Promise<WorkPoolRow | undefined> {
    return this.pools.byName(scope, name).catch((error: unknown) => {
      if (error instanceof OrchError && error.status === 404) return undefined;
      throw error;
    });
  }

  /** The queues of these names in their order; all of the pool for none. */
  private async queuesOf(
    scope: WorkspaceScope,
    poolId: string,
    names: readonly string[],
  ): Promise<ServedQueue[]> {
    const wanted = [...new Set(names)];
    const found = await this.database.query<ServedQueue>(
      scope,
      QUEUES.with(scope.workspaceId, poolId, wanted.length > 0 ? wanted : null),
    );
    if (wanted.length === 0) return found;
    const byName = new Map(found.map((queue) => [queue.name, queue]));
    return wanted.map((name) => {
      const queue = byName.get(name);
      if (!queue) throw new ChannelRefused('authorization_failed');
      return queue;
    });
  }

  /** A pool without a template takes that of the first worker that brings one. */
  private async adoptTemplate(scope: WorkspaceScope, pool: WorkPoolRow, template: string): Promise<void> {
    if (!isEmptyObject(pool.base_job_template) || isEmptyObject(template) || isReservedName(pool.name))
      return;
    const { base_job_template: checked } = readBody(
      workPoolCreate,
      `{"name":"pool","base_job_template":${template}}`,
    );
    const tx = { scope, query: this.database.query.bind(this.database, scope) as never }; // one statement, no transaction needed
    await this.jobVariables.check(tx, {
      template,
      layers: [],
      prefix: "Validation failed for work pool's job variable defaults: ",
      ignoreRequired: true,
      ignoreInvalidDefaults: false,
    });
    await this.updatePool.execute(scope, pool.name, { base_job_template: checked });
  }
}

const isEmptyObject = (text: string): boolean => /^\s*\{\s*\}\s*$/.test(text);

type Capabilities = Pick<Admission, 'accepted' | 'rejected' | 'cleanupConcurrency'>;

function capabilitiesOf(hello: WorkerHello): Capabilities {
  const { heartbeat, snapshot, cleanup } = CHANNEL_CAPABILITIES;
  const requested = [...new Set(hello.requested_capabilities)];
  const takesCleanup =
    requested.includes(cleanup) &&
    hello.handled_cleanup_kinds.length > 0 &&
    hello.max_cleanup_concurrency > 0;
  const accepted: string[] = takesCleanup ? [heartbeat, snapshot, cleanup] : [heartbeat, snapshot];
  return {
    accepted,
    rejected: requested.filter((capability) => !accepted.includes(capability)),
    cleanupConcurrency: takesCleanup ? hello.max_cleanup_concurrency : 0,
  };
}

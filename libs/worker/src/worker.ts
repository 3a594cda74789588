import { hostname } from 'node:os';
import { ApiClient, type CleanupTarget, type HandedOutRun, type WorkPool, WorkPoolCalls } from '@orch/client';
import { watchCancellations } from './cancellation/watch-cancellations.ts';
import { Heartbeats } from './heartbeat/heartbeats.ts';
import type { Environment } from './job-template/apply-values.ts';
import { workspaceReferences } from './job-template/workspace-references.ts';
import type { Launcher, LeftJob } from './launchers/launcher.ts';
import { isLauncherType, LAUNCHER_TYPES, makeLauncher } from './launchers/make-launcher.ts';
import type { InstallPolicy } from './launchers/process/node-modules.ts';
import { LogShipper } from './log-shipper/log-shipper.ts';
import { RunOutput } from './log-shipper/run-output.ts';
import { findPool, WorkerSetupError } from './polling/find-pool.ts';
import { pollForRuns } from './polling/poll-loop.ts';
import { Slots } from './polling/slots.ts';
import { ActiveRun } from './runs/active-run.ts';
import { buildJob } from './runs/build-job.ts';
import { claimRun } from './runs/claim-run.ts';
import { EndReports } from './runs/report-end.ts';

export interface WorkerOptions {
  readonly apiUrl: string;
  readonly key?: string | undefined;
  readonly userAgent: string;
  readonly poolName: string;
  /** Type of the pool; needed to make one that is missing. */
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly queueNames?: readonly string[];
  /** Runs at once; null: as many as come. */
  readonly limit?: number | null;
  readonly prefetchSeconds?: number;
  readonly heartbeatSeconds?: number;
  readonly runsOnce?: boolean;
  readonly installPolicy?: InstallPolicy;
  readonly workFolder?: string | undefined;
  readonly cancelGraceSeconds?: number;
  /** The environment that runs inherit. */
  readonly env: Environment;
  /** Says something to whoever started the worker. */
  readonly say: (line: string) => void;
  /** Passes on a line of a run's output. */
  readonly echo: (line: string) => void;
  /** Instead of the launcher of the pool's type. */
  readonly launcher?: Launcher;
}

/** `stop`: take no more runs, wait for those that are here. `kill`: end them. */
export interface WorkerSignals {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

const POLL_TIMEOUT_SECONDS = 90;
const GOODBYE_SECONDS = 10;
const CLEANUPS_AT_ONCE = 2;

/** A worker of one pool: takes its runs, launches them, and answers for them until they have ended. */
export class Worker {
  readonly name: string;
  readonly client: ApiClient;
  readonly #calls: WorkPoolCalls;
  readonly #slots: Slots;
  readonly #active = new Map<string, ActiveRun>();
  readonly #ended = new Set<Promise<void>>();
  readonly #shipper: LogShipper;
  #workerId: string | null = null;
  #pool: WorkPool | undefined;
  #launcher: Launcher | undefined;

  constructor(private readonly options: WorkerOptions) {
    const { apiUrl, key, userAgent, say } = options;
    this.name = options.name ?? `orch ${hostname()} ${process.pid}`;
    this.client = new ApiClient({
      apiUrl,
      key,
      userAgent,
      timeoutSeconds: POLL_TIMEOUT_SECONDS, // polls are held
      headers: () => ({
        'x-prefect-worker-name': this.name.replace(/[^\x20-\x7e]/g, '?'),
        ...(this.#workerId === null ? {} : { 'x-prefect-worker-id': this.#workerId }),
      }),
    });
    this.#calls = new WorkPoolCalls(this.client, options.poolName);
    this.#slots = new Slots(options.limit ?? null);
    this.#shipper = new LogShipper({ client: this.client, workerId: () => this.#workerId, say });
  }

  /** Ids of the runs that are here. */
  get activeRunIds(): readonly string[] {
    return [...this.#active.keys()];
  }

  /**
   * Serves the pool until `stop`; then waits for the runs that are here, or ends them with `kill`.
   * @throws WorkerSetupError, or what the server answers to a worker that may not come in
   */
  async run({ stop, kill }: WorkerSignals): Promise<void> {
    const { say, poolName } = this.options;
    this.#pool = await this.#findPool();
    this.#launcher = await this.#makeLauncher(this.#pool.type);
    const beats = this.#heartbeats(this.#launcher);
    await beats.register();
    say(`Worker "${this.name}" serves the ${this.#pool.type} pool "${poolName}".`);
    const over = new AbortController(); // heartbeats and cancellations go on while runs are here
    const services = Promise.all([beats.run(over.signal), this.#watchCancellations(over.signal)]);
    const inHurry = new AbortController(); // the last reports have some seconds
    let hurry: NodeJS.Timeout | undefined;
    const killAll = (): void => {
      for (const run of this.#active.values()) run.kill();
      hurry ??= setTimeout(() => inHurry.abort(new Error('the worker was ended')), GOODBYE_SECONDS * 1000);
    };
    kill.addEventListener('abort', killAll, { once: true });
    const reports = new EndReports(this.client, inHurry.signal);
    try {
      await this.#takeLeftJobs(this.#launcher, reports);
      await this.#poll({ stop, kill }, reports);
      if (this.#active.size > 0 && stop.aborted) say(`Waiting for ${this.#active.size} runs.`);
      if (kill.aborted) killAll();
      while (this.#ended.size > 0) await Promise.all(this.#ended);
    } finally {
      await this.#shipper.close(GOODBYE_SECONDS);
      clearTimeout(hurry);
      over.abort(new Error('the worker ends'));
      kill.removeEventListener('abort', killAll);
      await services;
      await this.#launcher.close?.();
    }
  }

  #poll({ stop, kill }: WorkerSignals, reports: EndReports): Promise<void> {
    const { say, queueNames = [], prefetchSeconds = 10, runsOnce = false } = this.options;
    const options = {
      pool: this.#calls,
      slots: this.#slots,
      queueNames,
      prefetchSeconds,
      runsOnce,
      take: (run: HandedOutRun) => this.#take(run, kill, reports),
      say,
      now: Date.now,
      onPoolMissing: async () => void (this.#pool = await this.#findPool()),
    };
    return pollForRuns(options, stop);
  }

  /** Claims a run and lets it go its way. @returns whether it is ours */
  async #take(run: HandedOutRun, kill: AbortSignal, reports: EndReports): Promise<boolean> {
    const { say } = this.options;
    try {
      const claim = await claimRun(this.client, run.id, kill);
      if (claim.kind === 'ours') {
        this.#follow(run, reports);
        return true;
      }
      say(`Run ${run.name} is not ours: ${claim.reason}`);
    } catch (error) {
      if (!kill.aborted) say(`Run ${run.name} could not be claimed: ${String(error)}`);
    }
    this.#slots.release(run.id);
    return false;
  }

  /** Runs whose worker was killed become ours, whatever the limit: they are here already. */
  async #takeLeftJobs(launcher: Launcher, reports: EndReports): Promise<void> {
    for (const left of (await launcher.leftBehind?.()) ?? []) {
      this.#slots.occupy(left.run.id);
      this.#follow(left.run, reports, left);
    }
  }

  #follow(run: HandedOutRun, reports: EndReports, left?: LeftJob): void {
    const { say, echo, env } = this.options;
    const pool = this.#pool!; // polling begins with it
    const output = new RunOutput({
      runId: run.id,
      shipper: this.#shipper,
      now: Date.now,
      echo,
      echoes: true,
    });
    const active = new ActiveRun(run, {
      client: this.client,
      launcher: this.#launcher!, // as the pool
      reports,
      output,
      buildJob: (one) =>
        buildJob(one, { client: this.client, pool, workerName: this.name, workerId: this.#workerId, env }),
      labels: {
        'prefect.worker.name': this.name,
        'prefect.worker.type': this.#launcher!.type,
        'prefect.work-pool.name': pool.name,
        'prefect.work-pool.id': pool.id,
      },
      cancelGraceSeconds: this.options.cancelGraceSeconds ?? 30,
    });
    this.#active.set(run.id, active);
    say(`${left ? 'Going on with' : 'Running'} ${run.name} (${run.id}).`);
    const ended = (left ? active.goOnWith(left) : active.execute())
      .catch((error: unknown) => say(`Run ${run.name}: ${String(error)}`))
      .finally(() => {
        this.#active.delete(run.id);
        this.#ended.delete(ended);
        this.#slots.release(run.id);
      });
    this.#ended.add(ended);
  }

  #findPool(): Promise<WorkPool> {
    return findPool(this.#calls, this.options);
  }

  async #makeLauncher(type: string): Promise<Launcher> {
    const { launcher, env, installPolicy = 'if-not-present', workFolder, apiUrl, poolName } = this.options;
    if (launcher) return launcher;
    if (!isLauncherType(type))
      throw new WorkerSetupError(
        `this worker serves pools of type ${LAUNCHER_TYPES.join(', ')}; this one is of type ${type}`,
      );
    return makeLauncher(type, {
      env,
      installPolicy,
      workFolder,
      place: `${apiUrl} ${poolName}`,
      references: () => workspaceReferences(this.client),
    });
  }

  #heartbeats(launcher: Launcher): Heartbeats {
    const { queueNames = [], heartbeatSeconds = 30, say, userAgent } = this.options;
    return new Heartbeats({
      client: this.client,
      pool: this.#calls,
      workerName: this.name,
      workerType: launcher.type,
      queueNames,
      seconds: heartbeatSeconds,
      metadata: { integrations: [], worker: userAgent },
      cleanups: launcher.tearDown && {
        concurrency: CLEANUPS_AT_ONCE,
        tearDown: (target) => this.#tearDown(launcher, target),
      },
      onWorkerId: (id) => (this.#workerId = id),
      onPool: (pool) => (this.#pool = pool),
      say,
    });
  }

  /** Ends what a run left behind whose cancellation took too long. */
  async #tearDown(launcher: Launcher, { flowRunId, infrastructurePid }: CleanupTarget): Promise<void> {
    const own = flowRunId === null ? undefined : this.#active.get(flowRunId);
    if (own) return own.cancel();
    if (infrastructurePid === null) return; // it was never launched
    await launcher.tearDown?.(infrastructurePid);
    this.options.say(`Tore down ${infrastructurePid}, which run ${flowRunId ?? 'unknown'} had left behind.`);
  }

  #watchCancellations(signal: AbortSignal): Promise<void> {
    const options = {
      client: this.client,
      active: () => this.activeRunIds,
      onCancelling: (id: string) => this.#active.get(id)?.cancel(),
      say: this.options.say,
    };
    return watchCancellations(options, signal);
  }
}

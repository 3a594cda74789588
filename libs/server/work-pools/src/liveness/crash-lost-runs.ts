import { Inject, Injectable } from '@nestjs/common';
import { Clock, OrchError } from '@orch/kernel';
import { proposedState } from '@orch/orchestration';
import { BackgroundDatabase, CONFIG, type Config } from '@orch/platform';
import { CrashOpenTasks, SetFlowRunState } from '@orch/runs';
import {
  type WatchedRun,
  claimWatchedRuns,
  forgetRuns,
  postponeRuns,
  showsSignOfLife,
} from './liveness.repository.ts';
import { ABANDONED_SECONDS, judgeLiveness, toleranceSeconds } from './liveness-verdict.ts';
import { WatchSpan } from './watch-span.ts';

const BATCH = 200;

/**
 * A loop of the background: runs whose process is gone become CRASHED, and give back what they hold. Any number of
 * processes may run it.
 */
@Injectable()
export class CrashLostRuns {
  private readonly span = new WatchSpan();

  constructor(
    private readonly background: BackgroundDatabase,
    private readonly setState: SetFlowRunState,
    private readonly crashOpenTasks: CrashOpenTasks,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'runSilenceSeconds'>,
  ) {}

  /** One batch; true when there is more to do at once. */
  async execute(): Promise<boolean> {
    const watchedSeconds = this.span.round(this.clock.nowUs());
    try {
      return await this.lookAtBatch(watchedSeconds);
    } catch (error) {
      this.span.failed();
      throw error;
    }
  }

  private async lookAtBatch(watchedSeconds: number): Promise<boolean> {
    const runs = await claimWatchedRuns(this.background, BATCH);
    const done: WatchedRun[] = [];
    const later: Array<{ run: WatchedRun; seconds: number }> = [];
    for (const run of runs) {
      const seconds = await this.lookAt(run, watchedSeconds);
      if (seconds === null) done.push(run);
      else later.push({ run, seconds });
    }
    await forgetRuns(this.background, done);
    await postponeRuns(this.background, later);
    return runs.length >= BATCH;
  }

  /** When to look again, in seconds; `null` when the run needs no watching any more. */
  private async lookAt(run: WatchedRun, watchedSeconds: number): Promise<number | null> {
    const { facts } = run;
    const { runSilenceSeconds } = this.config;
    const verdict = judgeLiveness(facts, runSilenceSeconds);
    if (verdict.kind === 'forget') {
      // whoever crashed it may not have come to its tasks
      if (facts.stateType === 'CRASHED') await this.crashOpenTasks.execute(run.scope, run.id);
      return null;
    }
    if (verdict.kind === 'keep') return verdict.seconds;
    const tolerance =
      facts.stateType === 'RUNNING'
        ? toleranceSeconds(facts.intervalSeconds, runSilenceSeconds)
        : ABANDONED_SECONDS;
    if (watchedSeconds < tolerance) return Math.ceil(tolerance - watchedSeconds);
    if (await showsSignOfLife(this.background, run, tolerance)) return tolerance;
    await this.crash(run, verdict.message);
    return null;
  }

  private async crash(run: WatchedRun, message: string): Promise<void> {
    const result = await this.setState
      .execute(run.scope, run.id, proposedState('CRASHED', { message }))
      .catch((error: unknown) => {
        if (!(error instanceof OrchError && error.status === 404)) throw error; // deleted meanwhile
      });
    if (result?.shown?.type === 'CRASHED') await this.crashOpenTasks.execute(run.scope, run.id);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { Clock, OrchError } from '@orch/kernel';
import { proposedState } from '@orch/orchestration';
import { BackgroundDatabase, CONFIG, type Config } from '@orch/platform';
import { SetFlowRunState } from '@orch/runs';
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
    if (verdict.kind === 'forget') return null;
    if (verdict.kind === 'keep') return verdict.seconds;
    const tolerance =
      facts.stateType === 'RUNNING'
        ? toleranceSeconds(facts.intervalSeconds, runSilenceSeconds)
        : ABANDONED_SECONDS;
    if (watchedSeconds < tolerance) return Math.ceil(tolerance - watchedSeconds);
    if (await showsSignOfLife(this.background, run, tolerance)) return tolerance;
    const crashed = proposedState('CRASHED', { message: verdict.message });
    await this.setState.execute(run.scope, run.id, crashed).catch((error: unknown) => {
      if (!(error instanceof OrchError && error.status === 404)) throw error; // deleted meanwhile
    });
    return null;
  }
}

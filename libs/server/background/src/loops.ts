import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  ACTIONS_CHANNEL,
  ACTIONS_MAX,
  EvaluateAutomations,
  EvaluateMetrics,
  ForgetOldActions,
  type Round,
  RunActions,
  WATCHED_EVENTS_CHANNEL,
} from '@orch/automations';
import { MarkDeploymentsNotReady, ScheduleDeployments } from '@orch/deployments';
import { DropOldPartitions } from '@orch/events';
import { CleanUpSignIns, PurgeDeleted, SendMails } from '@orch/identity';
import { RELEASE_EXPIRED_EVERY_SECONDS, ReleaseExpiredLeases } from '@orch/limits';
import { BackgroundDatabase, Notifications } from '@orch/platform';
import { CleanUpCancellations, FailExpiredPauses, FoldTallies, MarkLateRuns } from '@orch/runs';
import { CrashLostRuns, WatchWorkers } from '@orch/work-pools';
import { LoopRunner } from './loop.ts';

/** Every background loop of the server; any number of processes may run them side by side. */
@Injectable()
export class Loops implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Loops');
  private readonly runner = new LoopRunner((loop, error) => this.log.error(`loop ${loop} failed`, error));

  constructor(
    private readonly database: BackgroundDatabase,
    private readonly markLateRuns: MarkLateRuns,
    private readonly failExpiredPauses: FailExpiredPauses,
    private readonly cleanUpCancellations: CleanUpCancellations,
    private readonly releaseExpiredLeases: ReleaseExpiredLeases,
    private readonly scheduleDeployments: ScheduleDeployments,
    private readonly watchWorkers: WatchWorkers,
    private readonly markDeploymentsNotReady: MarkDeploymentsNotReady,
    private readonly crashLostRuns: CrashLostRuns,
    private readonly sendMails: SendMails,
    private readonly cleanUpSignIns: CleanUpSignIns,
    private readonly purgeDeleted: PurgeDeleted,
    private readonly foldTallies: FoldTallies,
    private readonly automations: EvaluateAutomations,
    private readonly metrics: EvaluateMetrics,
    private readonly forgetActions: ForgetOldActions,
    private readonly dropOldPartitions: DropOldPartitions,
    private readonly runActions: RunActions,
    private readonly notifications: Notifications,
  ) {}

  onApplicationBootstrap(): void {
    const looked = (work: { execute(): Promise<number> }, batch: number) => async () =>
      (await work.execute()) >= batch;
    this.runner.start({ name: 'late-runs', everyMs: 5_000, round: looked(this.markLateRuns, 200) });
    this.runner.start({ name: 'expired-pauses', everyMs: 5_000, round: looked(this.failExpiredPauses, 200) });
    this.runner.start({
      name: 'cancellations',
      everyMs: 5_000,
      round: looked(this.cleanUpCancellations, 100),
    });
    this.runner.start({
      name: 'expired-leases',
      everyMs: RELEASE_EXPIRED_EVERY_SECONDS * 1_000,
      round: async () => (await this.releaseExpiredLeases.execute(), false),
    });
    this.runner.start({
      name: 'scheduler',
      everyMs: 60_000,
      round: async () => (await this.scheduleDeployments.execute(), false),
    });
    this.runner.start({
      name: 'recent-deployments',
      everyMs: 5_000,
      round: async () => (await this.scheduleDeployments.executeRecent(), false),
    });
    this.runner.start({ name: 'foreman', everyMs: 15_000, round: () => this.watchWorkers.execute() });
    this.runner.start({
      name: 'unpolled-deployments',
      everyMs: 15_000,
      round: () => this.markDeploymentsNotReady.execute(),
    });
    this.runner.start({ name: 'lost-runs', everyMs: 10_000, round: () => this.crashLostRuns.execute() });
    this.runner.start({ name: 'mails', everyMs: 2_000, round: looked(this.sendMails, 20) });
    this.runner.start({
      name: 'ended-sign-ins',
      everyMs: 3_600_000,
      round: async () => (await this.cleanUpSignIns.execute(), false),
    });
    const thenActions = (round: () => Promise<Round>) => async () => {
      const { isMore, hasFired } = await round();
      if (hasFired) this.runner.wake('automation-actions');
      return isMore;
    };
    this.runner.start({
      name: 'automation-events',
      everyMs: 1_000,
      round: thenActions(() => this.automations.events()),
    });
    this.runner.start({
      name: 'automation-time',
      everyMs: 1_000,
      round: thenActions(() => this.automations.time()),
    });
    this.runner.start({
      name: 'automation-metrics',
      everyMs: 5_000,
      round: thenActions(() => this.metrics.execute()),
    });
    this.runner.start({
      name: 'automation-actions',
      everyMs: 5_000,
      round: looked(this.runActions, ACTIONS_MAX),
    });
    this.notifications.listen(WATCHED_EVENTS_CHANNEL, () => this.runner.wake('automation-events'));
    this.notifications.listen(ACTIONS_CHANNEL, () => this.runner.wake('automation-actions'));
    this.runner.start({ name: 'purge', everyMs: 600_000, round: () => this.purgeDeleted.execute() });
    this.runner.start({ name: 'tallies', everyMs: 10_000, round: () => this.foldTallies.execute() });
    this.runner.start({
      name: 'old-actions',
      everyMs: 3_600_000,
      round: () => this.forgetActions.execute(),
    });
    this.runner.start({
      name: 'retention',
      everyMs: 3_600_000,
      round: () => this.dropOldPartitions.execute(),
    });
    this.runner.start({ name: 'partitions', everyMs: 6 * 3_600_000, round: () => this.maintainPartitions() });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.runner.stop();
  }

  /** Tables that are partitioned by time get their next partitions well ahead. */
  private async maintainPartitions(): Promise<boolean> {
    await this.database.queryOutside({ text: 'call maintain_partitions()', values: [] });
    return false;
  }
}

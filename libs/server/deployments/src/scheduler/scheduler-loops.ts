import { Injectable, Logger } from '@nestjs/common';
import { BackgroundDatabase, type Statement } from '@orch/platform';
import { ScheduleDeployment } from './schedule-deployment.ts';
import { RECENT_PAGE, WANTING_PAGE } from './scheduler.repository.ts';

const PAGE = 100;
const MIN_RUNS = 3;
const MIN_SECONDS = 3_600;
/** A little more than the loop's five seconds, so that nothing slips between two rounds. */
const RECENT_SECONDS = 11;
const NIL = '00000000-0000-0000-0000-000000000000';

/** Keeps every workspace's schedules supplied with runs. Upstream: services/scheduler.py (3.8.8). */
@Injectable()
export class ScheduleDeployments {
  private readonly log = new Logger('Scheduler');

  constructor(
    private readonly background: BackgroundDatabase,
    private readonly scheduling: ScheduleDeployment,
  ) {}

  /** All deployments with a schedule that has too few runs ahead; returns how many runs were made. */
  execute(): Promise<number> {
    return this.each((workspace, id) => WANTING_PAGE.with(workspace, id, PAGE, MIN_RUNS, MIN_SECONDS));
  }

  /** Those that were saved in the last seconds. */
  executeRecent(): Promise<number> {
    return this.each((workspace, id) => RECENT_PAGE.with(workspace, id, PAGE, RECENT_SECONDS));
  }

  private async each(pageAfter: (workspace: string, id: string) => Statement): Promise<number> {
    let made = 0;
    let last = { workspace_id: NIL, id: NIL };
    for (;;) {
      const rows = await this.background.queryOutside<typeof last>(pageAfter(last.workspace_id, last.id));
      for (const { workspace_id, id } of rows) {
        // loops act for no account
        const scope = { accountId: '', workspaceId: workspace_id };
        made += await this.scheduling.execute(scope, id, { orSkip: true }).catch((error: unknown) => {
          this.log.error(`deployment ${id} could not be scheduled`, error);
          return 0; // the others go on, and it is tried again in the next round
        });
      }
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) return made;
      last = end;
    }
  }
}

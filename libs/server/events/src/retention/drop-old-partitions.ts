import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock, microsToPg } from '@orch/kernel';
import { BackgroundDatabase, CONFIG, type Config, prepared } from '@orch/platform';

const DAY_US = 86_400 * 1_000_000;
/** Rows of a default partition that one round removes. */
const STRAYS_MAX = 5_000;

const DROP = prepared('events.drop_partitions', 'select * from drop_partitions($1, $2::timestamptz) as name');
// What lies before every partition that is left can only be in the default one: clients tell absurd times.
const STRAYS = prepared(
  'events.delete_strays',
  `delete from event e using (
     select tableoid as part, ctid as place from event
     where occurred < date_trunc('week', $1::timestamptz at time zone 'UTC') at time zone 'UTC' limit $2
   ) s where e.tableoid = s.part and e.ctid = s.place`,
);

/**
 * A loop of the background: drops the partitions of tables by time that are older than they are to be kept. A partition
 * holds a week (states: four), so rows stay up to that much longer. Any number of processes may do it.
 */
@Injectable()
export class DropOldPartitions {
  private readonly logger = new Logger('Retention');

  constructor(
    private readonly background: BackgroundDatabase,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** True when there is more to do at once. */
  async execute(): Promise<boolean> {
    const { eventsDays, logsDays, statesDays } = this.config.kept;
    await this.drop('event', eventsDays);
    await this.drop('automation_firing', eventsDays);
    await this.drop('log', logsDays);
    await this.drop('flow_run_state', statesDays);
    await this.drop('task_run_state', statesDays);
    return eventsDays > 0 && this.deleteStrays(eventsDays);
  }

  private async drop(table: string, days: number): Promise<void> {
    if (days === 0) return;
    const rows = await this.background.queryOutside<{ name: string }>(DROP.with(table, this.before(days)));
    for (const { name } of rows) this.logger.log(`dropped ${name}: older than ${days} days`);
  }

  private async deleteStrays(days: number): Promise<boolean> {
    const gone = await this.background.execute(
      { accountId: '', workspaceId: '' },
      STRAYS.with(this.before(days), STRAYS_MAX),
    );
    return gone >= STRAYS_MAX;
  }

  private before(days: number): string {
    return microsToPg(this.clock.nowUs() - days * DAY_US);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { Clock, microsToPg } from '@orch/kernel';
import { BackgroundDatabase, CONFIG, type Config, prepared } from '@orch/platform';

const DAY_US = 86_400 * 1_000_000;
const BATCH = 1_000;

const FORGET = prepared(
  'automations.forget_old_actions',
  `with old as (
     delete from automation_action a using (
       select workspace_id, id from automation_action where status = 'failed' and created < $1::timestamptz limit $2
     ) o where a.workspace_id = o.workspace_id and a.id = o.id returning 1
   ) select count(*)::int as n from old`,
);

/** A loop of the background: failed actions that nobody looked at for as long as events are kept are removed. */
@Injectable()
export class ForgetOldActions {
  constructor(
    private readonly background: BackgroundDatabase,
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** True when there is more to do at once. */
  async execute(): Promise<boolean> {
    const { eventsDays } = this.config.kept;
    if (eventsDays === 0) return false;
    const before = microsToPg(this.clock.nowUs() - eventsDays * DAY_US);
    const [row] = await this.background.queryOutside<{ n: number }>(FORGET.with(before, BATCH));
    return (row?.n ?? 0) >= BATCH;
  }
}

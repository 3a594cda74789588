import { Injectable } from '@nestjs/common';
import { OrchError, microsFromPg } from '@orch/kernel';
import { MARK_LATE_RUNS_POLICY, proposedState } from '@orch/orchestration';
import { BackgroundDatabase } from '@orch/platform';
import { SetFlowRunState } from '../flow-runs/set-flow-run-state.ts';
import { claimDueRuns, settleDueRun } from './due-runs.repository.ts';

const BATCH = 200;

/** Names scheduled runs Late that did not start in time. Upstream: services/late_runs.py (3.8.8). */
@Injectable()
export class MarkLateRuns {
  constructor(
    private readonly background: BackgroundDatabase,
    private readonly setState: SetFlowRunState,
  ) {}

  /** One batch; returns how many runs were looked at, so that a full batch is followed by the next at once. */
  async execute(): Promise<number> {
    const due = await claimDueRuns(this.background, 'SCHEDULED', BATCH);
    for (const run of due) {
      const scheduledTimeUs =
        run.nextScheduledStartTime === null ? null : microsFromPg(run.nextScheduledStartTime);
      const late = proposedState('SCHEDULED', { name: 'Late', details: { scheduledTimeUs } });
      const result = await this.setState
        .execute(run.scope, run.id, late, { policy: MARK_LATE_RUNS_POLICY })
        .catch(unlessMissing);
      if (result && !result.outcome.state) await settleDueRun(this.background, run);
    }
    return due.length;
  }
}

/** A run may be deleted between the claim and the transition: then there is nothing to do. */
export function unlessMissing(error: unknown): undefined {
  if (!(error instanceof OrchError && error.status === 404)) throw error;
}

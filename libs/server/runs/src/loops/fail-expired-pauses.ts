import { Injectable } from '@nestjs/common';
import { proposedState } from '@orch/orchestration';
import { BackgroundDatabase } from '@orch/platform';
import { SetFlowRunState } from '../flow-runs/set-flow-run-state.ts';
import { claimDueRuns } from './due-runs.repository.ts';
import { unlessMissing } from './mark-late-runs.ts';

const BATCH = 200;

/** Fails runs whose pause was not ended in time. Upstream: services/pause_expirations.py (3.8.8). */
@Injectable()
export class FailExpiredPauses {
  constructor(
    private readonly background: BackgroundDatabase,
    private readonly setState: SetFlowRunState,
  ) {}

  /** One batch; returns how many runs were looked at. */
  async execute(): Promise<number> {
    const due = await claimDueRuns(this.background, 'PAUSED', BATCH);
    const failed = proposedState('FAILED', { message: 'The flow was paused and never resumed.' });
    for (const run of due)
      await this.setState.execute(run.scope, run.id, failed, { force: true }).catch(unlessMissing);
    return due.length;
  }
}

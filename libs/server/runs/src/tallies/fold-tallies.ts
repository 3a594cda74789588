import { Injectable } from '@nestjs/common';
import {
  FlowRunTallyRepository,
  type SealMark,
  TALLIED,
  type TalliedRun,
} from './flow-run-tally.repository.ts';

const RUNS_MIN = 200;
const RUNS_PER_SEAL = 10_000;
const SEALS_PER_ROUND = 20;
const WORKSPACES_PER_ROUND = 100;
const CHANGES_PER_FOLD = 20_000;

/**
 * Keeps the tallies short of work: seals flow runs and task runs whose time is past and folds what was written to sealed ones. How often it
 * runs, or whether it does, changes what counts cost and never what they say; any number of processes may do it at once.
 */
@Injectable()
export class FoldTallies {
  private mark: SealMark | undefined;

  constructor(private readonly repository: FlowRunTallyRepository) {}

  /** True when there is more to do at once. */
  async execute(): Promise<boolean> {
    let hasMoreChanges = false;
    for (const run of TALLIED)
      hasMoreChanges =
        (await this.repository.fold(run, CHANGES_PER_FOLD)) >= CHANGES_PER_FOLD || hasMoreChanges;
    return (await this.seal()) || hasMoreChanges;
  }

  /** Seals up to an earlier round's mark, when all that was under way then is over. */
  private async seal(): Promise<boolean> {
    const { mark } = this;
    if (mark && !(await this.repository.isOver(mark))) return false;
    let hasMore = false;
    if (mark) for (const run of TALLIED) hasMore = (await this.sealAll(run, mark)) || hasMore;
    if (!hasMore) this.mark = await this.repository.mark();
    return hasMore;
  }

  private async sealAll(run: TalliedRun, mark: SealMark): Promise<boolean> {
    let hasMore = false;
    for (const workspaceId of await this.repository.due(run, mark, RUNS_MIN, WORKSPACES_PER_ROUND))
      hasMore = (await this.sealWorkspace(run, workspaceId, mark)) || hasMore;
    return hasMore;
  }

  private async sealWorkspace(run: TalliedRun, workspaceId: string, mark: SealMark): Promise<boolean> {
    for (let seals = 0; seals < SEALS_PER_ROUND; seals += 1) {
      if ((await this.repository.seal(run, workspaceId, mark, RUNS_PER_SEAL)) < RUNS_PER_SEAL) return false;
    }
    return true;
  }
}

import { Injectable } from '@nestjs/common';
import { FlowRunTallyRepository, type SealMark } from './flow-run-tally.repository.ts';

const RUNS_MIN = 200;
const RUNS_PER_SEAL = 10_000;
const SEALS_PER_ROUND = 20;
const WORKSPACES_PER_ROUND = 100;
const CHANGES_PER_FOLD = 20_000;

/**
 * Keeps the tallies short of work: seals runs whose time is past and folds what was written to sealed ones. How often it
 * runs, or whether it does, changes what counts cost and never what they say; any number of processes may do it at once.
 */
@Injectable()
export class FoldTallies {
  private mark: SealMark | undefined;

  constructor(private readonly repository: FlowRunTallyRepository) {}

  /** True when there is more to do at once. */
  async execute(): Promise<boolean> {
    const folded = await this.repository.fold(CHANGES_PER_FOLD);
    const hasMoreRuns = await this.seal();
    return hasMoreRuns || folded >= CHANGES_PER_FOLD;
  }

  /** Seals up to an earlier round's mark, when all that was under way then is over. */
  private async seal(): Promise<boolean> {
    const { mark } = this;
    if (mark && !(await this.repository.isOver(mark))) return false;
    let hasMore = false;
    if (mark) {
      for (const workspaceId of await this.repository.due(mark, RUNS_MIN, WORKSPACES_PER_ROUND))
        hasMore = (await this.sealWorkspace(workspaceId, mark)) || hasMore;
    }
    if (!hasMore) this.mark = await this.repository.mark();
    return hasMore;
  }

  private async sealWorkspace(workspaceId: string, mark: SealMark): Promise<boolean> {
    for (let seals = 0; seals < SEALS_PER_ROUND; seals += 1) {
      if ((await this.repository.seal(workspaceId, mark, RUNS_PER_SEAL)) < RUNS_PER_SEAL) return false;
    }
    return true;
  }
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '@orch/platform';
import { PurgeRepository } from './purge.repository.ts';

const ROWS_PER_BATCH = 2_000;
const BATCHES_PER_ROUND = 200;
const WORKSPACES_PER_ROUND = 5;
const ACCOUNTS_PER_ROUND = 20;

/**
 * Removes for good what was deleted and not brought back in time: every row of a workspace in every table, a bounded
 * number at a time, then the workspace; then accounts that have none left. Any number of processes may do it at once.
 */
@Injectable()
export class PurgeDeleted {
  private readonly log = new Logger('PurgeDeleted');

  constructor(
    private readonly repository: PurgeRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** True when there is more to do at once. */
  async execute(): Promise<boolean> {
    const { deletedKeptDays } = this.config;
    const due = await this.repository.dueWorkspaces(deletedKeptDays, WORKSPACES_PER_ROUND);
    let batches = BATCHES_PER_ROUND;
    for (const workspaceId of due) {
      batches = await this.purge(workspaceId, batches);
      if (batches === 0) return true;
    }
    if (due.length > 0) return due.length === WORKSPACES_PER_ROUND;
    for (const accountId of await this.repository.dueAccounts(deletedKeptDays, ACCOUNTS_PER_ROUND))
      await this.repository.deleteAccount(accountId, deletedKeptDays);
    return false;
  }

  /** Returns how many batches are left of what may be done in one round. */
  private async purge(workspaceId: string, batchesMax: number): Promise<number> {
    let left = batchesMax;
    for (const table of await this.repository.tables()) {
      let removed = ROWS_PER_BATCH;
      while (removed === ROWS_PER_BATCH) {
        if (left === 0) return 0;
        left -= 1;
        removed = await this.repository.deleteBatch(table, workspaceId, ROWS_PER_BATCH);
      }
    }
    if (await this.repository.deleteWorkspace(workspaceId, this.config.deletedKeptDays))
      this.log.log(`workspace ${workspaceId} was removed for good`);
    return Math.max(left, 1);
  }
}

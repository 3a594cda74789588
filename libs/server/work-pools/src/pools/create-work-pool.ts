import { Injectable } from '@nestjs/common';
import type { WorkPoolCreate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type WorkspaceScope, violates, rawText } from '@orch/platform';
import { JobVariables } from '../job-variables/job-variables.ts';
import { AnnouncedTransactions } from './announced-transactions.ts';
import { PoolCreation } from './pool-creation.ts';
import { storageText } from './storage-text.ts';
import type { WorkPoolRow } from './work-pool.presenter.ts';

/** Names of pools that begin like this, in any case, belong to the system. */
export const isReservedName = (name: string): boolean => name.toLowerCase().startsWith('prefect');

/** Makes a pool with its default queue. */
@Injectable()
export class CreateWorkPool {
  constructor(
    private readonly transactions: AnnouncedTransactions,
    private readonly pools: PoolCreation,
    private readonly jobVariables: JobVariables,
  ) {}

  /** @throws OrchError `work_pool.reserved`, `work_pool.name_taken`, `job_variables.invalid`, `job_variables.block_not_found` */
  async execute(scope: WorkspaceScope, pool: WorkPoolCreate): Promise<WorkPoolRow> {
    if (isReservedName(pool.name)) throw new OrchError('work_pool.reserved', { name: pool.name });
    const template = rawText(pool.base_job_template);
    const row = await this.transactions
      .run(scope, async (tx, tell) => {
        const prefix = "Validation failed for work pool's job variable defaults: ";
        await this.jobVariables.check(tx, {
          template,
          layers: [],
          prefix,
          ignoreRequired: true,
          ignoreInvalidDefaults: false,
        });
        return this.pools.insert(tx, tell, {
          name: pool.name,
          description: pool.description,
          type: pool.type,
          baseJobTemplate: template,
          isPaused: pool.is_paused,
          concurrencyLimit: pool.concurrency_limit,
          storageConfiguration: storageText(pool.storage_configuration),
        });
      })
      .catch((error: unknown) => {
        throw violates(error, 'unique') ? new OrchError('work_pool.name_taken', { name: pool.name }) : error;
      });
    return pool.concurrency_limit === null ? row : { ...row, active_slots: 0 };
  }
}

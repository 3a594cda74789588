import { OrchError } from '@orch/kernel';
import type { PollRow, PolledQueue } from './scheduled-run.repository.ts';

/** The pool that was asked for, and those of its queues that were. */
export interface PolledPool {
  readonly poolId: string;
  readonly queueIds: string[];
}

/**
 * Reads the first row of an answer.
 * @throws OrchError `work_pool.not_found`, `pool_queue.not_found`
 */
export function polledPoolOf(
  first: Pick<PollRow, 'pool_id' | 'queues'> | undefined,
  poolName: string,
  names: readonly string[] | null,
): PolledPool {
  if (!first) throw new OrchError('work_pool.not_found', {}, { name: poolName });
  const queues = JSON.parse(first.queues ?? '[]') as PolledQueue[]; // built by our own statements
  const missing = names?.find((name) => !queues.some((q) => q.name === name));
  if (missing !== undefined)
    throw new OrchError('pool_queue.not_found', {}, { pool: poolName, name: missing });
  return { poolId: first.pool_id, queueIds: queues.map(({ id }) => id) };
}

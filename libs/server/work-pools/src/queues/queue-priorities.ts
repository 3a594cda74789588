import { prepared, type Tx } from '@orch/platform';

/** A queue's place in its pool; 1 is served first. */
export interface QueuePriority {
  readonly id: string;
  readonly priority: number;
}

/** The smallest free priority. `taken` in any order. */
export function firstFreePriority(taken: readonly number[]): number {
  const sorted = [...taken].sort((a, b) => a - b);
  const gap = sorted.findIndex((priority, i) => priority !== i + 1);
  return gap >= 0 ? gap + 1 : (sorted.at(-1) ?? 0) + 1;
}

/**
 * Gives one queue the priority it asks for and moves the others down as little as needed; priorities stay unique.
 * Returns only the queues whose priority changes.
 * Upstream: models/workers.py, bulk_update_work_queue_priorities (3.8.8).
 */
export function withPriority(queues: readonly QueuePriority[], moved: QueuePriority): QueuePriority[] {
  const others = queues.filter((q) => q.id !== moved.id).sort((a, b) => a.priority - b.priority);
  const at = others.findIndex((q) => q.priority >= moved.priority);
  const order = at < 0 ? [...others, moved] : [...others.slice(0, at), moved, ...others.slice(at)];
  const before = new Map(queues.map((q) => [q.id, q.priority]));
  const changed: QueuePriority[] = [];
  let last = 0;
  for (const queue of order) {
    last = queue.priority <= last ? last + 1 : queue.priority;
    if (before.get(queue.id) !== last) changed.push({ id: queue.id, priority: last });
  }
  return changed;
}

const READ = prepared(
  'work-pools.priorities',
  'select id, priority from work_queue where workspace_id = $1::uuid and work_pool_id = $2::uuid order by priority, id for update',
);
const WRITE = prepared(
  'work-pools.write_priorities',
  `update work_queue q set priority = n.priority from unnest($3::uuid[], $4::int[]) as n(id, priority)
   where q.workspace_id = $1::uuid and q.work_pool_id = $2::uuid and q.id = n.id`,
);

/** The priorities of a pool's queues, locked. */
export const readPriorities = (tx: Tx, poolId: string): Promise<QueuePriority[]> =>
  tx.query<QueuePriority>(READ.with(tx.scope.workspaceId, poolId));

/** Moves one queue of a pool; `queues` as read by `readPriorities`. */
export async function movePriority(
  tx: Tx,
  poolId: string,
  queues: readonly QueuePriority[],
  moved: QueuePriority,
): Promise<void> {
  const changed = withPriority(queues, moved);
  if (changed.length === 0) return;
  await tx.execute(
    WRITE.with(
      tx.scope.workspaceId,
      poolId,
      changed.map((q) => q.id),
      changed.map((q) => q.priority),
    ),
  );
}

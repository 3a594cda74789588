import type { WaitingCause } from '@orch/contract';
import {
  cause,
  counted,
  heldBy,
  isFull,
  limitThing,
  poolThing,
  queueThing,
  runThing,
} from './cause-words.ts';
import { AHEAD_MAX, type LimitFacts, type RunFacts } from './run-facts.ts';

const RAISE = 'Wait for one of them to end, cancel one, or raise the limit.';
/** Limits that belong to one deployment have this in front of its id. */
const OWN_LIMIT = 'deployment:';

/** The limit of the deployment, or the global one that it shares. */
export function deploymentLimitCauses({ deployment }: RunFacts): WaitingCause[] {
  const limit = deployment?.limit;
  if (!limit || !isFull(limit)) return [];
  const isOwn = limit.name.startsWith(OWN_LIMIT);
  const owner = isOwn ? `Deployment ${deployment.name}` : `Limit ${limit.name}`;
  const taken = `${limit.taken} of ${counted(limit.limit ?? 0, 'slot')} ${limit.taken === 1 ? 'is' : 'are'} taken.`;
  return [
    cause(
      isOwn ? 'deployment_limit_full' : 'global_limit_full',
      `${owner} has no free slot`,
      `${taken}${heldBy(limit)}`,
      {
        related: [
          ...(isOwn ? [{ kind: 'deployment', id: deployment.id, name: deployment.name } as const] : []),
          limitThing(limit),
          ...limit.holders.map(runThing),
        ],
        remedy: limit.limit === 0 ? 'Raise the limit: it is 0.' : RAISE,
      },
    ),
  ];
}

const tagCause = (limit: LimitFacts): WaitingCause =>
  cause(
    'tag_limit_full',
    `${limit.name} has no free slot`,
    `${limit.taken} of ${counted(limit.limit ?? 0, 'slot')} taken.${heldBy(limit)}`,
    { related: [limitThing(limit), ...limit.holders.map(runThing)], remedy: RAISE },
  );

/** Limits on tags of the run. */
export const tagLimitCauses = ({ fullTags }: RunFacts): WaitingCause[] => fullTags.map(tagCause);

/** Slots of the pool and of the queue. */
export function poolSlotCauses({ pool, queue }: RunFacts): WaitingCause[] {
  if (pool === null || queue === null) return [];
  const causes: WaitingCause[] = [];
  if (isFull(pool))
    causes.push(
      cause(
        'pool_slots_full',
        `Work pool ${pool.name} has no free slot`,
        `${pool.taken} of ${counted(pool.limit ?? 0, 'slot')} taken.${heldBy(pool)}`,
        { related: [poolThing(pool), ...pool.holders.map(runThing)], remedy: RAISE },
      ),
    );
  if (isFull(queue))
    causes.push(
      cause(
        'queue_slots_full',
        `Work queue ${queue.name} has no free slot`,
        `${queue.taken} of ${counted(queue.limit ?? 0, 'slot')} taken.${heldBy(queue)}`,
        { related: [queueThing(queue), ...queue.holders.map(runThing)], remedy: RAISE },
      ),
    );
  return causes;
}

/** Due runs that are handed out first. */
export function aheadCauses({ pool, queue }: RunFacts): WaitingCause[] {
  if (pool === null || queue === null) return [];
  const { aheadByPriority, aheadInQueue } = queue;
  const ahead = aheadByPriority + aheadInQueue;
  if (ahead === 0) return [];
  const shown = (count: number): string =>
    count >= AHEAD_MAX ? `${AHEAD_MAX} runs or more` : counted(count, 'run');
  const parts = [
    ...(aheadByPriority > 0 ? [`${shown(aheadByPriority)} of queues with a higher priority`] : []),
    ...(aheadInQueue > 0 ? [`${shown(aheadInQueue)} of ${queue.name} that were due earlier`] : []),
  ];
  return [
    cause(
      'behind_others',
      `It is behind ${shown(ahead)}`,
      `Workers of ${pool.name} are handed ${parts.join(' and ')} first.`,
      {
        related: [poolThing(pool), queueThing(queue)],
        remedy: 'Start more workers, or give its queue a higher priority.',
      },
    ),
  ];
}

import { perform, type Steps } from '../effects.ts';
import { type FlowRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';
import { type FlowTransition } from '../transition.ts';

/**
 * A claim needs a free slot of the run's work pool and queue. The poll counts slots as well, but a worker may claim
 * what it was handed long ago. The run stays as it is, to be handed out again.
 * Deviation: the reference counts at the poll only, and so lets its pool limits be exceeded.
 */
export const securePoolSlot: FlowRule = {
  name: 'SecurePoolSlot',
  kind: 'rule',
  from: ANY_STATE & ~maskOf('PENDING', 'RUNNING'),
  to: maskOf('PENDING'),
  before(transition) {
    const workQueueId = transition.run.limitedQueueId;
    if (workQueueId !== null) return abortIfFull(transition, workQueueId);
  },
};

function* abortIfFull(transition: FlowTransition, workQueueId: string): Steps {
  if (yield* perform({ kind: 'check-pool-slot-free', workQueueId })) return;
  transition.abort('The work pool or its queue has no free slot.');
}

import { perform, type Steps } from '../effects.ts';
import { clampedPoissonInterval } from '../poisson-interval.ts';
import { type TaskRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';
import { type TaskTransition } from '../transition.ts';

/**
 * Takes a slot for each tag of the task that has a limit: new limits (`tag:<tag>`, under a lease) first, then the
 * old ones on the tags that are left. A full limit makes the task wait, a limit of 0 aborts it.
 *
 * Deviation: whatever was taken goes back when a later limit or a later rule holds the task up (the reference loses
 * the slots of the new limits when an old one is full).
 * Upstream: core_policy.py, class SecureTaskConcurrencySlots (3.8.8).
 */
export const secureTaskConcurrencySlots: TaskRule = {
  name: 'SecureTaskConcurrencySlots',
  kind: 'rule',
  from: ANY_STATE,
  to: maskOf('RUNNING'),
  before(transition) {
    if (transition.run.tags.length > 0) return takeSlots(transition);
  },
  cleanup(transition) {
    if (transition.tookTagSlots) return giveBack(transition);
  },
};

function* takeSlots(transition: TaskTransition): Steps {
  const { id: taskRunId, tags } = transition.run;
  const lease = yield* perform({ kind: 'acquire-tag-lease', taskRunId, tags });
  if (lease.kind === 'zero') return abortOnZero(transition, lease.tag);
  if (lease.kind === 'full') return waitForLease(transition, lease.tags, lease.averageOccupancySeconds);
  const leased = lease.kind === 'acquired' ? lease.tags : [];
  transition.tookTagSlots = leased.length > 0;
  const left = leased.length === 0 ? tags : tags.filter((tag) => !leased.includes(tag));
  if (left.length === 0) return;
  const slots = yield* perform({ kind: 'acquire-tag-slots', taskRunId, tags: left });
  if (slots.kind === 'acquired') {
    transition.tookTagSlots ||= slots.tags.length > 0;
    return;
  }
  if (transition.tookTagSlots) yield* giveBack(transition);
  if (slots.kind === 'zero') return abortOnZero(transition, slots.tag);
  const waitSeconds = Math.floor(transition.context.settings.tagSlotWaitSeconds);
  transition.wait(waitSeconds, `Concurrency limit for the ${slots.tag} tag has been reached`);
}

function* giveBack(transition: TaskTransition): Steps {
  transition.tookTagSlots = false;
  const { id: taskRunId, tags } = transition.run;
  yield* perform({ kind: 'release-tag-slots', taskRunId, tags });
}

function abortOnZero(transition: TaskTransition, tag: string): void {
  transition.abort(
    `The concurrency limit on tag "${tag}" is 0 and will deadlock if the task tries to run again.`,
  );
}

function waitForLease(
  transition: TaskTransition,
  tags: readonly string[],
  averageSeconds: number | null,
): void {
  const { settings, random } = transition.context;
  const maxSeconds = settings.tagSlotWaitSeconds;
  // An average of 0 says nothing yet, as does none at all.
  const mean = Math.min(
    averageSeconds === null || averageSeconds === 0 ? maxSeconds : averageSeconds,
    maxSeconds,
  );
  const seconds = Math.round(clampedPoissonInterval(mean, random));
  transition.wait(seconds, `Concurrency limit reached for tags: ${tags.join(', ')}`);
}

import { type Micros } from '@orch/kernel';
import { type EnclosingFlowRun } from './run-facts.ts';
import { type ProposedState, type State } from './state.ts';

/** What a try for tag slots (new limits, with a lease) came to. */
export type TagLeaseResult =
  /** No active limit among the tags. */
  | { readonly kind: 'unlimited' }
  | { readonly kind: 'acquired'; readonly leaseId: string; readonly tags: readonly string[] }
  /** A limit of 0; nothing was taken. */
  | { readonly kind: 'zero'; readonly tag: string }
  /**
   * A limit is full; nothing was taken. `tags`: every tag with an active limit, `averageOccupancySeconds`: of the
   * fullest one (null if not known).
   */
  | {
      readonly kind: 'full';
      readonly tags: readonly string[];
      readonly averageOccupancySeconds: number | null;
    };

/** What a try for tag slots (old limits, a list of run ids) came to; all or nothing. */
export type TagSlotResult =
  | { readonly kind: 'acquired'; readonly tags: readonly string[] }
  | { readonly kind: 'zero'; readonly tag: string }
  | { readonly kind: 'full'; readonly tag: string };

/**
 * What a rule asks of the world outside. Each runs in the transaction that holds the run's row lock.
 * `leaseSeconds` is the life of a lease from now.
 */
export type Effect =
  /** Takes one slot of a deployment's limit, under a new lease, or answers a null lease if it is full. */
  | {
      readonly kind: 'acquire-deployment-slot';
      readonly limitId: string;
      readonly flowRunId: string;
      readonly leaseSeconds: number;
    }
  /** Prolongs a lease; false if it is gone (expired and reaped, or revoked). */
  | { readonly kind: 'renew-lease'; readonly leaseId: string; readonly leaseSeconds: number }
  /**
   * Gives a deployment's slot back: the lease's, or if there is no (such) lease one slot of `limitId`, if given.
   * Without a lease the slot was taken for a client older than leases.
   */
  | {
      readonly kind: 'release-deployment-slot';
      readonly leaseId: string | null;
      readonly limitId: string | null;
    }
  /** Forgets a lease and keeps its slot taken: the client is too old to renew it. */
  | { readonly kind: 'revoke-lease'; readonly leaseId: string }
  /** Whether all slots of a limit are taken. */
  | { readonly kind: 'check-deployment-slots-full'; readonly limitId: string }
  /** Whether a run of this queue may take a slot of the queue and its pool; nobody else may until the transition is over. */
  | { readonly kind: 'check-pool-slot-free'; readonly workQueueId: string }
  /** For clients before API 0.8.3: forces each FAILED task run of the flow run to AwaitingRetry, run count 0. */
  | {
      readonly kind: 'reschedule-failed-task-runs';
      readonly flowRunId: string;
      readonly scheduledTimeUs: Micros;
    }
  /** Forces a state upon the task run that stands for a subflow (`taskPolicyFor(state, true)`). */
  | { readonly kind: 'set-parent-task-state'; readonly taskRunId: string; readonly state: ProposedState }
  /** The run changed its state: record the event. */
  | {
      readonly kind: 'record-state-event';
      readonly flowRunId: string;
      readonly initial: State | null;
      readonly validated: State;
    }
  /** The flow run a task belongs to, or null if it is gone. */
  | { readonly kind: 'read-flow-run'; readonly flowRunId: string }
  /** Takes a slot of each active limit named `tag:<tag>`, under one lease without end. */
  | { readonly kind: 'acquire-tag-lease'; readonly taskRunId: string; readonly tags: readonly string[] }
  /** Takes a slot of each old limit on a tag. */
  | { readonly kind: 'acquire-tag-slots'; readonly taskRunId: string; readonly tags: readonly string[] }
  /** Gives every slot back that the task run holds on these tags, old and new limits, leases included. */
  | { readonly kind: 'release-tag-slots'; readonly taskRunId: string; readonly tags: readonly string[] }
  /** The newest state cached under the key that has not expired by `nowUs`, or null. */
  | { readonly kind: 'read-cached-state'; readonly cacheKey: string; readonly nowUs: Micros }
  | {
      readonly kind: 'insert-cached-state';
      readonly cacheKey: string;
      readonly expirationUs: Micros | null;
      readonly stateId: string;
    }
  /** Hands a background task to its workers; `retry` is served before `scheduled`. */
  | {
      readonly kind: 'enqueue-task-run';
      readonly taskRunId: string;
      readonly taskKey: string;
      readonly queue: 'scheduled' | 'retry';
    };

export type EffectKind = Effect['kind'];
export type EffectOf<K extends EffectKind> = Extract<Effect, { kind: K }>;

/** What each effect answers. */
export interface EffectResults {
  'acquire-deployment-slot': { readonly leaseId: string | null };
  'renew-lease': boolean;
  'release-deployment-slot': void;
  'revoke-lease': void;
  'check-deployment-slots-full': boolean;
  'check-pool-slot-free': boolean;
  'reschedule-failed-task-runs': void;
  'set-parent-task-state': void;
  'record-state-event': void;
  'read-flow-run': EnclosingFlowRun | null;
  'acquire-tag-lease': TagLeaseResult;
  'acquire-tag-slots': TagSlotResult;
  'release-tag-slots': void;
  'read-cached-state': State | null;
  'insert-cached-state': void;
  'enqueue-task-run': void;
}
export type EffectResult = EffectResults[EffectKind];

/** A piece of orchestration that may ask for effects. */
export type Steps<R = void> = Generator<Effect, R, EffectResult>;

/** Asks for one effect and gives its typed answer back. */
export function* perform<E extends Effect>(effect: E): Steps<EffectResults[E['kind']]> {
  const result = yield effect;
  // The driver answers an effect with the result of its kind (`EffectHandlers`); a generator cannot say so.
  return result as EffectResults[E['kind']];
}

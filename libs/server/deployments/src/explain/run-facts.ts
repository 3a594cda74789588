import type { Micros } from '@orch/kernel';

/** A run that holds what another one waits for. */
export interface Holder {
  readonly id: string;
  readonly name: string;
}

/** A worker of the run's pool. */
export interface WorkerFact {
  readonly id: string;
  readonly name: string;
  readonly seenUs: Micros;
  readonly createdUs: Micros;
  readonly isOnline: boolean;
  /** Versions of its integrations by name; null when it does not tell. */
  readonly integrations: ReadonlyMap<string, string> | null;
}

/** A queue of the run's pool. */
export interface QueueFact {
  readonly id: string;
  readonly name: string;
  readonly polledUs: Micros | null;
}

/** Slots of a pool, a queue or a limit. */
export interface SlotFacts {
  readonly limit: number | null;
  readonly taken: number;
  /** Some of those that hold the slots. */
  readonly holders: readonly Holder[];
}

export interface PoolFacts extends SlotFacts {
  /** Null when who asks may not see the pool. */
  readonly id: string | null;
  readonly name: string;
  readonly type: string;
  readonly isPaused: boolean;
  readonly pausedUs: Micros | null;
  /** Null where nobody in particular is known: a loop, an automation, a server of one's own. */
  readonly pausedBy: string | null;
  /** The ones that were heard of last, at most `LOOKED_AT_MAX`. */
  readonly workers: readonly WorkerFact[];
  readonly otherQueues: readonly QueueFact[];
}

export interface QueueFacts extends SlotFacts, QueueFact {
  readonly isPaused: boolean;
  readonly pausedUs: Micros | null;
  /** Null where nobody in particular is known: a loop, an automation, a server of one's own. */
  readonly pausedBy: string | null;
  /** Due runs that a poll hands out before this one; counted up to `AHEAD_MAX`. */
  readonly aheadInQueue: number;
  readonly aheadByPriority: number;
}

export interface LimitFacts extends SlotFacts {
  readonly id: string;
  readonly name: string;
}

export interface DeploymentFacts {
  readonly id: string;
  readonly name: string;
  readonly isPaused: boolean;
  readonly polledUs: Micros | null;
  readonly queueName: string | null;
  /** Its own limit, or the global one it shares with others. */
  readonly limit: LimitFacts | null;
}

/** What is known about a run that is not running, and about what surrounds it. */
export interface RunFacts {
  readonly nowUs: Micros;
  readonly id: string;
  readonly stateType: string | null;
  readonly stateName: string | null;
  readonly stateUs: Micros | null;
  readonly dueUs: Micros | null;
  readonly retriesInProcess: boolean;
  /** A worker was handed the run a moment ago and has not claimed it yet. */
  readonly isHandedOut: boolean;
  /** The worker that claimed it, as it says itself. */
  readonly workerName: string | null;
  readonly infrastructurePid: string | null;
  readonly pauseTimeoutUs: Micros | null;
  readonly waitsForInput: boolean;
  readonly isSuspended: boolean;
  readonly deploymentId: string | null;
  readonly queueId: string | null;
  readonly queueName: string | null;
  /** Null for a run without a deployment, and for one whose deployment is gone. */
  readonly deployment: DeploymentFacts | null;
  /** The schedule that made the run, when it is switched off. */
  readonly inactiveScheduleId: string | null;
  readonly pool: PoolFacts | null;
  readonly queue: QueueFacts | null;
  /** Limits on the run's tags that are full. */
  readonly fullTags: readonly LimitFacts[];
}

/** Runs ahead are counted up to here. */
export const AHEAD_MAX = 1_000;
/** So many of those that hold a slot are named. */
export const HOLDERS_MAX = 5;
/** So many workers and queues of a pool are looked at. */
export const LOOKED_AT_MAX = 50;

import type { OutgoingEvent } from '@orch/events';

/** What must be told to others once a transaction is committed; collected while it runs. */
export class AfterCommit {
  readonly events: OutgoingEvent[] = [];
  /** Whether background tasks were queued for their workers. */
  hasQueuedTasks = false;
  /** Work queues that got a run to hand out, and work pools that got a slot to give. */
  readonly woken = new Set<string>();
}

import type { OutgoingEvent } from '@orch/events';

/** A background task that its workers may take now. */
export interface DueTask {
  readonly taskRunId: string;
  readonly taskKey: string;
  readonly queue: 'scheduled' | 'retry';
}

/** What must be told to others once a transaction is committed; collected while it runs. */
export class AfterCommit {
  readonly events: OutgoingEvent[] = [];
  readonly dueTasks: DueTask[] = [];
  /** Work queues that got a run to hand out. */
  readonly wokenQueues = new Set<string>();
}

/** What holds a flow run back; codes are API surface: new ones may come, none is renamed. */
export const WAITING_CODES = [
  'no_deployment',
  'deployment_missing',
  'pool_missing',
  'deployment_paused',
  'schedule_inactive',
  'not_served',
  'scheduled_for_later',
  'awaiting_retry',
  'retries_in_process',
  'deployment_limit_full',
  'global_limit_full',
  'tag_limit_full',
  'pool_paused',
  'queue_paused',
  'no_worker',
  'no_worker_of_type',
  'worker_too_old',
  'worker_polls_other_queues',
  'worker_not_polling',
  'pool_slots_full',
  'queue_slots_full',
  'behind_others',
  'late',
  'infrastructure_starting',
  'infrastructure_not_started',
  'paused',
  'waiting_for_input',
  'suspended',
  'cancelling',
  'cancelling_without_worker',
] as const;
export type WaitingCode = (typeof WAITING_CODES)[number];

/** Something a cause is about: the pool, the runs that hold its slots, … `id` is null for what is gone. */
export interface RelatedThing {
  readonly kind:
    | 'flow-run'
    | 'deployment'
    | 'deployment-schedule'
    | 'work-pool'
    | 'work-queue'
    | 'worker'
    | 'concurrency-limit';
  readonly id: string | null;
  readonly name: string;
}

/** One reason why a run is not running. */
export interface WaitingCause {
  readonly code: WaitingCode;
  /** One line. */
  readonly title: string;
  /** What is known about it, in sentences. */
  readonly detail: string;
  /** Since when it holds, where that is known. */
  readonly since: string | null;
  /** What helps, where somebody can do something. */
  readonly remedy: string | null;
  readonly related: readonly RelatedThing[];
}

/** GET W/flow_runs/{id}/explain: why the run is not running. The most decisive cause first; none: nothing holds it back. */
export interface RunExplanation {
  readonly flow_run_id: string;
  readonly state_type: string | null;
  readonly state_name: string | null;
  readonly computed_at: string;
  readonly causes: readonly WaitingCause[];
}

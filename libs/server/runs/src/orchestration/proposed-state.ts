import type { StateCreate } from '@orch/contract';
import type { ProposedState } from '@orch/orchestration';
import { rawTextOrNull } from '@orch/platform';

/** The wire's state → a proposal. Id and timestamp of the client are not taken over: the server mints them. */
export function toProposedState(wire: StateCreate): ProposedState {
  const d = wire.state_details;
  return {
    type: wire.type,
    name: wire.name,
    message: wire.message,
    data: rawTextOrNull(wire.data),
    details: {
      flowRunId: d.flow_run_id,
      taskRunId: d.task_run_id,
      childFlowRunId: d.child_flow_run_id,
      scheduledTimeUs: d.scheduled_time,
      cacheKey: d.cache_key,
      cacheExpirationUs: d.cache_expiration,
      deferred: d.deferred,
      untrackableResult: d.untrackable_result,
      pauseTimeoutUs: d.pause_timeout,
      pauseReschedule: d.pause_reschedule,
      pauseKey: d.pause_key,
      runInputKeyset: d.run_input_keyset,
      refreshCache: d.refresh_cache,
      retriable: d.retriable,
      transitionId: d.transition_id,
      taskParametersId: d.task_parameters_id,
      traceparent: d.traceparent,
      deploymentConcurrencyLeaseId: d.deployment_concurrency_lease_id,
    },
  };
}

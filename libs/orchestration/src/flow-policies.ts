import { GLOBAL_FLOW_TRANSFORMS } from './global-transforms.ts';
import { Policy, type FlowPolicy } from './policy.ts';
import { bypassCancellingFlowRunsWithNoInfra } from './rules/bypass-cancelling-flow-runs-with-no-infra.ts';
import { copyScheduledTime } from './rules/copy-scheduled-time.ts';
import { enforceCancellingToCancelledTransition } from './rules/enforce-cancelling-to-cancelled-transition.ts';
import { enforceDeploymentConcurrencyOnLate } from './rules/enforce-deployment-concurrency-on-late.ts';
import { ensureOnlyScheduledFlowsMarkedLate } from './rules/ensure-only-scheduled-flows-marked-late.ts';
import { handleFlowTerminalStateTransitions } from './rules/handle-flow-terminal-state-transitions.ts';
import { handlePausingFlows } from './rules/handle-pausing-flows.ts';
import { handleResumingPausedFlows } from './rules/handle-resuming-paused-flows.ts';
import { instrumentFlowRunStateTransitions } from './rules/instrument-flow-run-state-transitions.ts';
import { preserveDeploymentConcurrencyLeaseId } from './rules/preserve-deployment-concurrency-lease-id.ts';
import { preventDuplicateTransitions } from './rules/prevent-duplicate-transitions.ts';
import { preventPendingTransitions } from './rules/prevent-pending-transitions.ts';
import { preventResultDataLoss } from './rules/prevent-result-data-loss.ts';
import { releaseFlowConcurrencySlots } from './rules/release-flow-concurrency-slots.ts';
import { removeDeploymentConcurrencyLeaseForOldClientVersions } from './rules/remove-deployment-concurrency-lease-for-old-client-versions.ts';
import { retryFailedFlows } from './rules/retry-failed-flows.ts';
import { secureFlowConcurrencySlots } from './rules/secure-flow-concurrency-slots.ts';
import { securePoolSlot } from './rules/secure-pool-slot.ts';
import { validateDeploymentConcurrencyAtRunning } from './rules/validate-deployment-concurrency-at-running.ts';
import { waitForScheduledTime } from './rules/wait-for-scheduled-time.ts';

/** What governs a proposal of the client. Upstream: core_policy.py, class CoreFlowPolicy (3.8.8). */
export const CORE_FLOW_POLICY: FlowPolicy = new Policy(
  'CoreFlowPolicy',
  [
    preserveDeploymentConcurrencyLeaseId,
    preventDuplicateTransitions,
    handleFlowTerminalStateTransitions,
    enforceCancellingToCancelledTransition,
    bypassCancellingFlowRunsWithNoInfra,
    preventPendingTransitions,
    validateDeploymentConcurrencyAtRunning,
    securePoolSlot, // ours: before slots of deployments, so that both are always asked for in this order
    secureFlowConcurrencySlots,
    removeDeploymentConcurrencyLeaseForOldClientVersions,
    ensureOnlyScheduledFlowsMarkedLate,
    handlePausingFlows,
    handleResumingPausedFlows,
    copyScheduledTime,
    waitForScheduledTime,
    retryFailedFlows,
    instrumentFlowRunStateTransitions,
    releaseFlowConcurrencySlots,
  ],
  GLOBAL_FLOW_TRANSFORMS,
);

/** What governs a forced state. Upstream: core_policy.py, class MinimalFlowPolicy (3.8.8). */
export const MINIMAL_FLOW_POLICY: FlowPolicy = new Policy(
  'MinimalFlowPolicy',
  [
    preventResultDataLoss,
    bypassCancellingFlowRunsWithNoInfra,
    instrumentFlowRunStateTransitions,
    releaseFlowConcurrencySlots,
  ],
  GLOBAL_FLOW_TRANSFORMS,
);

/** What governs the service that marks runs late. Upstream: core_policy.py, class MarkLateRunsPolicy (3.8.8). */
export const MARK_LATE_RUNS_POLICY: FlowPolicy = new Policy(
  'MarkLateRunsPolicy',
  [ensureOnlyScheduledFlowsMarkedLate, enforceDeploymentConcurrencyOnLate, instrumentFlowRunStateTransitions],
  GLOBAL_FLOW_TRANSFORMS,
);

/**
 * The policy of `set_state`: forced states pass the minimal one.
 * The first state of a flow run is forced as well (`initial` null): use `flowPolicyFor(true)`.
 * Upstream: models/flow_runs.py, functions set_flow_run_state and create_flow_run (3.8.8).
 */
export const flowPolicyFor = (force: boolean): FlowPolicy => (force ? MINIMAL_FLOW_POLICY : CORE_FLOW_POLICY);

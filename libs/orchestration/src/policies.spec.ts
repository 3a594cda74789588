import { readdirSync } from 'node:fs';
import {
  CORE_FLOW_POLICY,
  flowPolicyFor,
  MARK_LATE_RUNS_POLICY,
  MINIMAL_FLOW_POLICY,
} from './flow-policies.ts';
import { GLOBAL_FLOW_TRANSFORMS, GLOBAL_TASK_TRANSFORMS } from './global-transforms.ts';
import { proposedState } from './state.ts';
import {
  BACKGROUND_TASK_POLICY,
  CORE_TASK_POLICY,
  MINIMAL_TASK_POLICY,
  taskPolicyFor,
} from './task-policies.ts';

const COMMON = [
  'SetRunStateType',
  'SetRunStateName',
  'SetRunStateTimestamp',
  'SetStartTime',
  'SetEndTime',
  'IncrementRunTime',
  'SetExpectedStartTime',
  'SetNextScheduledStartTime',
  'UpdateStateDetails',
];

it.each([
  {
    policy: CORE_FLOW_POLICY,
    order: [
      'PreserveDeploymentConcurrencyLeaseId',
      'PreventDuplicateTransitions',
      'HandleFlowTerminalStateTransitions',
      'EnforceCancellingToCancelledTransition',
      'BypassCancellingFlowRunsWithNoInfra',
      'PreventPendingTransitions',
      'ValidateDeploymentConcurrencyAtRunning',
      'SecurePoolSlot', // ours
      'SecureFlowConcurrencySlots',
      'RemoveDeploymentConcurrencyLeaseForOldClientVersions',
      'EnsureOnlyScheduledFlowsMarkedLate',
      'HandlePausingFlows',
      'HandleResumingPausedFlows',
      'CopyScheduledTime',
      'WaitForScheduledTime',
      'RetryFailedFlows',
      'InstrumentFlowRunStateTransitions',
      'ReleaseFlowConcurrencySlots',
    ],
  },
  {
    policy: MINIMAL_FLOW_POLICY,
    order: [
      'PreventResultDataLoss',
      'BypassCancellingFlowRunsWithNoInfra',
      'InstrumentFlowRunStateTransitions',
      'ReleaseFlowConcurrencySlots',
    ],
  },
  {
    policy: MARK_LATE_RUNS_POLICY,
    order: [
      'EnsureOnlyScheduledFlowsMarkedLate',
      'EnforceDeploymentConcurrencyOnLate',
      'InstrumentFlowRunStateTransitions',
    ],
  },
  {
    policy: CORE_TASK_POLICY,
    order: [
      'CacheRetrieval',
      'HandleTaskTerminalStateTransitions',
      'PreventRunningTasksFromStoppedFlows',
      'SecureTaskConcurrencySlots',
      'CopyScheduledTime',
      'WaitForScheduledTime',
      'RetryFailedTasks',
      'RenameReruns',
      'UpdateFlowRunTrackerOnTasks',
      'CacheInsertion',
      'ReleaseTaskConcurrencySlots',
    ],
  },
  {
    policy: BACKGROUND_TASK_POLICY,
    order: [
      'PreventPendingTransitions',
      'CacheRetrieval',
      'HandleTaskTerminalStateTransitions',
      'CopyScheduledTime',
      'CopyTaskParametersID',
      'WaitForScheduledTime',
      'RetryFailedTasks',
      'RenameReruns',
      'UpdateFlowRunTrackerOnTasks',
      'CacheInsertion',
      'ReleaseTaskConcurrencySlots',
      'EnqueueScheduledTasks',
    ],
  },
  { policy: MINIMAL_TASK_POLICY, order: ['ReleaseTaskConcurrencySlots'] },
])('$policy.name has the documented order', ({ policy, order }) => {
  expect(policy.rules.map(({ name }) => name)).toEqual(order);
});

it('keeps the books in the documented order', () => {
  expect(GLOBAL_FLOW_TRANSFORMS.map(({ name }) => name)).toEqual([
    'EnsureFlowRunStateTimestampIsUnique',
    ...COMMON,
    'UpdateSubflowParentTask',
    'UpdateSubflowStateDetails',
    'IncrementFlowRunCount',
    'RemoveResumingIndicator',
  ]);
  expect(GLOBAL_TASK_TRANSFORMS.map(({ name }) => name)).toEqual([...COMMON, 'IncrementTaskRunCount']);
});

it('chooses the policy by force, and for tasks by deferral first', () => {
  const deferred = proposedState('SCHEDULED', { details: { deferred: true } });
  const plain = proposedState('SCHEDULED');
  expect([flowPolicyFor(false), flowPolicyFor(true)]).toEqual([CORE_FLOW_POLICY, MINIMAL_FLOW_POLICY]);
  expect([taskPolicyFor(plain, false), taskPolicyFor(plain, true)]).toEqual([
    CORE_TASK_POLICY,
    MINIMAL_TASK_POLICY,
  ]);
  expect(taskPolicyFor(deferred, true)).toBe(BACKGROUND_TASK_POLICY);
});

it('has a spec for every rule and every group of transforms', () => {
  for (const folder of ['rules', 'transforms']) {
    const files = readdirSync(new URL(folder, import.meta.url));
    const sources = files.filter((file) => !file.endsWith('.spec.ts'));
    expect(sources.length).toBeGreaterThan(0);
    const untested = sources.filter((file) => !files.includes(file.replace(/\.ts$/, '.spec.ts')));
    expect(untested).toEqual([]);
  }
});

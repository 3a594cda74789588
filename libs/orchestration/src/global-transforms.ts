import { type FlowRule, type TaskRule } from './rule.ts';
import {
  incrementFlowRunCount,
  incrementTaskRunCount,
  removeResumingIndicator,
} from './transforms/run-counts.ts';
import {
  ensureFlowRunStateTimestampIsUnique,
  setRunStateName,
  setRunStateTimestamp,
  setRunStateType,
} from './transforms/run-state.ts';
import {
  incrementRunTime,
  setEndTime,
  setExpectedStartTime,
  setNextScheduledStartTime,
  setStartTime,
} from './transforms/run-times.ts';
import {
  updateFlowStateDetails,
  updateSubflowParentTask,
  updateSubflowStateDetails,
  updateTaskStateDetails,
} from './transforms/state-owner.ts';

const COMMON_TRANSFORMS = [
  setRunStateType,
  setRunStateName,
  setRunStateTimestamp,
  setStartTime,
  setEndTime,
  incrementRunTime,
  setExpectedStartTime,
  setNextScheduledStartTime,
] as const;

/** The bookkeeping of every flow run transition, in order. Upstream: global_policy.py, class GlobalFlowPolicy (3.8.8). */
export const GLOBAL_FLOW_TRANSFORMS: readonly FlowRule[] = [
  ensureFlowRunStateTimestampIsUnique,
  ...COMMON_TRANSFORMS,
  updateFlowStateDetails,
  updateSubflowParentTask,
  updateSubflowStateDetails,
  incrementFlowRunCount,
  removeResumingIndicator,
];

/** The bookkeeping of every task run transition, in order. Upstream: global_policy.py, class GlobalTaskPolicy (3.8.8). */
export const GLOBAL_TASK_TRANSFORMS: readonly TaskRule[] = [
  ...COMMON_TRANSFORMS,
  updateTaskStateDetails,
  incrementTaskRunCount,
];

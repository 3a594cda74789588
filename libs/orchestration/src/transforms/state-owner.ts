import { type FlowRule, type TaskRule } from '../rule.ts';
import { ANY_STATE } from '../state-type.ts';

/** The state names its flow run. Upstream: global_policy.py, class UpdateStateDetails (3.8.8). */
export const updateFlowStateDetails: FlowRule = {
  name: 'UpdateStateDetails',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  before({ proposed, run }) {
    if (proposed !== null) proposed.details.flowRunId = run.id;
  },
};

/** The state names its task run and flow run. Upstream: global_policy.py, class UpdateStateDetails (3.8.8). */
export const updateTaskStateDetails: TaskRule = {
  name: 'UpdateStateDetails',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  before({ proposed, run }) {
    if (proposed === null) return;
    proposed.details.flowRunId = run.flowRunId;
    proposed.details.taskRunId = run.id;
  },
};

/**
 * The task run that stands for a subflow in its parent follows the subflow's state.
 * Upstream: global_policy.py, class UpdateSubflowParentTask (3.8.8).
 */
export const updateSubflowParentTask: FlowRule = {
  name: 'UpdateSubflowParentTask',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  after({ proposed, validated, run, afterEffects }) {
    const taskRunId = run.parentTaskRunId;
    if (proposed === null || validated === null || taskRunId === null) return;
    const { type, name, message, data } = validated;
    const details = { ...validated.details, childFlowRunId: run.id };
    const state = { type, name, message, data, details };
    afterEffects.push({ kind: 'set-parent-task-state', taskRunId, state });
  },
};

/**
 * The state of a subflow names the task run that stands for it.
 * Upstream: global_policy.py, class UpdateSubflowStateDetails (3.8.8).
 */
export const updateSubflowStateDetails: FlowRule = {
  name: 'UpdateSubflowStateDetails',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  before({ proposed, run }) {
    if (proposed !== null && run.parentTaskRunId !== null) proposed.details.taskRunId = run.parentTaskRunId;
  },
};

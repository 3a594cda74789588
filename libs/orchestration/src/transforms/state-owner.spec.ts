import { json, tryFlow, tryTask } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import {
  updateFlowStateDetails,
  updateSubflowParentTask,
  updateSubflowStateDetails,
  updateTaskStateDetails,
} from './state-owner.ts';

it('names the runs a state belongs to, whatever the caller says', () => {
  const proposed = proposedState('RUNNING', { details: { flowRunId: 'x', taskRunId: 'y' } });
  const flow = tryFlow([updateFlowStateDetails], { initial: null, proposed });
  const task = tryTask([updateTaskStateDetails], { run: { flowRunId: 'flow' }, initial: null, proposed });
  expect(flow.outcome.state?.details).toMatchObject({ flowRunId: 'run', taskRunId: 'y' });
  expect(task.outcome.state?.details).toMatchObject({ flowRunId: 'flow', taskRunId: 'task' });
});

it("hands a subflow's state to its task run, which names the subflow", () => {
  const proposed = proposedState('COMPLETED', { message: 'm', data: json(1) });
  const run = { parentTaskRunId: 'parent' };
  const { outcome } = tryFlow([updateSubflowParentTask, updateSubflowStateDetails], {
    run,
    initial: null,
    proposed,
  });
  expect(outcome.state?.details).toMatchObject({ taskRunId: 'parent', childFlowRunId: null });
  expect(outcome.afterEffects).toEqual([
    {
      kind: 'set-parent-task-state',
      taskRunId: 'parent',
      state: {
        type: 'COMPLETED',
        name: 'Completed',
        message: 'm',
        data: '1',
        details: { ...outcome.state?.details, childFlowRunId: 'run' },
      },
    },
  ]);
});

it('leaves a run without a parent alone', () => {
  const rules = [updateSubflowParentTask, updateSubflowStateDetails];
  const { outcome } = tryFlow(rules, { initial: null, proposed: 'RUNNING' });
  expect(outcome.afterEffects).toEqual([]);
  expect(outcome.state?.details.taskRunId).toBeNull();
});

import { stateOf, tryTask } from '../fixtures/builders.ts';
import { updateFlowRunTrackerOnTasks as rule } from './update-flow-run-tracker-on-tasks.ts';

const trial = { run: { flowRunId: 'flow' }, initial: 'PENDING', proposed: 'RUNNING' } as const;

it('remembers the attempt of the flow', () => {
  const flowRun = { id: 'flow', runCount: 4, state: stateOf('RUNNING') };
  const { outcome } = tryTask([rule], { ...trial, answers: { 'read-flow-run': flowRun } });
  expect(outcome.run).toEqual({ flowRunRunCount: 4 });
});

it('says so if the flow run is gone', () => {
  const start = () => tryTask([rule], { ...trial, answers: { 'read-flow-run': null } });
  expect(start).toThrow(expect.objectContaining({ code: 'object.not_found' }));
});

it('asks nothing for a task without a flow', () => {
  expect(tryTask([rule], { ...trial, run: {} }).asked).toEqual([]);
});

import { json, stateOf, tryTask, verdict } from '../fixtures/builders.ts';
import { handleTaskTerminalStateTransitions as rule } from './handle-task-terminal-state-transitions.ts';
import { preventRunningTasksFromStoppedFlows } from './prevent-running-tasks-from-stopped-flows.ts';

const RAN = { runCount: 3 };

it.each(['CANCELLING', 'PAUSED', 'CRASHED'] as const)('an ended task does not become %s', (to) => {
  const tried = tryTask([rule], { run: RAN, initial: 'FAILED', proposed: to });
  expect(verdict(tried)).toBe('ABORT: Run is already FAILED.');
  expect(tried.outcome.run).toEqual({});
});

it.each([
  { from: 'COMPLETED', data: json({ a: 1 }), answer: 'REJECT: This run is already completed.' },
  { from: 'COMPLETED', data: json({ type: 'unpersisted' }), answer: 'ACCEPT [RUNNING Running]' },
  { from: 'FAILED', data: json({ a: 1 }), answer: 'ACCEPT [RUNNING Running]' },
] as const)('$from with $data to RUNNING: $answer', ({ from, data, answer }) => {
  expect(verdict(tryTask([rule], { initial: stateOf(from, { data }), proposed: 'RUNNING' }))).toBe(answer);
});

it('counts the retries of a new start from the beginning', () => {
  expect(tryTask([rule], { run: RAN, initial: 'FAILED', proposed: 'PENDING' }).outcome.run).toEqual({
    runCount: 0,
  });
  expect(tryTask([rule], { run: RAN, initial: 'FAILED', proposed: 'COMPLETED' }).outcome.run).toEqual({});
});

it.each([
  { flowRunCount: 2, name: 'Retrying' },
  { flowRunCount: 1, name: 'Running' },
])('a start in attempt $flowRunCount of the flow is named $name', ({ flowRunCount, name }) => {
  const flowRun = { id: 'flow', runCount: flowRunCount, state: stateOf('RUNNING') };
  const { outcome } = tryTask([rule], {
    run: { flowRunId: 'flow', flowRunRunCount: 1 },
    initial: 'FAILED',
    proposed: 'RUNNING',
    answers: { 'read-flow-run': flowRun },
  });
  expect(outcome.state?.name).toBe(name);
});

it('restores the run count when a later rule changes the transition', () => {
  const flowRun = { id: 'flow', runCount: 1, state: stateOf('FAILED') };
  const { outcome, asked } = tryTask([rule, preventRunningTasksFromStoppedFlows], {
    run: { ...RAN, flowRunId: 'flow' },
    initial: 'FAILED',
    proposed: 'RUNNING',
    answers: { 'read-flow-run': flowRun },
  });
  expect(outcome.status).toBe('ABORT');
  expect(outcome.run).toEqual({});
  expect(asked).toHaveLength(1); // the flow run is read once
});

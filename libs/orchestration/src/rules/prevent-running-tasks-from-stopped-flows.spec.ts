import { stateOf, tryTask, verdict } from '../fixtures/builders.ts';
import { STATE_TYPES } from '../state-type.ts';
import { preventRunningTasksFromStoppedFlows as rule } from './prevent-running-tasks-from-stopped-flows.ts';

const ABORT = 'ABORT: The enclosing flow must be running to begin task execution.';
const PAUSED =
  'REJECT: The flow is paused, new tasks can execute after resuming flow run: flow. [PAUSED NotReady]';
const tryIn = (state: ReturnType<typeof stateOf> | null) =>
  tryTask([rule], {
    run: { flowRunId: 'flow' },
    initial: 'PENDING',
    proposed: 'RUNNING',
    answers: { 'read-flow-run': { id: 'flow', runCount: 1, state } },
  });

it.each(STATE_TYPES)('a task of a flow that is %s', (type) => {
  const answers: Partial<Record<string, string>> = { RUNNING: 'ACCEPT [RUNNING Running]', PAUSED };
  expect(verdict(tryIn(stateOf(type)))).toBe(answers[type] ?? ABORT);
});

it('aborts in a flow without a state', () => {
  expect(verdict(tryIn(null))).toBe(ABORT);
});

it("takes the flow's time-out over", () => {
  const details = { pauseTimeoutUs: 9, pauseReschedule: true };
  const tried = tryIn(stateOf('PAUSED', { details: { ...details, pauseKey: 'a' } }));
  expect(tried.outcome.state?.details).toMatchObject({ ...details, pauseKey: null });
});

it('lets a task without a flow run', () => {
  const alone = tryTask([rule], { initial: 'PENDING', proposed: 'RUNNING' });
  expect(alone.outcome.status).toBe('ACCEPT');
  expect(alone.asked).toEqual([]);
});

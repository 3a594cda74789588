import { json, NOW_US, tryTask, verdict } from '../fixtures/builders.ts';
import { EMPTY_TASK_RUN_POLICY, type TaskRunPolicy } from '../run-policy.ts';
import { proposedState } from '../state.ts';
import { retryFailedTasks as rule } from './retry-failed-tasks.ts';

const runOf = (runCount: number, policy: Partial<TaskRunPolicy>) => ({
  runCount,
  empiricalPolicy: { ...EMPTY_TASK_RUN_POLICY, ...policy },
});
const delayOf = (run: ReturnType<typeof runOf>, random = 0.5) => {
  const context = { random: () => random };
  const { outcome } = tryTask([rule], { run, initial: 'RUNNING', proposed: 'FAILED', context });
  return ((outcome.state?.details.scheduledTimeUs ?? Number.NaN) - NOW_US) / 1e6;
};

it.each([
  { retries: 2, runCount: 2, retriable: null, retried: true },
  { retries: 2, runCount: 2, retriable: true, retried: true },
  { retries: 2, runCount: 2, retriable: false, retried: false },
  { retries: 2, runCount: 3, retriable: null, retried: false },
  { retries: null, runCount: 0, retriable: null, retried: false },
])(
  'attempt $runCount of $retries retries, retriable $retriable',
  ({ retries, runCount, retriable, retried }) => {
    const proposed = proposedState('FAILED', { message: 'boom', data: json(1), details: { retriable } });
    const tried = tryTask([rule], { run: runOf(runCount, { retries }), initial: 'RUNNING', proposed });
    expect(verdict(tried)).toBe(
      retried ? 'REJECT: Retrying [SCHEDULED AwaitingRetry]' : 'ACCEPT [FAILED Failed]',
    );
    expect(tried.outcome.state).toMatchObject({ message: 'boom', data: '1' });
  },
);

it.each([
  { retryDelaySeconds: null, runCount: 1, delay: 0 },
  { retryDelaySeconds: 1.5, runCount: 1, delay: 1.5 },
  { retryDelaySeconds: [1, 10, 100], runCount: 1, delay: 1 },
  { retryDelaySeconds: [1, 10, 100], runCount: 2, delay: 10 },
  { retryDelaySeconds: [1, 10], runCount: 3, delay: 10 },
  { retryDelaySeconds: [1, 10], runCount: 0, delay: 10 },
  { retryDelaySeconds: [], runCount: 1, delay: 0 },
])(
  'attempt $runCount with delays $retryDelaySeconds waits $delay s',
  ({ retryDelaySeconds, runCount, delay }) => {
    expect(delayOf(runOf(runCount, { retries: 9, retryDelaySeconds }))).toBe(delay);
  },
);

it('spreads the delay by the jitter factor', () => {
  const run = runOf(1, { retries: 1, retryDelaySeconds: 10, retryJitterFactor: 0.5 });
  expect(delayOf(run, 0)).toBeLessThan(10);
  expect(delayOf(run, 0.999_999)).toBeCloseTo(15, 2);
});

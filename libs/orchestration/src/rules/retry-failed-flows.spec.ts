import { json, NOW_US, stateOf, tryFlow, verdict } from '../fixtures/builders.ts';
import { EMPTY_FLOW_RUN_POLICY } from '../run-policy.ts';
import { proposedState } from '../state.ts';
import { retryFailedFlows as rule } from './retry-failed-flows.ts';

const initial = stateOf('RUNNING', { details: { deploymentConcurrencyLeaseId: 'lease' } });
const proposed = proposedState('FAILED', { message: 'boom', data: json({ a: 1 }) });
const retrying = (retries: number | null, runCount: number) => ({
  runCount,
  empiricalPolicy: {
    ...EMPTY_FLOW_RUN_POLICY,
    retries,
    retryDelaySeconds: 30,
    pauseKeys: ['a'],
    resuming: true,
  },
});

it.each([
  { retries: 2, runCount: 1, retried: true },
  { retries: 2, runCount: 2, retried: true },
  { retries: 2, runCount: 3, retried: false },
  { retries: 0, runCount: 1, retried: false },
  { retries: null, runCount: 1, retried: false },
])('attempt $runCount of $retries retries is retried: $retried', ({ retries, runCount, retried }) => {
  const tried = tryFlow([rule], { run: retrying(retries, runCount), initial, proposed });
  expect(verdict(tried)).toBe(
    retried ? 'REJECT: Retrying [SCHEDULED AwaitingRetry]' : 'ACCEPT [FAILED Failed]',
  );
});

it('keeps message, data and lease, waits, and forgets pauses', () => {
  const { outcome } = tryFlow([rule], { run: retrying(1, 1), initial, proposed });
  expect(outcome.state).toMatchObject({
    message: 'boom',
    data: '{"a":1}',
    details: { scheduledTimeUs: NOW_US + 30_000_000, deploymentConcurrencyLeaseId: 'lease' },
  });
  expect(outcome.run.empiricalPolicy).toMatchObject({
    resuming: false,
    pauseKeys: [],
    retryType: 'in_process',
  });
});

it('clears the retry type when the retries are used up', () => {
  const empiricalPolicy = { ...EMPTY_FLOW_RUN_POLICY, retryType: 'in_process' } as const;
  const { outcome } = tryFlow([rule], { run: { empiricalPolicy }, initial, proposed });
  expect(outcome.run.empiricalPolicy?.retryType).toBeNull();
});

it('puts failed tasks back for clients before API 0.8.3', () => {
  const trial = { run: retrying(1, 1), initial, proposed, context: { apiVersion: '0.8.2' } };
  const tried = tryFlow([rule], trial);
  expect(tried.asked).toEqual([
    { kind: 'reschedule-failed-task-runs', flowRunId: 'run', scheduledTimeUs: NOW_US + 30_000_000 },
  ]);
  expect(tried.outcome.run).toEqual({});
});

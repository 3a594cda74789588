import { DEPLOYMENT, LIMITED, NOW_US, tryFlow, verdict } from '../fixtures/builders.ts';
import { handleResumingPausedFlows } from './handle-resuming-paused-flows.ts';
import { secureFlowConcurrencySlots as rule } from './secure-flow-concurrency-slots.ts';

const run = { deploymentId: 'd', deployment: LIMITED };
const FREE = { 'acquire-deployment-slot': { leaseId: 'lease' } };
const FULL = { 'acquire-deployment-slot': { leaseId: null } };

it('takes a slot under a lease', () => {
  const tried = tryFlow([rule], { run, initial: 'SCHEDULED', proposed: 'PENDING', answers: FREE });
  expect(tried.asked).toEqual([
    { kind: 'acquire-deployment-slot', limitId: 'limit', flowRunId: 'run', leaseSeconds: 300 },
  ]);
  expect(tried.outcome.state?.details.deploymentConcurrencyLeaseId).toBe('lease');
});

it.each([null, 'ENQUEUE'] as const)(
  'sends a run back to wait if the limit is full (%s)',
  (collisionStrategy) => {
    const deployment = { ...LIMITED, collisionStrategy };
    const trial = {
      run: { ...run, deployment },
      initial: 'SCHEDULED',
      proposed: 'PENDING',
      answers: FULL,
    } as const;
    const tried = tryFlow([rule], trial);
    expect(verdict(tried)).toBe(
      'REJECT: Deployment concurrency limit reached. [SCHEDULED AwaitingConcurrencySlot]',
    );
    expect(tried.outcome.state?.details.scheduledTimeUs).toBe(NOW_US + 30_000_000);
  },
);

it('cancels a run if the limit is full and says so', () => {
  const deployment = { ...LIMITED, collisionStrategy: 'CANCEL_NEW' } as const;
  const trial = {
    run: { ...run, deployment },
    initial: 'SCHEDULED',
    proposed: 'PENDING',
    answers: FULL,
  } as const;
  expect(verdict(tryFlow([rule], trial))).toBe(
    'REJECT: Deployment concurrency limit reached. [CANCELLED Cancelled]',
  );
});

it('gives the slot back when a later rule refuses', () => {
  const tried = tryFlow([rule, handleResumingPausedFlows], {
    run,
    initial: 'PAUSED',
    proposed: 'PENDING',
    answers: FREE,
  });
  expect(tried.outcome.status).toBe('REJECT');
  expect(tried.asked.at(-1)).toEqual({ kind: 'release-deployment-slot', leaseId: 'lease', limitId: 'limit' });
});

it.each([
  {
    deployment: { ...LIMITED, concurrencyLimit: 0 },
    answer: 'ABORT: The deployment concurrency limit is 0. The flow will deadlock if submitted again.',
  },
  { deployment: null, answer: 'ABORT: Deployment not found.' },
  { deployment: DEPLOYMENT, answer: 'ACCEPT [PENDING Pending]' },
])('asks for nothing with $deployment', ({ deployment, answer }) => {
  const tried = tryFlow([rule], {
    run: { deploymentId: 'd', deployment },
    initial: 'SCHEDULED',
    proposed: 'PENDING',
  });
  expect(verdict(tried)).toBe(answer);
  expect(tried.asked).toEqual([]);
});

it.each([
  { run: {}, clientVersion: '3.8.8', initial: 'SCHEDULED' },
  { run, clientVersion: '3.0.3', initial: 'SCHEDULED' }, // workers of that version count slots themselves
  { run, clientVersion: '3.8.8', initial: 'PENDING' },
  { run, clientVersion: '3.8.8', initial: 'RUNNING' },
] as const)('leaves alone: $initial, client $clientVersion', ({ run: facts, clientVersion, initial }) => {
  const tried = tryFlow([rule], { run: facts, initial, proposed: 'PENDING', context: { clientVersion } });
  expect(tried.asked).toEqual([]);
});

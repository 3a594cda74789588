import { DEPLOYMENT, LIMITED, NOW_US, stateOf, tryFlow, verdict } from '../fixtures/builders.ts';
import { validateDeploymentConcurrencyAtRunning as rule } from './validate-deployment-concurrency-at-running.ts';
import { waitForScheduledTime } from './wait-for-scheduled-time.ts';

const initial = stateOf('PENDING', { details: { deploymentConcurrencyLeaseId: 'old' } });
const run = { deploymentId: 'd', deployment: LIMITED };
const RENEW = { kind: 'renew-lease', leaseId: 'old', leaseSeconds: 300 };
const TAKE = { kind: 'acquire-deployment-slot', limitId: 'limit', flowRunId: 'run', leaseSeconds: 300 };

it('renews the lease', () => {
  const tried = tryFlow([rule], { run, initial, proposed: 'RUNNING', answers: { 'renew-lease': true } });
  expect(tried.asked).toEqual([RENEW]);
  expect(tried.outcome.state?.details.deploymentConcurrencyLeaseId).toBe('old');
});

it('takes a new slot if the lease was reaped', () => {
  const answers = { 'renew-lease': false, 'acquire-deployment-slot': { leaseId: 'new' } };
  const tried = tryFlow([rule], { run, initial, proposed: 'RUNNING', answers });
  expect(tried.asked).toEqual([RENEW, TAKE]);
  expect(tried.outcome.state?.details.deploymentConcurrencyLeaseId).toBe('new');
});

it('cancels the run if there is no slot any more', () => {
  const answers = { 'renew-lease': false, 'acquire-deployment-slot': { leaseId: null } };
  const tried = tryFlow([rule], { run, initial, proposed: 'RUNNING', answers });
  expect(verdict(tried)).toBe(
    'REJECT: Deployment concurrency limit reached after lease expiry. [CANCELLED Cancelled]',
  );
  expect(tried.outcome.state?.message).toMatch(/lost during provisioning/);
});

it('gives a new slot back if the run starts too early', () => {
  const early = stateOf('PENDING', {
    details: { deploymentConcurrencyLeaseId: 'old', scheduledTimeUs: NOW_US + 9_000_000 },
  });
  const answers = { 'renew-lease': false, 'acquire-deployment-slot': { leaseId: 'new' } };
  const trial = { run, initial: early, proposed: 'RUNNING', answers } as const;
  const tried = tryFlow([rule, waitForScheduledTime], trial);
  expect(tried.outcome.status).toBe('WAIT');
  expect(tried.asked.at(-1)).toEqual({ kind: 'release-deployment-slot', leaseId: 'new', limitId: null });
});

it("uses the deployment's grace period", () => {
  const deployment = { ...LIMITED, gracePeriodSeconds: 90 };
  const tried = tryFlow([rule], {
    run: { ...run, deployment },
    initial,
    proposed: 'RUNNING',
    answers: { 'renew-lease': true },
  });
  expect(tried.asked).toEqual([{ ...RENEW, leaseSeconds: 90 }]);
});

it.each([
  { why: 'an old client', trial: { run, initial, context: { clientVersion: '3.4.10' } } },
  { why: 'an unknown client', trial: { run, initial, context: { clientVersion: null } } },
  { why: 'a run without a lease', trial: { run, initial: stateOf('PENDING') } },
  { why: 'a run without a deployment', trial: { initial } },
  { why: 'no limit any more', trial: { run: { ...run, deployment: DEPLOYMENT }, initial } },
])('checks nothing for $why', ({ trial }) => {
  const tried = tryFlow([rule], { ...trial, proposed: 'RUNNING' });
  expect(tried.asked).toEqual([]);
  expect(verdict(tried)).toBe('ACCEPT [RUNNING Running]');
});

import { NOW_US, stateOf, tryFlow } from '../fixtures/builders.ts';
import { removeDeploymentConcurrencyLeaseForOldClientVersions as rule } from './remove-deployment-concurrency-lease-for-old-client-versions.ts';
import { waitForScheduledTime } from './wait-for-scheduled-time.ts';

const leased = (scheduledTimeUs: number | null = null) =>
  stateOf('PENDING', { details: { deploymentConcurrencyLeaseId: 'lease', scheduledTimeUs } });
const REVOKE = [{ kind: 'revoke-lease', leaseId: 'lease' }];

it.each([
  { clientVersion: null, to: 'RUNNING', after: REVOKE },
  { clientVersion: '3.4.10', to: 'RUNNING', after: REVOKE },
  { clientVersion: '3.4.11rc1', to: 'CANCELLING', after: REVOKE },
  { clientVersion: '3.4.11', to: 'RUNNING', after: [] },
  { clientVersion: '3.8.8', to: 'RUNNING', after: [] },
  { clientVersion: null, to: 'FAILED', after: [] },
] as const)('client $clientVersion, PENDING to $to', ({ clientVersion, to, after }) => {
  const tried = tryFlow([rule], { initial: leased(), proposed: to, context: { clientVersion } });
  expect(tried.outcome.afterEffects).toEqual(after);
});

it('keeps the lease of a run that does not start', () => {
  const trial = {
    initial: leased(NOW_US + 9e6),
    proposed: 'RUNNING',
    context: { clientVersion: null },
  } as const;
  expect(tryFlow([rule, waitForScheduledTime], trial).outcome.afterEffects).toEqual([]);
  const unleased = tryFlow([rule], { ...trial, initial: stateOf('PENDING') });
  expect(unleased.outcome.afterEffects).toEqual([]);
});

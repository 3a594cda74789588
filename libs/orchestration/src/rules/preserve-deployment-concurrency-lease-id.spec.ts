import { stateOf, tryFlow } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { preserveDeploymentConcurrencyLeaseId as rule } from './preserve-deployment-concurrency-lease-id.ts';

it.each([
  { held: 'old', brought: null, kept: 'old' },
  { held: 'old', brought: 'new', kept: 'new' },
  { held: null, brought: null, kept: null },
])('a run holding $held that proposes $brought keeps $kept', ({ held, brought, kept }) => {
  const initial = stateOf('PENDING', { details: { deploymentConcurrencyLeaseId: held } });
  const proposed = proposedState('PENDING', { details: { deploymentConcurrencyLeaseId: brought } });
  const { outcome } = tryFlow([rule], { initial, proposed });
  expect(outcome.state?.details.deploymentConcurrencyLeaseId).toBe(kept);
  expect(proposed.details.deploymentConcurrencyLeaseId).toBe(brought); // the caller's object is not touched
});

it('has nothing to carry for the first state', () => {
  const { outcome } = tryFlow([rule], { initial: null, proposed: 'PENDING' });
  expect(outcome.state?.details.deploymentConcurrencyLeaseId).toBeNull();
});

import { stateOf, tryFlow } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { preventPendingTransitions as rule } from './prevent-pending-transitions.ts';

it.each([
  { from: 'PENDING', name: 'Pending', asked: 'Pending', status: 'ABORT' },
  { from: 'PENDING', name: 'Pending', asked: 'Submitting', status: 'ACCEPT' },
  { from: 'PENDING', name: 'Submitting', asked: 'InfrastructurePending', status: 'ACCEPT' },
  { from: 'PENDING', name: 'Submitting', asked: 'Submitting', status: 'ABORT' },
  { from: 'PENDING', name: 'Submitting', asked: 'Pending', status: 'ABORT' }, // a second worker
  { from: 'RUNNING', name: 'Running', asked: 'Submitting', status: 'ABORT' },
  { from: 'CANCELLING', name: 'Cancelling', asked: 'Pending', status: 'ABORT' },
  { from: 'CANCELLED', name: 'Cancelled', asked: 'Pending', status: 'ABORT' },
  { from: 'SCHEDULED', name: 'Scheduled', asked: 'Pending', status: 'ACCEPT' },
] as const)('$from $name to $asked: $status', ({ from, name, asked, status }) => {
  const initial = stateOf(from, { name });
  const { outcome } = tryFlow([rule], { initial, proposed: proposedState('PENDING', { name: asked }) });
  expect(outcome.status).toBe(status);
  if (outcome.details.type === 'abort_details') {
    expect(outcome.details.reason).toBe(
      `This run is in a ${from} state and cannot transition to a PENDING state.`,
    );
  }
});

it('keeps the scheduled time and the lease while PENDING goes on', () => {
  const details = { scheduledTimeUs: 5, deploymentConcurrencyLeaseId: 'lease' };
  const { outcome } = tryFlow([rule], {
    initial: stateOf('PENDING', { details }),
    proposed: proposedState('PENDING', { name: 'Submitting' }),
  });
  expect(outcome.state?.details).toMatchObject(details);
});

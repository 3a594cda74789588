import { LIMITED, tryFlow, verdict } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { enforceDeploymentConcurrencyOnLate as rule } from './enforce-deployment-concurrency-on-late.ts';

const LATE = proposedState('SCHEDULED', { name: 'Late' });
const CANCEL_NEW = { ...LIMITED, collisionStrategy: 'CANCEL_NEW' } as const;

it.each([
  {
    full: true,
    answer:
      'REJECT: Deployment concurrency limit is full and uses the CANCEL_NEW strategy. [CANCELLED Cancelled]',
  },
  { full: false, answer: 'ACCEPT [SCHEDULED Late]' },
])('a late run with a full limit ($full): $answer', ({ full, answer }) => {
  const tried = tryFlow([rule], {
    run: { deploymentId: 'd', deployment: CANCEL_NEW },
    initial: 'SCHEDULED',
    proposed: LATE,
    answers: { 'check-deployment-slots-full': full },
  });
  expect(verdict(tried)).toBe(answer);
  expect(tried.asked).toEqual([{ kind: 'check-deployment-slots-full', limitId: 'limit' }]);
});

it.each([
  { run: { deploymentId: 'd', deployment: LIMITED }, proposed: LATE },
  { run: { deploymentId: 'd', deployment: null }, proposed: LATE },
  { run: {}, proposed: LATE },
  { run: { deploymentId: 'd', deployment: CANCEL_NEW }, proposed: proposedState('SCHEDULED') },
])('does not look at the limit for $run and $proposed.name', ({ run, proposed }) => {
  const tried = tryFlow([rule], { run, initial: 'SCHEDULED', proposed });
  expect(tried.asked).toEqual([]);
  expect(tried.outcome.status).toBe('ACCEPT');
});

import { tryFlow } from '../fixtures/builders.ts';
import { STATE_TYPES } from '../state-type.ts';
import { enforceCancellingToCancelledTransition as rule } from './enforce-cancelling-to-cancelled-transition.ts';

it.each(STATE_TYPES)('CANCELLING to %s', (to) => {
  const { outcome } = tryFlow([rule], { initial: 'CANCELLING', proposed: to });
  expect(outcome.status).toBe(to === 'CANCELLED' ? 'ACCEPT' : 'REJECT');
  expect(outcome.state?.type).toBe(to === 'CANCELLED' ? 'CANCELLED' : undefined);
});

it('leaves other runs alone', () => {
  expect(tryFlow([rule], { initial: 'RUNNING', proposed: 'FAILED' }).outcome.status).toBe('ACCEPT');
});

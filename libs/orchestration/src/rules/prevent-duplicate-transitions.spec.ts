import { stateOf, tryFlow, verdict } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { preventDuplicateTransitions as rule } from './prevent-duplicate-transitions.ts';

it.each([
  { current: 'a', asked: 'a', answer: 'REJECT: This run has already made this state transition.' },
  { current: 'a', asked: 'b', answer: 'ACCEPT [RUNNING Running]' },
  { current: null, asked: 'a', answer: 'ACCEPT [RUNNING Running]' },
  { current: null, asked: null, answer: 'ACCEPT [RUNNING Running]' },
])('transition $asked after $current is answered $answer', ({ current, asked, answer }) => {
  const initial = stateOf('RUNNING', { details: { transitionId: current } });
  const proposed = proposedState('RUNNING', { details: { transitionId: asked } });
  expect(verdict(tryFlow([rule], { initial, proposed }))).toBe(answer);
});

it('lets the first state pass', () => {
  const proposed = proposedState('PENDING', { details: { transitionId: 'a' } });
  expect(verdict(tryFlow([rule], { initial: null, proposed }))).toBe('ACCEPT [PENDING Pending]');
});

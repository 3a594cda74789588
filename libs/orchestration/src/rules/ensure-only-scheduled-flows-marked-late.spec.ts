import { stateOf, tryFlow, verdict } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { ensureOnlyScheduledFlowsMarkedLate as rule } from './ensure-only-scheduled-flows-marked-late.ts';

it.each([
  { from: 'SCHEDULED', name: 'Scheduled', to: 'Late', answer: 'ACCEPT [SCHEDULED Late]' },
  { from: 'SCHEDULED', name: 'Late', to: 'Late', answer: 'REJECT: This flow run is already marked late.' },
  {
    from: 'RUNNING',
    name: 'Running',
    to: 'Late',
    answer: 'REJECT: Only scheduled flows can be marked late.',
  },
  { from: 'SCHEDULED', name: 'Late', to: 'Scheduled', answer: 'ACCEPT [SCHEDULED Scheduled]' },
] as const)('$name to $to: $answer', ({ from, name, to, answer }) => {
  const proposed = proposedState('SCHEDULED', { name: to });
  expect(verdict(tryFlow([rule], { initial: stateOf(from, { name }), proposed }))).toBe(answer);
});

it('lets a first state be late', () => {
  const proposed = proposedState('SCHEDULED', { name: 'Late' });
  expect(tryFlow([rule], { initial: null, proposed }).outcome.status).toBe('ACCEPT');
});

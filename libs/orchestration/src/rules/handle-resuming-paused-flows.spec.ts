import { NOW_US, stateOf, tryFlow, verdict } from '../fixtures/builders.ts';
import { type StateDetails } from '../state-details.ts';
import { STATE_TYPES } from '../state-type.ts';
import { handleResumingPausedFlows as rule } from './handle-resuming-paused-flows.ts';

const paused = (details: Partial<StateDetails> = {}) => stateOf('PAUSED', { details });

it.each(STATE_TYPES)('PAUSED to %s', (to) => {
  const tried = tryFlow([rule], { initial: paused(), proposed: to });
  const refused = to === 'PENDING' || to === 'PAUSED';
  expect(tried.outcome.status).toBe(refused ? 'REJECT' : 'ACCEPT');
  if (refused) {
    expect(verdict(tried)).toBe(
      `REJECT: This run cannot transition to the ${to} state from the PAUSED state.`,
    );
  }
  expect(tried.outcome.run.empiricalPolicy?.resuming).toBe(true);
});

it.each([
  {
    why: 'suspended, no deployment',
    initial: paused({ pauseReschedule: true }),
    to: 'RUNNING',
    answer: 'REJECT: Cannot reschedule a running flow run without a deployment.',
  },
  {
    why: 'past the time-out',
    initial: paused({ pauseTimeoutUs: NOW_US - 1 }),
    to: 'RUNNING',
    answer: 'REJECT: The flow run pause has timed out and can no longer resume. [FAILED Failed]',
  },
  {
    why: 'past the time-out, but cancelled',
    initial: paused({ pauseTimeoutUs: NOW_US - 1 }),
    to: 'CANCELLING',
    answer: 'ACCEPT [CANCELLING Cancelling]',
  },
  {
    why: 'in time',
    initial: paused({ pauseTimeoutUs: NOW_US }),
    to: 'RUNNING',
    answer: 'ACCEPT [RUNNING Running]',
  },
] as const)('$why', ({ initial, to, answer }) => {
  expect(verdict(tryFlow([rule], { initial, proposed: to }))).toBe(answer);
});

import { DEPLOYMENT, tryFlow, verdict } from '../fixtures/builders.ts';
import { EMPTY_FLOW_RUN_POLICY } from '../run-policy.ts';
import { proposedState } from '../state.ts';
import { handlePausingFlows as rule } from './handle-pausing-flows.ts';

const FIRED = { empiricalPolicy: { ...EMPTY_FLOW_RUN_POLICY, pauseKeys: ['a'] } };
const paused = (pauseKey: string | null) => proposedState('PAUSED', { details: { pauseKey } });
const SUSPENDED = proposedState('PAUSED', {
  name: 'Suspended',
  details: { pauseKey: 'b', pauseReschedule: true },
});

it('remembers the key of the pause, or makes one up', () => {
  const named = tryFlow([rule], { run: FIRED, initial: 'RUNNING', proposed: paused('b') });
  const nameless = tryFlow([rule], { run: FIRED, initial: 'RUNNING', proposed: paused(null) });
  expect(named.outcome.run.empiricalPolicy?.pauseKeys).toEqual(['a', 'b']);
  expect(nameless.outcome.run.empiricalPolicy?.pauseKeys).toEqual(['a', 'id-1']);
});

it.each([
  { run: FIRED, initial: 'RUNNING', proposed: paused('a'), answer: 'REJECT: This pause has already fired.' },
  {
    run: {},
    initial: 'PENDING',
    proposed: paused('b'),
    answer: 'REJECT: Cannot pause flows that are not currently running.',
  },
  { run: {}, initial: null, proposed: paused('b'), answer: 'ABORT: Cannot pause flows with no state.' },
  {
    run: {},
    initial: 'RUNNING',
    proposed: SUSPENDED,
    answer: 'ABORT: Cannot suspend flows without a deployment.',
  },
  {
    run: { parentTaskRunId: 'p' },
    initial: 'RUNNING',
    proposed: SUSPENDED,
    answer: 'ABORT: Cannot suspend subflows.',
  },
] as const)('$answer', ({ run, initial, proposed, answer }) => {
  const tried = tryFlow([rule], { run, initial, proposed });
  expect(verdict(tried)).toBe(answer);
  expect(tried.outcome.run).toEqual({});
});

it('suspends a run of a deployment', () => {
  const run = { deploymentId: 'd', deployment: DEPLOYMENT };
  const tried = tryFlow([rule], { run, initial: 'RUNNING', proposed: SUSPENDED });
  expect(verdict(tried)).toBe('ACCEPT [PAUSED Suspended]');
});

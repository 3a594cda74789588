import { DEPLOYMENT, flowFacts, json, stateOf, tryFlow, verdict } from '../fixtures/builders.ts';
import { EMPTY_FLOW_RUN_POLICY } from '../run-policy.ts';
import { type StateType } from '../state-type.ts';
import { proposedState } from '../state.ts';
import { handleFlowTerminalStateTransitions as rule } from './handle-flow-terminal-state-transitions.ts';
import { secureFlowConcurrencySlots } from './secure-flow-concurrency-slots.ts';

const RESULT = json({ storage_key: 'k' });
const DEPLOYED = { deploymentId: 'd', deployment: DEPLOYMENT };
const ENDS: StateType[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED'];

it.each(ENDS.flatMap((from) => (['CANCELLING', 'PAUSED', 'CRASHED'] as const).map((to) => ({ from, to }))))(
  '$from does not become $to',
  ({ from, to }) => {
    const tried = tryFlow([rule], { initial: from, proposed: to });
    expect(verdict(tried)).toBe(`ABORT: Run is already in terminal state ${from}.`);
  },
);

it.each(ENDS)('a run that is %s is not handed out again', (from) => {
  const tried = tryFlow([rule], { run: DEPLOYED, initial: from, proposed: 'PENDING' });
  expect(verdict(tried)).toBe(
    `ABORT: This run is in a ${from} state and cannot transition to a PENDING state.`,
  );
});

it.each([
  { name: 'Submitting', status: 'ABORT' },
  { name: 'InfrastructurePending', status: 'ABORT' },
  { name: 'NotReady', status: 'ACCEPT' }, // a nested run whose inputs failed: nothing is handed out
])('PENDING named $name after FAILED is answered $status', ({ name, status }) => {
  const tried = tryFlow([rule], { initial: 'FAILED', proposed: proposedState('PENDING', { name }) });
  expect(tried.outcome.status).toBe(status);
});

it.each([
  { held: RESULT, to: 'RUNNING', brought: null, answer: 'REJECT: Run is already COMPLETED.' },
  { held: RESULT, to: 'SCHEDULED', brought: null, answer: 'REJECT: Run is already COMPLETED.' },
  { held: RESULT, to: 'PENDING', brought: null, answer: 'REJECT: Run is already COMPLETED.' },
  { held: RESULT, to: 'FAILED', brought: null, answer: 'ACCEPT [FAILED Failed]' },
  { held: RESULT, to: 'COMPLETED', brought: RESULT, answer: 'ACCEPT [COMPLETED Completed]' },
  {
    held: RESULT,
    to: 'COMPLETED',
    brought: null,
    answer:
      'REJECT: Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.',
  },
  { held: json({ type: 'unpersisted' }), to: 'RUNNING', brought: null, answer: 'ACCEPT [RUNNING Running]' },
  { held: json({}), to: 'RUNNING', brought: null, answer: 'ACCEPT [RUNNING Running]' },
  { held: json('text'), to: 'RUNNING', brought: null, answer: 'ACCEPT [RUNNING Running]' },
  { held: null, to: 'RUNNING', brought: null, answer: 'ACCEPT [RUNNING Running]' },
] as const)('COMPLETED with $held to $to with $brought: $answer', ({ held, to, brought, answer }) => {
  const initial = stateOf('COMPLETED', { data: held });
  const proposed = proposedState(to, { data: brought });
  expect(verdict(tryFlow([rule], { run: DEPLOYED, initial, proposed }))).toBe(answer);
});

it('is rescheduled only with a deployment', () => {
  const tried = tryFlow([rule], { initial: 'FAILED', proposed: 'SCHEDULED' });
  expect(verdict(tried)).toBe('ABORT: Cannot reschedule a run without an associated deployment.');
});

describe('what the run knew about pauses', () => {
  const empiricalPolicy = { ...EMPTY_FLOW_RUN_POLICY, pauseKeys: ['a'], resuming: true };
  const run = { ...DEPLOYED, empiricalPolicy };

  it.each([
    { to: 'SCHEDULED', retryType: 'reschedule' },
    { to: 'RUNNING', retryType: null },
  ] as const)('is reset on the way to $to', ({ to, retryType }) => {
    const { outcome } = tryFlow([rule], { run, initial: 'FAILED', proposed: to });
    expect(outcome.run.empiricalPolicy).toEqual({ ...EMPTY_FLOW_RUN_POLICY, retryType });
  });

  it('stays when the run only changes how it ended, or the caller knows no pauses', () => {
    const ended = tryFlow([rule], { run, initial: 'FAILED', proposed: 'COMPLETED' });
    const old = tryFlow([rule], {
      run,
      initial: 'FAILED',
      proposed: 'RUNNING',
      context: { apiVersion: '0.8.3' },
    });
    expect(ended.outcome.run).toEqual({});
    expect(old.outcome.run).toEqual({});
  });

  it('comes back when a later rule changes the transition', () => {
    const deployment = { ...DEPLOYMENT, concurrencyLimitId: 'limit', concurrencyLimit: 1 };
    const tried = tryFlow([rule, secureFlowConcurrencySlots], {
      run: { ...run, deployment },
      initial: 'FAILED',
      proposed: proposedState('PENDING', { name: 'NotReady' }),
      answers: { 'acquire-deployment-slot': { leaseId: null } },
    });
    expect(tried.outcome.state?.name).toBe('AwaitingConcurrencySlot');
    expect(tried.outcome.run).toEqual({});
    expect(flowFacts(run).empiricalPolicy).toBe(empiricalPolicy);
  });
});

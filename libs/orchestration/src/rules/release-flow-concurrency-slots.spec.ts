import { DEPLOYMENT, LIMITED, stateOf, tryFlow } from '../fixtures/builders.ts';
import { EMPTY_FLOW_RUN_POLICY } from '../run-policy.ts';
import { proposedState } from '../state.ts';
import { STATE_TYPES, type StateType } from '../state-type.ts';
import { releaseFlowConcurrencySlots as rule } from './release-flow-concurrency-slots.ts';
import { retryFailedFlows } from './retry-failed-flows.ts';

const run = { deploymentId: 'd', deployment: LIMITED };
const leased = (type: StateType) => stateOf(type, { details: { deploymentConcurrencyLeaseId: 'lease' } });
const RELEASE = [{ kind: 'release-deployment-slot', leaseId: 'lease', limitId: 'limit' }];
const HOLDING: StateType[] = ['PENDING', 'RUNNING', 'CANCELLING'];

it.each(STATE_TYPES.flatMap((from) => STATE_TYPES.map((to) => ({ from, to }))))(
  '$from to $to',
  ({ from, to }) => {
    const { outcome } = tryFlow([rule], { run, initial: leased(from), proposed: to });
    const leaves = HOLDING.includes(from) && !HOLDING.includes(to);
    expect(outcome.afterEffects).toEqual(leaves ? RELEASE : []);
  },
);

it('keeps the slot of a run that retries in its process, not of one that leaves it', () => {
  const empiricalPolicy = { ...EMPTY_FLOW_RUN_POLICY, retries: 1 };
  const trial = { run: { ...run, empiricalPolicy, runCount: 1 }, initial: leased('RUNNING') };
  const inProcess = tryFlow([retryFailedFlows, rule], { ...trial, proposed: 'FAILED' });
  const proposed = proposedState('SCHEDULED', { name: 'AwaitingRetry' });
  const leaving = tryFlow([retryFailedFlows, rule], { ...trial, proposed });
  expect(inProcess.outcome.afterEffects).toEqual([]);
  expect(leaving.outcome.afterEffects).toEqual(RELEASE);
});

it('gives a slot back that was taken without a lease', () => {
  const { outcome } = tryFlow([rule], { run, initial: 'RUNNING', proposed: 'COMPLETED' });
  expect(outcome.afterEffects).toEqual([
    { kind: 'release-deployment-slot', leaseId: null, limitId: 'limit' },
  ]);
});

it('has nothing to give back without a deployment or a limit', () => {
  const adHoc = tryFlow([rule], { initial: leased('RUNNING'), proposed: 'COMPLETED' });
  const unlimited = tryFlow([rule], {
    run: { deploymentId: 'd', deployment: DEPLOYMENT },
    initial: 'RUNNING',
    proposed: 'COMPLETED',
  });
  expect(adHoc.outcome.afterEffects).toEqual([]);
  expect(unlimited.outcome.afterEffects).toEqual([]);
});

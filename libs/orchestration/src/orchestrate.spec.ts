import { contextOf, DEPLOYMENT, flowFacts, LIMITED, NOW_US, stateOf, tryFlow } from './fixtures/builders.ts';
import { drive, driveSync, runAfterEffects, type EffectHandlers } from './drive.ts';
import { type Effect } from './effects.ts';
import { CORE_FLOW_POLICY, MARK_LATE_RUNS_POLICY, MINIMAL_FLOW_POLICY } from './flow-policies.ts';
import { orchestrateFlowRun } from './orchestrate.ts';
import { type FlowRule } from './rule.ts';
import { ANY_STATE, maskOf, STATE_TYPES } from './state-type.ts';
import { proposedState } from './state.ts';

describe('rules and transforms', () => {
  const log: string[] = [];
  beforeEach(() => log.splice(0));
  const spy = (name: string, kind: FlowRule['kind'], changes: Partial<FlowRule> = {}): FlowRule => ({
    name,
    kind,
    from: ANY_STATE,
    to: ANY_STATE,
    before: () => void log.push(`${name}.before`),
    after: () => void log.push(`${name}.after`),
    cleanup: () => void log.push(`${name}.cleanup`),
    ...changes,
  });
  const rejecting = (to: 'SCHEDULED' | null): FlowRule =>
    spy('verdict', 'rule', {
      before: (transition) => transition.reject(to === null ? null : transition.draft(to), 'no'),
    });

  it('run in order and finish in reverse', () => {
    tryFlow([spy('a', 'rule'), spy('b', 'transform'), spy('c', 'rule')], {
      initial: 'PENDING',
      proposed: 'RUNNING',
    });
    expect(log).toEqual(['a.before', 'b.before', 'c.before', 'c.after', 'b.after', 'a.after']);
  });

  it.each(['SCHEDULED', null] as const)(
    'a verdict (%s) undoes rules before it, skips rules after it',
    (to) => {
      const rules = [
        spy('a', 'rule'),
        spy('b', 'transform'),
        rejecting(to),
        spy('c', 'rule'),
        spy('d', 'transform'),
      ];
      tryFlow(rules, { initial: 'PENDING', proposed: 'RUNNING' });
      expect(log).toEqual([
        'a.before',
        'b.before',
        'd.before',
        'd.after',
        'verdict.after',
        'b.after',
        'a.cleanup',
      ]);
    },
  );

  it('a verdict that takes a rule out of its own states silences it', () => {
    tryFlow([{ ...rejecting(null), to: maskOf('RUNNING') }], { initial: 'PENDING', proposed: 'RUNNING' });
    expect(log).toEqual([]);
  });

  it('only see the types they are made for', () => {
    const rules = [
      spy('from', 'rule', { from: maskOf('PAUSED') }),
      spy('to', 'rule', { to: maskOf('PAUSED') }),
    ];
    tryFlow(rules, { initial: 'PENDING', proposed: 'RUNNING' });
    expect(log).toEqual([]);
  });
});

const LEASED = { details: { deploymentConcurrencyLeaseId: 'lease' } };

it('orders what follows the write: parent task, slot, event, lease', () => {
  const run = { deploymentId: 'd', deployment: LIMITED, parentTaskRunId: 'parent' };
  const ended = tryFlow(CORE_FLOW_POLICY, {
    run,
    initial: stateOf('RUNNING', LEASED),
    proposed: 'COMPLETED',
  });
  expect(ended.outcome.afterEffects.map(({ kind }) => kind)).toEqual([
    'set-parent-task-state',
    'release-deployment-slot',
    'record-state-event',
  ]);
  const started = tryFlow(CORE_FLOW_POLICY, {
    run,
    initial: stateOf('PENDING', LEASED),
    proposed: 'RUNNING',
    context: { clientVersion: null },
  });
  expect(started.outcome.afterEffects.map(({ kind }) => kind)).toEqual([
    'set-parent-task-state',
    'record-state-event',
    'revoke-lease',
  ]);
});

it('starts a run: state, patch and nothing else', () => {
  const { outcome, asked } = tryFlow(CORE_FLOW_POLICY, { initial: 'PENDING', proposed: 'RUNNING' });
  expect(asked).toEqual([]);
  expect(outcome.state).toMatchObject({ id: 'id-1', type: 'RUNNING', name: 'Running', timestampUs: NOW_US });
  expect(outcome.run).toEqual({
    stateType: 'RUNNING',
    stateName: 'Running',
    stateTimestampUs: NOW_US,
    startTimeUs: NOW_US,
    expectedStartTimeUs: NOW_US,
    runCount: 1,
  });
});

it('creates the first state of a run under the minimal policy, without leaving out the books', () => {
  const proposed = proposedState('SCHEDULED', { details: { scheduledTimeUs: NOW_US + 5 } });
  const { outcome } = tryFlow(MINIMAL_FLOW_POLICY, { initial: null, proposed });
  expect(outcome).toMatchObject({
    status: 'ACCEPT',
    state: { name: 'Scheduled', details: { flowRunId: 'run', scheduledTimeUs: NOW_US + 5 } },
    run: { expectedStartTimeUs: NOW_US + 5, nextScheduledStartTimeUs: NOW_US + 5 },
  });
});

it('cancels instead of marking late', () => {
  const { outcome } = tryFlow(MARK_LATE_RUNS_POLICY, {
    run: { deploymentId: 'd', deployment: { ...LIMITED, collisionStrategy: 'CANCEL_NEW' } },
    initial: 'SCHEDULED',
    proposed: proposedState('SCHEDULED', { name: 'Late' }),
    answers: { 'check-deployment-slots-full': true },
  });
  expect(outcome).toMatchObject({
    status: 'REJECT',
    state: { type: 'CANCELLED' },
    run: { endTimeUs: NOW_US },
  });
});

it.each(STATE_TYPES.flatMap((from) => STATE_TYPES.map((to) => ({ from, to }))))(
  'whatever becomes of $from to $to, the outcome is sound',
  ({ from, to }) => {
    for (const policy of [CORE_FLOW_POLICY, MINIMAL_FLOW_POLICY, MARK_LATE_RUNS_POLICY]) {
      const proposed = Object.freeze(proposedState(to));
      const initial = stateOf(from);
      const run = { deploymentId: 'd', deployment: DEPLOYMENT };
      const { outcome } = tryFlow(policy, { run, initial, proposed });
      if (outcome.status === 'WAIT' || outcome.status === 'ABORT') expect(outcome.state).toBeNull();
      if (outcome.state === null) {
        expect(outcome.run.stateType).toBeUndefined();
        expect(outcome.afterEffects).toEqual([]);
      } else {
        expect(outcome.run.stateType).toBe(outcome.state.type);
        expect(outcome.state.timestampUs).toBeGreaterThan(initial.timestampUs);
        expect(outcome.status === 'ACCEPT' ? outcome.state.type : to).toBe(to);
      }
    }
  },
);

describe('driving', () => {
  const request = () => ({
    run: flowFacts({ deploymentId: 'd', deployment: LIMITED }),
    initial: stateOf('SCHEDULED'),
    proposed: proposedState('PENDING'),
    context: contextOf(),
  });

  it('awaits each effect and hands its answer back', async () => {
    const seen: Effect['kind'][] = [];
    const note = (effect: Effect): void => void seen.push(effect.kind);
    const handlers: EffectHandlers = {
      'acquire-deployment-slot': async (effect) => {
        note(effect);
        return { leaseId: `lease of ${effect.limitId}` };
      },
      'renew-lease': () => true,
      'release-deployment-slot': note,
      'revoke-lease': note,
      'check-deployment-slots-full': () => false,
      'check-pool-slot-free': () => true,
      'reschedule-failed-task-runs': note,
      'set-parent-task-state': note,
      'record-state-event': note,
      'read-flow-run': () => null,
      'acquire-tag-lease': () => ({ kind: 'unlimited' }),
      'acquire-tag-slots': () => ({ kind: 'acquired', tags: [] }),
      'release-tag-slots': note,
      'read-cached-state': () => null,
      'insert-cached-state': note,
      'enqueue-task-run': note,
    };
    const outcome = await drive(orchestrateFlowRun(CORE_FLOW_POLICY, request()), handlers);
    await runAfterEffects(outcome.afterEffects, handlers);
    expect(outcome.state?.details.deploymentConcurrencyLeaseId).toBe('lease of limit');
    expect(seen).toEqual(['acquire-deployment-slot', 'record-state-event']);
  });

  it('fails at an effect nobody handles', () => {
    expect(() => driveSync(orchestrateFlowRun(CORE_FLOW_POLICY, request()))).toThrow(
      /acquire-deployment-slot/,
    );
  });
});

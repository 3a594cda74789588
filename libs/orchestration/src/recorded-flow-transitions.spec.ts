import { readFileSync } from 'node:fs';
import { DEPLOYMENT, tryFlow, type Answers } from './fixtures/builders.ts';
import {
  columnsOf,
  currentOf,
  policySummary,
  proposalOf,
  recorded,
  setColumns,
  summaryOf,
  type RecordedTransition,
} from './fixtures/recorded.ts';
import { flowPolicyFor } from './flow-policies.ts';
import { flowRunPolicyFromWire, flowRunPolicyToWire } from './run-policy.ts';

const RECORDING = new URL('./fixtures/flow-transitions.json', import.meta.url);

/** Where we differ on purpose: the reference lets a worker start these ended runs again. */
const HANDED_OUT_AGAIN = [
  'COMPLETED->PENDING adhoc',
  'COMPLETED->PENDING deployment',
  'FAILED->PENDING adhoc',
  'FAILED->PENDING deployment',
  'CRASHED->PENDING adhoc',
  'CRASHED->PENDING deployment',
  'unpersisted COMPLETED->PENDING',
  'retries FAILED->PENDING',
  'limit 1 None full FAILED',
  'limit 1 None full CRASHED',
  'limit 1 ENQUEUE full FAILED',
  'limit 1 ENQUEUE full CRASHED',
  'limit 1 CANCEL_NEW full FAILED',
  'limit 1 CANCEL_NEW full CRASHED',
];

function runOf({ before, slots }: RecordedTransition) {
  const limit = slots === undefined ? {} : { concurrencyLimitId: 'limit', concurrencyLimit: 1 };
  const collisionStrategy = slots?.strategy ?? null;
  return {
    ...columnsOf(before),
    deploymentId: before.deployed === true ? 'deployment' : null,
    deployment: before.deployed === true ? { ...DEPLOYMENT, ...limit, collisionStrategy } : null,
    infrastructurePid: before.pid ?? null,
    limitedQueueId: null,
    empiricalPolicy: flowRunPolicyFromWire(before.policy ?? {}),
  };
}

function replay(transition: RecordedTransition) {
  const run = runOf(transition);
  const answers: Answers =
    transition.slots === undefined
      ? {}
      : { 'acquire-deployment-slot': { leaseId: transition.slots.free ? 'lease' : null } };
  const { outcome } = tryFlow(flowPolicyFor(transition.force === true), {
    run,
    initial: currentOf(transition.from),
    proposed: proposalOf(transition.to),
    answers,
  });
  return { outcome, after: { ...run, ...outcome.run } };
}

const transitions = recorded(readFileSync(RECORDING, 'utf8'));

it.each(transitions.filter(({ label }) => !HANDED_OUT_AGAIN.includes(label)))(
  'as the reference: $label',
  (transition) => {
    const { outcome, after } = replay(transition);
    const { answer } = transition;
    const { details } = outcome;
    expect({
      status: outcome.status,
      reason: details.type === 'accept_details' ? undefined : details.reason,
      state: summaryOf(outcome.state),
    }).toEqual({
      status: answer.status,
      reason: answer.reason?.replaceAll('StateType.', ''), // one reason shows the name of a Python class; ours does not
      state: summaryOf(answer.state),
    });
    if (details.type === 'wait_details') {
      expect(Math.abs(details.delaySeconds - (answer.delay ?? 0))).toBeLessThanOrEqual(1);
    }
    const expected = transition.after ?? transition.before;
    expect({
      runCount: after.runCount,
      set: setColumns(after),
      policy: policySummary(flowRunPolicyToWire(after.empiricalPolicy)),
    }).toEqual({
      runCount: expected.runCount,
      set: expected.set,
      policy: policySummary(expected.policy),
    });
  },
);

it.each(HANDED_OUT_AGAIN)('unlike the reference, refused: %s', (label) => {
  const found = transitions.find((transition) => transition.label === label);
  if (found === undefined) throw new Error(`not recorded: ${label}`);
  expect(found.answer.http).toBe(201);
  const { outcome } = replay(found);
  expect(outcome).toMatchObject({ status: 'ABORT', state: null, run: {}, afterEffects: [] });
});

import { readFileSync } from 'node:fs';
import { tryTask, type Answers } from './fixtures/builders.ts';
import {
  columnsOf,
  currentOf,
  proposalOf,
  recorded,
  setColumns,
  summaryOf,
  type RecordedTransition,
} from './fixtures/recorded.ts';
import { taskRunPolicyFromWire } from './run-policy.ts';
import { taskPolicyFor } from './task-policies.ts';

const RECORDING = new URL('./fixtures/task-transitions.json', import.meta.url);

function replay(transition: RecordedTransition) {
  const { before, flowRun } = transition;
  const run = {
    ...columnsOf(before),
    flowRunId: flowRun === undefined ? null : 'flow',
    flowRunRunCount: before.flowRunRunCount ?? 0,
    empiricalPolicy: taskRunPolicyFromWire(before.policy ?? {}),
  };
  const enclosing =
    flowRun === undefined
      ? null
      : { id: 'flow', runCount: flowRun.runCount, state: currentOf(flowRun.state) };
  const answers: Answers = { 'read-flow-run': enclosing };
  const proposed = proposalOf(transition.to);
  const policy = taskPolicyFor(proposed, transition.force === true);
  const { outcome } = tryTask(policy, { run, initial: currentOf(transition.from), proposed, answers });
  return { outcome, after: { ...run, ...outcome.run } };
}

it.each(recorded(readFileSync(RECORDING, 'utf8')))('as the reference: $label', (transition) => {
  const { outcome, after } = replay(transition);
  const { answer } = transition;
  const { details } = outcome;
  expect({
    status: outcome.status,
    reason: details.type === 'accept_details' ? undefined : details.reason,
    state: summaryOf(outcome.state),
  }).toEqual({ status: answer.status, reason: answer.reason, state: summaryOf(answer.state) });
  if (details.type === 'wait_details') {
    expect(Math.abs(details.delaySeconds - (answer.delay ?? 0))).toBeLessThanOrEqual(1);
  }
  const expected = transition.after ?? transition.before;
  expect({
    runCount: after.runCount,
    flowRunRunCount: after.flowRunRunCount,
    set: setColumns(after),
  }).toEqual({
    runCount: expected.runCount,
    flowRunRunCount: expected.flowRunRunCount ?? 0,
    set: expected.set,
  });
});

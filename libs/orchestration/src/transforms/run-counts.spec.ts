import { tryFlow, tryTask } from '../fixtures/builders.ts';
import { EMPTY_FLOW_RUN_POLICY } from '../run-policy.ts';
import { incrementFlowRunCount, incrementTaskRunCount, removeResumingIndicator } from './run-counts.ts';

const RESUMING = { runCount: 1, empiricalPolicy: { ...EMPTY_FLOW_RUN_POLICY, resuming: true } };

it.each([
  { run: { runCount: 1 }, to: 'RUNNING', apiVersion: null, patch: { runCount: 2 } },
  { run: { runCount: 1 }, to: 'FAILED', apiVersion: null, patch: {} },
  { run: RESUMING, to: 'RUNNING', apiVersion: '0.8.4', patch: {} },
  { run: RESUMING, to: 'RUNNING', apiVersion: '0.8.3', patch: { runCount: 2 } },
] as const)('the count of $run on the way to $to', ({ run, to, apiVersion, patch }) => {
  const trial = { run, initial: 'PENDING', proposed: to, context: { apiVersion } } as const;
  expect(tryFlow([incrementFlowRunCount], trial).outcome.run).toEqual(patch);
});

it.each([
  { to: 'RUNNING', apiVersion: null, removed: true },
  { to: 'FAILED', apiVersion: null, removed: true },
  { to: 'SCHEDULED', apiVersion: null, removed: false },
  { to: 'RUNNING', apiVersion: '0.8.3', removed: false },
] as const)('resuming ends on the way to $to (API $apiVersion): $removed', ({ to, apiVersion, removed }) => {
  const trial = { run: RESUMING, initial: 'PENDING', proposed: to, context: { apiVersion } } as const;
  const { outcome } = tryFlow([removeResumingIndicator], trial);
  expect(outcome.run.empiricalPolicy?.resuming).toBe(removed ? false : undefined);
});

it('counts the starts of a task', () => {
  const run = { runCount: 1 };
  const started = tryTask([incrementTaskRunCount], { run, initial: 'PENDING', proposed: 'RUNNING' });
  const ended = tryTask([incrementTaskRunCount], { run, initial: 'RUNNING', proposed: 'FAILED' });
  expect([started.outcome.run, ended.outcome.run]).toEqual([{ runCount: 2 }, {}]);
});

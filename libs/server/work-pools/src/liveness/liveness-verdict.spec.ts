import { type LivenessFacts, judgeLiveness } from './liveness-verdict.ts';

const RUNNING: LivenessFacts = {
  stateType: 'RUNNING',
  stateSeconds: 1_000,
  beatSeconds: 10,
  intervalSeconds: 30,
  workerSeconds: 5,
  isWorkerOnline: true,
  workerName: 'w',
};
const PENDING: LivenessFacts = { ...RUNNING, stateType: 'PENDING', beatSeconds: null, intervalSeconds: null };

it.each([
  ['a running run with a fresh heartbeat', RUNNING, { kind: 'keep', seconds: 80 }],
  [
    'one that missed three',
    { ...RUNNING, beatSeconds: 90 },
    { kind: 'crash', message: expect.stringContaining('for 90 seconds') },
  ],
  [
    'one with a long interval',
    { ...RUNNING, intervalSeconds: 60, beatSeconds: 179.5 },
    { kind: 'keep', seconds: 1 },
  ],
  ['one with a single heartbeat', { ...RUNNING, intervalSeconds: null, beatSeconds: 539 }, { kind: 'keep' }],
  [
    'one that is silent after a single one',
    { ...RUNNING, intervalSeconds: null, beatSeconds: 540 },
    { kind: 'crash' },
  ],
  ['one that never sent any', { ...RUNNING, beatSeconds: null, stateSeconds: 1e6 }, { kind: 'forget' }],
  ['a finished run', { ...RUNNING, stateType: 'COMPLETED', beatSeconds: 1e6 }, { kind: 'forget' }],
  [
    'a run that waits for its retry',
    { ...RUNNING, stateType: 'SCHEDULED', beatSeconds: 1e6 },
    { kind: 'forget' },
  ],
  ['a deleted run', { ...RUNNING, stateType: null }, { kind: 'forget' }],
  ['a pending run with its worker', { ...PENDING, stateSeconds: 1e6 }, { kind: 'keep', seconds: 3_600 }],
  ['one whose worker just left', { ...PENDING, isWorkerOnline: false, workerSeconds: 299 }, { kind: 'keep' }],
  [
    'one whose worker left long ago',
    { ...PENDING, isWorkerOnline: false, workerSeconds: 300 },
    { kind: 'crash' },
  ],
  [
    'one just claimed in a deserted pool',
    { ...PENDING, isWorkerOnline: false, workerSeconds: 1e6, stateSeconds: 9 },
    { kind: 'keep', seconds: 60 },
  ],
  [
    'one of a pool without workers',
    { ...PENDING, isWorkerOnline: false, workerSeconds: null },
    { kind: 'keep' },
  ],
] as const)('%s', (_, facts, verdict) => {
  expect(judgeLiveness(facts)).toMatchObject(verdict);
});

it.each([
  [
    { ...RUNNING, beatSeconds: 19 },
    { kind: 'keep', seconds: 1 },
  ],
  [{ ...RUNNING, beatSeconds: 20 }, { kind: 'crash' }],
  [{ ...RUNNING, beatSeconds: 20, intervalSeconds: null }, { kind: 'crash' }],
  [{ ...PENDING, isWorkerOnline: false, workerSeconds: 20 }, { kind: 'keep' }],
] as const)('a configured silence of 20 s replaces the habit of a running run: %j', (facts, verdict) => {
  expect(judgeLiveness(facts, 20)).toMatchObject(verdict);
});

import { json, stateOf, tryFlow } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { preventResultDataLoss as rule } from './prevent-result-data-loss.ts';

const RESULT = json({ storage_key: 'k' });
const UNPERSISTED = json({ type: 'unpersisted' });

it.each([
  { from: 'COMPLETED', held: RESULT, to: 'COMPLETED', brought: null, status: 'REJECT' },
  { from: 'COMPLETED', held: RESULT, to: 'COMPLETED', brought: UNPERSISTED, status: 'REJECT' },
  { from: 'COMPLETED', held: RESULT, to: 'COMPLETED', brought: RESULT, status: 'ACCEPT' },
  { from: 'COMPLETED', held: RESULT, to: 'FAILED', brought: null, status: 'ACCEPT' },
  { from: 'COMPLETED', held: UNPERSISTED, to: 'COMPLETED', brought: null, status: 'ACCEPT' },
  { from: 'FAILED', held: RESULT, to: 'COMPLETED', brought: null, status: 'ACCEPT' },
] as const)('$from with $held to $to with $brought: $status', ({ from, held, to, brought, status }) => {
  const initial = stateOf(from, { data: held });
  const tried = tryFlow([rule], { initial, proposed: proposedState(to, { data: brought }) });
  expect(tried.outcome.status).toBe(status);
});

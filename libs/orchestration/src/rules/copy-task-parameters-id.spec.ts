import { stateOf, tryTask } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { copyTaskParametersId as rule } from './copy-task-parameters-id.ts';

it.each([
  { from: 'SCHEDULED', to: 'PENDING', own: null, kept: 'p' },
  { from: 'PENDING', to: 'RUNNING', own: null, kept: 'p' },
  { from: 'PENDING', to: 'RUNNING', own: 'q', kept: 'q' },
  { from: 'RUNNING', to: 'RUNNING', own: null, kept: null },
  { from: 'PENDING', to: 'FAILED', own: null, kept: null },
] as const)('$from to $to with $own keeps $kept', ({ from, to, own, kept }) => {
  const initial = stateOf(from, { details: { taskParametersId: 'p' } });
  const proposed = proposedState(to, { details: { taskParametersId: own } });
  expect(tryTask([rule], { initial, proposed }).outcome.state?.details.taskParametersId).toBe(kept);
});

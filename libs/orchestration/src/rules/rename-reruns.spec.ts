import { stateOf, tryTask } from '../fixtures/builders.ts';
import { renameReruns as rule } from './rename-reruns.ts';

it.each([
  { runCount: 0, from: 'Scheduled', name: 'Running' },
  { runCount: 1, from: 'Scheduled', name: 'Rerunning' },
  { runCount: 1, from: 'AwaitingRetry', name: 'Retrying' },
])('start $runCount after $from is named $name', ({ runCount, from, name }) => {
  const initial = stateOf('SCHEDULED', { name: from });
  expect(tryTask([rule], { run: { runCount }, initial, proposed: 'RUNNING' }).outcome.state?.name).toBe(name);
});

it('leaves a first state alone', () => {
  const { outcome } = tryTask([rule], { run: { runCount: 1 }, initial: null, proposed: 'RUNNING' });
  expect(outcome.state?.name).toBe('Running');
});

import { tryTask } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { enqueueScheduledTasks as rule } from './enqueue-scheduled-tasks.ts';

it.each([
  { deferred: true, name: 'Scheduled', queue: 'scheduled' },
  { deferred: true, name: 'AwaitingRetry', queue: 'retry' },
  { deferred: false, name: 'Scheduled', queue: null },
  { deferred: null, name: 'Scheduled', queue: null },
])('a task that is deferred ($deferred) and $name goes to the queue $queue', ({ deferred, name, queue }) => {
  const proposed = proposedState('SCHEDULED', { name, details: { deferred } });
  const { outcome } = tryTask([rule], { initial: null, proposed });
  const enqueued = { kind: 'enqueue-task-run', taskRunId: 'task', taskKey: 'key', queue };
  expect(outcome.afterEffects).toEqual(queue === null ? [] : [enqueued]);
});

it('enqueues nothing on the way to another state', () => {
  const proposed = proposedState('PENDING', { details: { deferred: true } });
  expect(tryTask([rule], { initial: 'SCHEDULED', proposed }).outcome.afterEffects).toEqual([]);
});

import { NOW_US, stateOf, tryTask } from '../fixtures/builders.ts';
import { STATE_TYPES } from '../state-type.ts';
import { releaseTaskConcurrencySlots as rule } from './release-task-concurrency-slots.ts';
import { waitForScheduledTime } from './wait-for-scheduled-time.ts';

it.each(STATE_TYPES)('RUNNING to %s', (to) => {
  const { outcome } = tryTask([rule], { run: { tags: ['a'] }, initial: 'RUNNING', proposed: to });
  const keeps = to === 'RUNNING' || to === 'CANCELLING';
  const release = [{ kind: 'release-tag-slots', taskRunId: 'task', tags: ['a'] }];
  expect(outcome.afterEffects).toEqual(keeps ? [] : release);
});

it('does nothing without tags, or when nothing is written', () => {
  const untagged = tryTask([rule], { initial: 'RUNNING', proposed: 'COMPLETED' });
  const waiting = tryTask([waitForScheduledTime, rule], {
    run: { tags: ['a'] },
    initial: stateOf('PENDING', { details: { scheduledTimeUs: NOW_US + 9e6 } }),
    proposed: 'RUNNING',
  });
  expect(untagged.outcome.afterEffects).toEqual([]);
  expect(waiting.outcome.afterEffects).toEqual([]);
});

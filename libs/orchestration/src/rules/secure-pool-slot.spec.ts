import { tryFlow, verdict } from '../fixtures/builders.ts';
import { securePoolSlot as rule } from './secure-pool-slot.ts';

const claim = (limitedQueueId: string | null, isFree: boolean) =>
  tryFlow([rule], {
    run: { limitedQueueId },
    initial: 'SCHEDULED',
    proposed: 'PENDING',
    answers: { 'check-pool-slot-free': isFree },
  });

it('lets a claim through while there is a slot', () => {
  const tried = claim('queue', true);
  expect(tried.asked).toEqual([{ kind: 'check-pool-slot-free', workQueueId: 'queue' }]);
  expect(verdict(tried)).toBe('ACCEPT [PENDING Pending]');
});

it('aborts a claim that finds none', () => {
  expect(verdict(claim('queue', false))).toBe('ABORT: The work pool or its queue has no free slot.');
});

it('asks nothing where nothing is limited', () => {
  expect(claim(null, false).asked).toEqual([]);
});

it.each(['PENDING', 'RUNNING'] as const)('leaves a run alone that holds a slot already (%s)', (initial) => {
  const tried = tryFlow([rule], { run: { limitedQueueId: 'queue' }, initial, proposed: 'PENDING' });
  expect(tried.asked).toEqual([]);
});

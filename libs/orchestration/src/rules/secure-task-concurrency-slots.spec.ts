import { NOW_US, stateOf, tryTask, verdict, type Answers } from '../fixtures/builders.ts';
import { secureTaskConcurrencySlots as rule } from './secure-task-concurrency-slots.ts';
import { waitForScheduledTime } from './wait-for-scheduled-time.ts';

const run = { tags: ['a', 'b'] };
const LEASE = { kind: 'acquire-tag-lease', taskRunId: 'task', tags: ['a', 'b'] };
const RELEASE = { kind: 'release-tag-slots', taskRunId: 'task', tags: ['a', 'b'] };
const slots = (tags: string[]) => ({ kind: 'acquire-tag-slots', taskRunId: 'task', tags });

it.each([
  {
    why: 'no limit at all',
    answers: {
      'acquire-tag-lease': { kind: 'unlimited' },
      'acquire-tag-slots': { kind: 'acquired', tags: [] },
    },
    asked: [LEASE, slots(['a', 'b'])],
    answer: 'ACCEPT [RUNNING Running]',
  },
  {
    why: 'a lease for both',
    answers: { 'acquire-tag-lease': { kind: 'acquired', leaseId: 'l', tags: ['a', 'b'] } },
    asked: [LEASE],
    answer: 'ACCEPT [RUNNING Running]',
  },
  {
    why: 'a lease for one, an old slot for the other',
    answers: {
      'acquire-tag-lease': { kind: 'acquired', leaseId: 'l', tags: ['a'] },
      'acquire-tag-slots': { kind: 'acquired', tags: ['b'] },
    },
    asked: [LEASE, slots(['b'])],
    answer: 'ACCEPT [RUNNING Running]',
  },
  {
    why: 'a new limit of 0',
    answers: { 'acquire-tag-lease': { kind: 'zero', tag: 'b' } },
    asked: [LEASE],
    answer: 'ABORT: The concurrency limit on tag "b" is 0 and will deadlock if the task tries to run again.',
  },
  {
    why: 'a full old limit after a lease',
    answers: {
      'acquire-tag-lease': { kind: 'acquired', leaseId: 'l', tags: ['a'] },
      'acquire-tag-slots': { kind: 'full', tag: 'b' },
    },
    asked: [LEASE, slots(['b']), RELEASE],
    answer: 'WAIT: Concurrency limit for the b tag has been reached',
  },
  {
    why: 'an old limit of 0',
    answers: { 'acquire-tag-lease': { kind: 'unlimited' }, 'acquire-tag-slots': { kind: 'zero', tag: 'b' } },
    asked: [LEASE, slots(['a', 'b'])],
    answer: 'ABORT: The concurrency limit on tag "b" is 0 and will deadlock if the task tries to run again.',
  },
] as const)('$why', ({ answers, asked, answer }) => {
  const tried = tryTask([rule], {
    run,
    initial: 'PENDING',
    proposed: 'RUNNING',
    answers: answers as Answers,
  });
  expect(tried.asked).toEqual(asked);
  expect(verdict(tried)).toBe(answer);
});

it.each([
  { averageOccupancySeconds: null, max: 13 },
  { averageOccupancySeconds: 0, max: 13 },
  { averageOccupancySeconds: 2, max: 3 },
  { averageOccupancySeconds: 600, max: 13 },
])('waits at most $max s for slots kept $averageOccupancySeconds s', ({ averageOccupancySeconds, max }) => {
  const full = { kind: 'full', tags: ['a', 'b'], averageOccupancySeconds } as const;
  for (const [random, bound] of [
    [0, 0],
    [0.999_999, max],
  ] as const) {
    const trial = {
      run,
      initial: 'PENDING',
      proposed: 'RUNNING',
      context: { random: () => random },
    } as const;
    const tried = tryTask([rule], { ...trial, answers: { 'acquire-tag-lease': full } });
    expect(verdict(tried)).toBe('WAIT: Concurrency limit reached for tags: a, b');
    const { details } = tried.outcome;
    const delay = details.type === 'wait_details' ? details.delaySeconds : Number.NaN;
    if (random === 0) expect(delay).toBeGreaterThanOrEqual(bound);
    else expect(delay).toBe(bound);
  }
});

it('gives slots back when the task comes too early', () => {
  const tried = tryTask([rule, waitForScheduledTime], {
    run,
    initial: stateOf('PENDING', { details: { scheduledTimeUs: NOW_US + 9e6 } }),
    proposed: 'RUNNING',
    answers: { 'acquire-tag-lease': { kind: 'acquired', leaseId: 'l', tags: ['a', 'b'] } },
  });
  expect(tried.outcome.status).toBe('WAIT');
  expect(tried.asked.at(-1)).toEqual(RELEASE);
});

it('asks for nothing without tags', () => {
  expect(tryTask([rule], { initial: 'PENDING', proposed: 'RUNNING' }).asked).toEqual([]);
});

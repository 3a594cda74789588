import { expect, it } from '@jest/globals';
import { firstFreePriority, withPriority } from './queue-priorities.ts';

it.each([
  [[], 1],
  [[1], 2],
  [[2, 3], 1],
  [[1, 2, 4], 3],
])('beside %j the first free priority is %i', (taken, free) => {
  expect(firstFreePriority(taken)).toBe(free);
});

const queues = (...priorities: number[]) => priorities.map((priority, i) => ({ id: `q${i}`, priority }));

it.each([
  { before: queues(1, 2), moved: { id: 'q1', priority: 1 }, changed: { q1: 1, q0: 2 } },
  { before: queues(1, 2, 3), moved: { id: 'new', priority: 2 }, changed: { new: 2, q1: 3, q2: 4 } },
  { before: queues(1, 5), moved: { id: 'new', priority: 3 }, changed: { new: 3 } },
  { before: queues(1), moved: { id: 'new', priority: 9 }, changed: { new: 9 } },
])('moves others as little as needed: $moved', ({ before, moved, changed }) => {
  expect(Object.fromEntries(withPriority(before, moved).map((q) => [q.id, q.priority]))).toEqual(changed);
});

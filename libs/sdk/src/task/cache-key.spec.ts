import { type CacheKeyContext, hashOf, inputs } from './cache-key.ts';

const CONTEXT: CacheKeyContext = { taskName: 'load', taskKey: 'load-1', flowRunId: null };

it('equal arguments have equal keys, whatever the order of their members', () => {
  const key = inputs();
  expect(key(CONTEXT, { a: 1, b: [2] })).toBe(key(CONTEXT, { b: [2], a: 1 }));
  expect(key(CONTEXT, { a: 1 })).not.toBe(key(CONTEXT, { a: 2 }));
  expect(key(CONTEXT, [1, 2])).not.toBe(key(CONTEXT, [2, 1]));
});

it('another task, or the same with other code, has other keys', () => {
  expect(inputs()(CONTEXT, 1)).not.toBe(inputs()({ ...CONTEXT, taskKey: 'load-2' }, 1));
});

it('arguments can be left out', () => {
  const key = inputs({ omit: [1] });
  expect(key(CONTEXT, 'a', 'connection 1')).toBe(key(CONTEXT, 'a', 'connection 2'));
});

it('values that JSON does not tell apart are told apart', () => {
  expect(hashOf(1n)).not.toBe(hashOf(1));
  expect(hashOf(new Map([['a', 1]]))).not.toBe(hashOf(new Map([['a', 2]])));
});

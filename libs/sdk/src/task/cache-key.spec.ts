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
  const alike = [
    ...[undefined, null, Number.NaN, Number.POSITIVE_INFINITY, 'undefined', 5n, '5n', /a/, /b/],
    ...[new URL('http://a'), new URL('http://b'), 'http://a/', new Date(0), new Date(0).toISOString()],
    ...[new Map([[1, 2]]), [[1, 2]], new Set([1, 2]), [1, 2], new Uint8Array([1, 2]), { 0: 1, 1: 2 }],
  ];
  expect(new Set(alike.map((value) => inputs()(CONTEXT, value))).size).toBe(alike.length);
  expect(hashOf({ a: undefined })).toBe(hashOf({}));
});

it('an argument that shows nothing of itself makes no key', () => {
  class Connection {
    readonly #url = 'http://a';
    readonly read = (): string => this.#url;
  }
  expect(() => hashOf(new Error('a'))).toThrow('class Error');
  expect(hashOf(new Connection())).toBe(hashOf(new Connection()));
});

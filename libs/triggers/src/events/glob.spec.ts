import { expect, it } from '@jest/globals';
import { fitsGlob, isExpected } from './glob.ts';

it.each([
  ['a', 'a', true],
  ['a', 'ab', false],
  ['a', 'A', false],
  ['*', '', true],
  ['a*', 'a', true],
  ['a.*', 'a.b.c', true],
  ['a.*', 'ab', false],
  ['*.b', 'a\n.b', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['[ab]c', 'bc', true],
  ['[!ab]c', 'bc', false],
  ['[!ab]c', 'xc', true],
  ['[a-c]', 'b', true],
  ['[c-a]', 'b', false],
  ['[]]', ']', true],
  ['[a', '[a', true],
  ['[^a]', '^', true],
  ['a.b', 'axb', false],
  ['a(b|c)+$', 'a(b|c)+$', true],
  ['[\\d]', '5', false],
])('%j on %j: %j', (pattern, text, expected) => {
  expect(fitsGlob(pattern, text)).toBe(expected);
});

it('turns a pattern around that begins with an exclamation mark, for labels that are there', () => {
  expect([isExpected('!a*', 'b'), isExpected('!a*', 'ab'), isExpected('!a*', undefined)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isExpected('*', undefined)).toBe(false);
});

it('takes no longer for many stars than for one', () => {
  const startedMs = performance.now();
  expect(fitsGlob(`${'*a'.repeat(12)}b`, 'a'.repeat(200))).toBe(false);
  expect(performance.now() - startedMs).toBeLessThan(500);
});

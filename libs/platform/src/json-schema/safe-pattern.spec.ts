import { expect, it } from '@jest/globals';
import { JsonSchemas } from './json-schemas.ts';
import { safePattern } from './safe-pattern.ts';

it.each([
  ['^a+$', 'aaa', true],
  ['^a+$', 'aab', false],
  ['^[a-z0-9-]+$', 'a'.repeat(10_000), true],
  ['^[a-z0-9-]+$', `${'a'.repeat(10_000)}!`, false],
  ['^(ab|cd)$', 'ef', false],
  ['^\\d{4}-\\d{2}-\\d{2}$', '2026-1-1', false],
  ['^(?:[a-z]{2}-)?x$', 'ab-x', true],
  ['(?P<name>x)', 'y', true], // Python's own: it means nothing here
  ['(', 'y', true],
])('%s finds %s: %s', (pattern, text, isFound) => {
  expect(safePattern(pattern).test(text)).toBe(isFound);
});

it.each([
  '^(a+)+$',
  '^(a|a)*$',
  '^(a|aa)+$',
  '(x+x+)+y',
  '^((a)|b*)*$',
  '.*.*.*.*=.*',
  '(a{1,30}){1,30}b',
  '([a-z]+)*=',
])('does not keep the process busy with %s', (pattern) => {
  const startMs = performance.now();
  for (const text of ['a'.repeat(40), 'a'.repeat(5_000), 'x'.repeat(100_000)])
    safePattern(pattern).test(`${text}!`);
  const schema = JSON.stringify({ type: 'object', properties: { a: { type: 'string', pattern } } });
  new JsonSchemas().validate({ a: `${'a'.repeat(40)}!` }, schema);
  expect(performance.now() - startMs).toBeLessThan(1_000);
});

it('keeps patterns of one schema apart', () => {
  const schema = JSON.stringify({ properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } });
  const schemas = new JsonSchemas();
  expect(schemas.validate({ a: 'a', b: 'b' }, schema)).toEqual({ kind: 'valid' });
  expect(schemas.validate({ a: 'a', b: 'a' }, schema)).toMatchObject({ kind: 'invalid' });
});

import { labelMatches, labelPattern } from './label-pattern.ts';

const matches = (pattern: string, value: string | undefined): boolean =>
  labelMatches([labelPattern(pattern)], value);

test.each([
  ['prefect.flow-run.*', 'prefect.flow-run.a', true],
  ['prefect.flow-run.?', 'prefect.flow-run.ab', false],
  ['!prefect.*', 'orch.a', true],
  ['!prefect.*', 'prefect.a', false],
  ['a[b]', 'a[b]', true],
  ['a[b]', 'ab', false],
  ['a.b', 'axb', false],
  ['*', 'a\nb', true],
])('%s and %s: %s', (pattern, value, expected) => {
  expect(matches(pattern, value)).toBe(expected);
});

test('a label that is not there fits nothing, negated patterns included', () => {
  expect(matches('!a', undefined)).toBe(false);
});

// with regular expressions this takes longer than anybody waits
test('a pattern of many stars is answered', () => {
  expect(matches(`${'*a'.repeat(100)}b`, 'a'.repeat(1_000))).toBe(false);
});

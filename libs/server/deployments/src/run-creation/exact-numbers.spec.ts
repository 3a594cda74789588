import { isExactNumber, parseExactly, printExactly } from './exact-numbers.ts';

it.each([
  '1.0',
  '-0',
  '1e5',
  '9223372036854775808',
  '0.1',
  '{"a":[1.0,2,{"b":"1.0"}],"1.0":-1.50E+3}',
  String.raw`"\" 1.0 \\"`,
  String.raw`{"a\"1.0":"\\","b":1.0}`,
  '"number 1.0"',
])('%s is printed as it was sent', (text) => expect(printExactly(parseExactly(text))).toBe(text));

it('only numbers that would change are texts in between', () => {
  expect(parseExactly('[1,2.5,"1.0"]')).toEqual([1, 2.5, '1.0']);
  const [exact] = parseExactly('[1.0]') as [string];
  expect(isExactNumber(exact)).toBe(true);
  expect(isExactNumber('1.0')).toBe(false);
});

it.each(['{', '1.0.0', 'NaN', '01', '"1.0'])('%s is malformed', (text) =>
  expect(() => parseExactly(text)).toThrow(SyntaxError),
);

import { parseTextQuery, textMatches } from './text-query.ts';

it.each([
  ['', [], [], []],
  ['  ', [], [], []],
  ['a B', ['a', 'b'], [], []],
  ['error -debug !trace +must', ['error'], ['debug', 'trace'], ['must']],
  ['"two words" -"not this" +"but this"', ['two words'], ['not this'], ['but this']],
  ['"say \\"hi\\" \\\\ \\n"', ['say "hi" \\ \\n'], [], []],
  ['- + ! a', ['a'], [], []],
  ['a-b --c', ['a-b'], ['-c'], []],
  ['ab"c d"e', ['ab', 'c d', 'e'], [], []],
  ['"never closed', ['never closed'], [], []],
  ['-"', [], [], []],
])('%s', (query, include, exclude, required) => {
  expect(parseTextQuery(query)).toEqual({ include, exclude, required });
});

it('wants any included, no excluded, every required term', () => {
  const query = parseTextQuery('a b -c +d');
  expect(['b d', 'a d', 'a c d', 'a', 'd'].map((text) => textMatches(query, text))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

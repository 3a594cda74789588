import { shellWords } from './shell-words.ts';

it.each([
  ['echo hello', ['echo', 'hello']],
  [`echo "a b" 'c "d"'`, ['echo', 'a b', 'c "d"']],
  ['echo a\\ b', ['echo', 'a b']],
  [`a"b"'c'`, ['abc']],
  [`echo "\\"q\\" \\n"`, ['echo', '"q" \\n']],
  [`echo ''`, ['echo', '']],
  ['   ', []],
])('%s', (line, words) => expect(shellWords(line)).toEqual(words));

it('a quote that is not closed is an error', () => expect(() => shellWords('echo "a')).toThrow(/not closed/));

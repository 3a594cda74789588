import { parameterNames } from './parameter-names.ts';

it.each([
  [(a: number, b: number) => a + b, ['a', 'b']],
  [async (file: string) => file, ['file']],
  [(first: number, { x }: { x: number }) => first + x, ['first', 'arg1']],
  [
    function named(a = Math.max(1, 2), [b]: number[] = []) {
      return [a, b];
    },
    ['a', 'arg1'],
  ],
  [() => 1, ['arg0']],
  [Math.max, ['arg0']],
] as const)('%s', (fn, names) => expect(parameterNames(fn as never, names.length)).toEqual(names));

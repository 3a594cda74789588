import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources.ts';

const rows = readFileSync(join(ROOT, 'docs/security/threats.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| T\d+/.test(line));
const testsOf = (row: string): string[] =>
  [...row.matchAll(/`([\w./-]+\.(?:int-|e2e-)?spec\.ts)`/g)].map((match) => match[1]!);

it('every threat T1 to T22 has its line', () => {
  expect(rows.map((row) => /^\| (T\d+)/.exec(row)![1])).toEqual(
    Array.from({ length: 22 }, (_, i) => `T${i + 1}`),
  );
});

it('every threat names tests, and they exist', () => {
  expect(rows.filter((row) => testsOf(row).length === 0)).toEqual([]);
  expect(rows.flatMap(testsOf).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

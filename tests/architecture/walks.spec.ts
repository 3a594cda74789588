import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, sources } from './sources.ts';

const walks = sources(['docs/walks'], /\.md$/);
const FILE = /`((?:libs|apps|prisma|tests|tools|docs)\/[\w./<>*-]+)`/g;

const named = walks.flatMap(({ path, text }) =>
  [...text.matchAll(FILE)].map((match) => ({ walk: path, file: match[1]! })),
);

it('there are walks, and they name files', () => {
  expect(walks.length).toBeGreaterThanOrEqual(3);
  for (const { path } of walks)
    expect(named.filter(({ walk }) => walk === path).length).toBeGreaterThanOrEqual(4);
});

it('the named files exist', () => {
  expect(named.filter(({ file }) => !existsSync(join(ROOT, file)))).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderReference } from './reference.ts';

it('docs/reference/cli.md is current (node tools/gen-cli-reference.mjs)', async () => {
  const file = fileURLToPath(new URL('../../../../docs/reference/cli.md', import.meta.url));
  expect(readFileSync(file, 'utf8')).toBe(await renderReference());
});

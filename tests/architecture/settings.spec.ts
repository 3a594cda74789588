import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema } from '@orch/platform';
import { describeSettings } from './describe-settings.ts';
import { ROOT, sources } from './sources.ts';

const GUIDE = 'docs/guides/settings.md';
const guide = readFileSync(join(ROOT, GUIDE), 'utf8');

it('the guide names the settings of the code, no more and no less', () => {
  const named = [...guide.matchAll(/^\| `(ORCH_\w+)`/gm)].map((match) => match[1]);
  expect(named.sort()).toEqual(Object.keys(configSchema.shape).sort());
});

it('the guide says what the code says', () => {
  for (const { name, text, byDefault } of describeSettings()) {
    const row = guide.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
    const cells = row.split('|').map((cell) => cell.trim());
    expect(cells.slice(2, 4)).toEqual([byDefault, text]);
  }
});

it('every setting is described', () => {
  expect(describeSettings().filter(({ text }) => text === '')).toEqual([]);
});

/** The SDK runs in other people's programs: one file of it reads their environment. */
const OF_THE_SDK = 'libs/sdk/src/session/environment.ts';

it('only the configuration reads the environment', () => {
  const readers = sources(['libs', 'apps/api/src'])
    .filter(({ path }) => !path.startsWith('libs/platform/src/config/') && !path.startsWith('libs/testing/'))
    .filter(({ path }) => path !== OF_THE_SDK)
    .filter(({ text }) =>
      /\bprocess\s*\.\s*env\b|\bprocess\[['"]env['"]\]|import \{[^}]*\benv\b[^}]*\} from 'node:process'/.test(
        text,
      ),
    );
  expect(readers.map(({ path }) => path)).toEqual([]);
});

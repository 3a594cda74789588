import { ERRORS } from '@orch/kernel';
import { sources } from './sources.ts';

const CATALOGUE = 'libs/kernel/src/orch-error.ts';
const code = sources(['libs', 'apps/api/src']).filter(({ path }) => path !== CATALOGUE);

it('every code is written once in the catalogue', () => {
  // A repeated key of an object literal is no error at run time.
  const [{ text } = { text: '' }] = sources(['libs/kernel/src'], /orch-error\.ts$/);
  const written = [...text.matchAll(/^ {2}'?([\w.]+)'?: \{(?:$| status:)/gm)].map((match) => match[1]!);
  expect([...written].sort()).toEqual(Object.keys(ERRORS).sort());
});

it('every code is used', () => {
  const all = code.map(({ text }) => text).join('\n');
  expect(Object.keys(ERRORS).filter((name) => !all.includes(`'${name}'`))).toEqual([]);
});

it('a row has one public text and a fitting status', () => {
  for (const row of Object.values(ERRORS)) {
    expect('detail' in row).not.toBe('message' in row);
    expect(row.status).toBeGreaterThanOrEqual(400);
    expect(row.status).toBeLessThan(600);
  }
});

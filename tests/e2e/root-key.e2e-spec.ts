import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOOL = fileURLToPath(new URL('../../tools/keys-rotate.mjs', import.meta.url));

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'orch-root-key-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const keyIn = (name: string): string => readFileSync(join(home, name), 'utf8').trim();
const put = (name: string, key: string): void => writeFileSync(join(home, name), `${key}\n`, { mode: 0o600 });

const rotate = (args: string[], env: Record<string, string> = {}): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const given = { PATH: process.env['PATH'] ?? '', ORCH_HOME: home, ...env };
    execFile(process.execPath, [TOOL, ...args], { env: given }, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, said: `${stdout}${stderr}` });
    });
  });

test('a new root key makes the present one the previous one; a second one has to wait for the rotation', async () => {
  put('secret-key', 'first');
  expect(await rotate(['--new'])).toMatchObject({ code: 0, said: expect.stringContaining('restart') });
  expect(keyIn('secret-key-previous')).toBe('first');
  const second = keyIn('secret-key');
  expect(Buffer.from(second, 'base64')).toHaveLength(32);
  for (const name of readdirSync(home)) expect(statSync(join(home, name)).mode & 0o777).toBe(0o600);
  expect(await rotate(['--new'])).toMatchObject({ code: 1 });
  expect([keyIn('secret-key'), keyIn('secret-key-previous')]).toEqual([second, 'first']);
});

test('a new root key whose making was interrupted is made by the next call', async () => {
  put('secret-key', 'first');
  put('secret-key-previous', 'first');
  expect(await rotate(['--new'])).toMatchObject({ code: 0 });
  expect(keyIn('secret-key-previous')).toBe('first');
  expect(keyIn('secret-key')).not.toBe('first');
});

test('where the root key comes from the environment no file is made', async () => {
  const { code, said } = await rotate(['--new'], { ORCH_SECRET_KEY: Buffer.alloc(32).toString('base64') });
  expect([code, said]).toEqual([1, expect.stringContaining('ORCH_SECRET_KEY_PREVIOUS')]);
  expect(readdirSync(home)).toEqual([]);
});

test('a home without a database is named', async () => {
  expect(await rotate([])).toMatchObject({ code: 1, said: expect.stringContaining(home) });
});

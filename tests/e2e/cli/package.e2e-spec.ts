import { jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const BUILD = new URL('../../../tools/build/cli.mjs', import.meta.url).href;
jest.setTimeout(120_000);
let folder: string;

const run = (program: string, args: readonly string[], cwd: string): Promise<string> =>
  new Promise((resolve, reject) =>
    execFile(
      program,
      args,
      { cwd, env: { ...process.env, npm_config_offline: 'true' } },
      (error, out, err) =>
        error ? reject(new Error(`${program} ${args.join(' ')}: ${err || error.message}`)) : resolve(out),
    ),
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orch-package-'));
  mkdirSync(join(folder, 'source', 'dist'), { recursive: true });
  mkdirSync(join(folder, 'project'));
  copyFileSync(join(ROOT, 'apps/cli/package.json'), join(folder, 'source', 'package.json'));
  const { buildCommandLine } = (await import(BUILD)) as {
    buildCommandLine: (root: string, outfile: string) => Promise<void>;
  };
  await buildCommandLine(ROOT, join(folder, 'source', 'dist', 'orch.js'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is packed, installed by path without a network, and runs', async () => {
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], join(folder, 'source'));
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  const project = join(folder, 'project');
  writeFileSync(join(project, 'package.json'), '{"name":"empty","private":true}');
  await run('npm', ['install', '--no-audit', '--no-fund', join(folder, archive!)], project);
  expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'orch',
  ]);
  expect(await run('npx', ['--no-install', 'orch', '--help'], project)).toMatch(/^Usage: orch NOUN VERB/);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'apps/cli/package.json'), 'utf8')) as {
    version: string;
  };
  expect(await run('npx', ['--no-install', 'orch', '--version'], project)).toBe(`${version}\n`);
});

it('nothing is done when it is installed, and nothing else is needed', () => {
  // what is packed is built before: that was done here already
  const found = JSON.parse(
    readFileSync(join(folder, 'project/node_modules/orch/package.json'), 'utf8'),
  ) as Record<string, unknown>;
  expect([found['scripts'], found['dependencies'], found['optionalDependencies']]).toEqual([
    { prepack: expect.any(String) },
    undefined,
    undefined,
  ]);
});

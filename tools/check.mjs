// `npm run check`: format, lint, types, arrows and small tests, side by side; prints what failed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { oneLine } from './launch/report.mjs';
import { prepare } from './test/bootstrap.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => [process.execPath, fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))];
// What did not change since the last time is not looked at again; the caches lie in .cache.
const cached = (name) => ['--cache', '--cache-strategy', 'content', '--cache-location', `.cache/${name}`];
// The longest first, so that the two lanes end at about the same time.
const steps = {
  small: [
    process.execPath,
    '--experimental-vm-modules',
    '--no-warnings',
    fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url)),
    '--selectProjects',
    'small',
    '--maxWorkers',
    '1',
  ],
  types: [
    ...bin('typescript/bin/tsc'),
    '-p',
    'tsconfig.json',
    '--incremental',
    '--tsBuildInfoFile',
    '.cache/types.tsbuildinfo',
  ],
  // compiled for browsers: other libraries, other module rules
  'web types': [
    ...bin('typescript/bin/tsc'),
    '-p',
    'apps/web/tsconfig.json',
    '--incremental',
    '--tsBuildInfoFile',
    '.cache/web-types.tsbuildinfo',
  ],
  lint: [
    ...bin('eslint/bin/eslint.js'),
    '--max-warnings',
    '0',
    ...cached('eslint'),
    'libs',
    'apps',
    'tests',
    'tools',
  ],
  format: [...bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', ...cached('prettier'), '.'],
  arrows: [
    ...bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    'dependency-cruiser.cjs',
    'libs',
    'apps',
  ],
};

const run = (name, [command, ...args]) =>
  new Promise((done) => {
    const started = performance.now();
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (d) => (out += d));
    child.stderr.on('data', (d) => (out += d));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
      if (code !== 0) console.log(out);
      done(code === 0);
    });
  });

/** Two at a time: the machine this runs on has two cores. @returns {Promise<boolean>} whether all went well */
const runChosen = async () => {
  const only = process.argv.slice(2);
  const queue = Object.entries(steps).filter(([name]) => only.length === 0 || only.includes(name));
  const results = [];
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results.push(await run(...next));
  };
  await Promise.all([lane(), lane()]);
  return results.length > 0 && results.every(Boolean);
};

try {
  if (await prepare()) process.exitCode = (await runChosen()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`orch: ${oneLine(error)}\n`);
  process.exitCode = 1;
}

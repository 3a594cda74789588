// Python environments with pinned packages, made once per set of pins and kept in .cache.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError, step } from '../launch/report.mjs';
import { ROOT } from './bootstrap.mjs';
import { mustRun, run } from './run.mjs';

const CACHE = join(ROOT, '.cache');
const UV = 'uv==0.13.8';
const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const INSTALL_MS_MAX = 10 * 60_000;

/** The client and what runs the Python tests. */
export const TEST_PINS = [
  'prefect==3.8.8',
  'prefect-aws==0.7.12',
  'moto[server]==5.2.5',
  'pytest==9.2.0',
  'pytest-timeout==2.4.0',
  'pytest-xdist==3.8.0',
];

/** The reference server: a plain install of this release does not start with newer versions of these. */
export const REFERENCE_PINS = [
  'prefect==3.8.8',
  'fastapi==0.141.1',
  'starlette==1.3.1',
  'sqlalchemy==2.0.45',
  'pydantic==2.13.4',
  'uvicorn==0.52.0',
  'pydocket==0.23.1',
];

/** @returns {Promise<{ command: string, version: string }>} the first Python from 3.10 on */
const findPython = async () => {
  const found = [];
  for (const command of CANDIDATES) {
    const { code, output } = await run([command, '-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      quiet: true,
    });
    if (code !== 0) continue;
    const version = output.trim();
    found.push(`${command} is ${version}`);
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor >= 10) return { command, version };
  }
  throw new StartError(
    `Python 3.10 or newer with the venv module is needed for the tests with the real client (${found.join(', ') || 'none was found'})`,
  );
};

const makeVenv = async (python, folder) => {
  const { code, output } = await run([python, '-m', 'venv', folder], { quiet: true });
  if (code === 0) return join(folder, 'bin', 'python');
  throw new StartError(
    `"${python} -m venv" failed (on Debian: apt install python3-venv): ${output.trim().split('\n').at(-1)}`,
  );
};

/** uv from PATH, else from an environment of its own, else undefined: then pip does the work, three times slower. */
const findUv = async (python) => {
  if ((await run(['uv', '--version'], { quiet: true })).code === 0) return 'uv';
  const folder = join(CACHE, `uv-${UV.replace('==', '-')}`);
  const uv = join(folder, 'bin', 'uv');
  if (existsSync(uv)) return uv;
  const own = await makeVenv(python, folder);
  const { code } = await run([own, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', UV], {
    quiet: true,
  });
  return code === 0 && existsSync(uv) ? uv : undefined;
};

const install = async (folder, { command, pins }) => {
  rmSync(folder, { recursive: true, force: true });
  const python = await makeVenv(command, folder);
  const uv = await findUv(command);
  const installer = uv
    ? [uv, 'pip', 'install', '--quiet', '--python', python]
    : [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await mustRun([...installer, ...pins], { timeoutMs: INSTALL_MS_MAX });
  // Compiled once here, else every test process compiles the client again.
  await run([python, '-m', 'compileall', '-q', join(folder, 'lib')], { quiet: true });
};

/**
 * A Python with these packages; a finished environment is used again.
 * @param {string} name for people
 * @param {string[]} pins requirements, e.g. `prefect==3.8.8`
 * @returns {Promise<string>} path of its `bin` folder
 */
export const pythonWith = async (name, pins) => {
  const { command, version } = await findPython();
  const hash = createHash('sha256')
    .update(JSON.stringify([version, ...pins]))
    .digest('hex')
    .slice(0, 12);
  const folder = join(CACHE, `venv-${hash}`);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    mkdirSync(CACHE, { recursive: true });
    await step(`installing ${name} into .cache/venv-${hash}`, () => install(folder, { command, pins }));
    writeFileSync(complete, `${pins.join('\n')}\n`);
  }
  return join(folder, 'bin');
};

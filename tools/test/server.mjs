// A real server with a database of its own, as a person would start it, for tests that speak to it from outside.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeHome } from '../launch/home.mjs';
import { StartError } from '../launch/report.mjs';
import { ROOT } from './bootstrap.mjs';

const START_MS_MAX = 180_000;
const STOP_MS_MAX = 30_000;

/** A port nobody listens on at the moment of asking. */
export const unusedPort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const withoutOurSettings = (env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(ORCH|PREFECT)_/.test(name)));

const answers = async (url) => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
};

/** Where root's database had to live, when that is not the home. */
const elsewhereOf = (home) => {
  const pointer = join(home, 'postgres-location');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
};

/** The home, and the data folder when root's database had to live elsewhere. */
const removeHome = (home) => {
  const elsewhere = elsewhereOf(home);
  // Only what this tool made: the folder named after the home that is being removed.
  if (elsewhere) rmSync(dirname(elsewhere), { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
};

const stopProcess = async (child) => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await ended;
  clearTimeout(timer);
};

/**
 * Starts `tools/start.mjs` in a new, empty ORCH_HOME below .cache/test.
 * @param {string} name for the folder and the log
 * @param {Record<string, string>} [env] settings of the server (ORCH_...)
 * @returns {Promise<{ url: string, pid: number, log: string, databaseFolder: string, stop: () => Promise<void> }>}
 *   `url` without a path; `stop` removes the home
 */
export const startServer = async (name, env = {}) => {
  const folder = join(ROOT, '.cache', 'test');
  mkdirSync(folder, { recursive: true });
  const home = mkdtempSync(join(folder, `${name}-`));
  rmSync(home, { recursive: true });
  makeHome(home);
  const port = await unusedPort();
  const log = join(folder, `${name}.log`);
  const output = openSync(log, 'w');
  const child = spawn(process.execPath, [join(ROOT, 'tools/start.mjs')], {
    cwd: ROOT,
    stdio: ['ignore', output, output],
    env: {
      ...withoutOurSettings(process.env),
      ORCH_HOME: home,
      ORCH_PORT: String(port),
      ORCH_LOG_LEVEL: 'warn',
      ...env,
    },
  });
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_MS_MAX;
  while (!(await answers(`${url}/readyz`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stopProcess(child);
      const said = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');
      removeHome(home);
      throw new StartError(`the server for "${name}" did not start: ${said}`);
    }
    await sleep(100);
  }
  const stop = async () => {
    await stopProcess(child);
    process.off('exit', kill);
    removeHome(home);
  };
  const databaseFolder = elsewhereOf(home) ?? join(home, 'postgres');
  return { url, pid: child.pid, log, databaseFolder, stop };
};

const call = async (url, key, { method = 'GET', body } = {}) => {
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok)
    throw new StartError(
      `${method} ${url} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`,
    );
  return answer.json();
};

/**
 * Starts a server that asks for keys, with one owner who has two workspaces.
 * @param {string} name
 * @param {Record<string, string>} [env] more settings of the server
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void>, key: string, workspaceUrl: string, handles: string[] }>}
 *   `workspaceUrl` is the API of the first workspace; `handles` are `account/workspace`
 */
export const startCloud = async (name, env = {}) => {
  const key = `pnu_${'compat'.padEnd(36, '0')}`;
  const server = await startServer(name, {
    ORCH_LOCAL_MODE: 'off',
    ORCH_BOOTSTRAP_EMAIL: 'owner@example.test',
    ORCH_BOOTSTRAP_PASSWORD: 'a long enough password for tests',
    ORCH_BOOTSTRAP_API_KEY: key,
    ...env,
  });
  try {
    const api = `${server.url}/api`;
    const [first] = await call(`${api}/me/workspaces`, key);
    const accountUrl = `${api}/accounts/${first.account_id}`;
    await call(`${accountUrl}/workspaces/`, key, {
      method: 'POST',
      body: { name: 'second', handle: 'second', description: '' },
    });
    const all = await call(`${api}/me/workspaces`, key);
    const handles = all.map((one) => `${one.account_handle}/${one.workspace_handle}`);
    const mine = `${first.account_handle}/${first.workspace_handle}`;
    return {
      ...server,
      key,
      workspaceUrl: `${accountUrl}/workspaces/${first.workspace_id}`,
      handles: [mine, ...handles.filter((handle) => handle !== mine)],
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
};

// The two servers that are compared: the reference and ours, each with a database of the same cluster.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../launch/report.mjs';
import { ROOT } from '../test/bootstrap.mjs';
import { pythonWith, REFERENCE_PINS } from '../test/python.mjs';
import { unusedPort } from '../test/server.mjs';
import { FOLDER } from './loadgen.mjs';

const START_MS_MAX = 180_000;
const STOP_MS_MAX = 20_000;
const KEY = `pnu_${'bench'.padEnd(36, '0')}`;

const baseEnv = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ORCH|PREFECT)_/.test(name)));

const serve = async (name, command, env, health) => {
  const log = join(FOLDER, `${name}.log`);
  const output = openSync(log, 'w');
  const child = spawn(command[0], command.slice(1), { cwd: ROOT, stdio: ['ignore', output, output], env });
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  const deadline = Date.now() + START_MS_MAX;
  for (;;) {
    const answer = await fetch(health, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      kill();
      throw new StartError(`${name} did not start; see ${log}`);
    }
    await sleep(200);
  }
  const stop = async () => {
    process.off('exit', kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    await ended;
    clearTimeout(timer);
  };
  return { pid: child.pid, stop };
};

const shellWord = (text) => `'${String(text).replaceAll("'", `'\\''`)}'`;
const shellCommand = (settings, command) =>
  `env ${Object.entries(settings)
    .map(([name, value]) => shellWord(`${name}=${value}`))
    .join(' ')} ${command.map(shellWord).join(' ')}`;

/** The reference server on the same PostgreSQL, with the versions that work and default services. */
export const startReference = async (cluster, database) => {
  const bin = await pythonWith('the reference server', REFERENCE_PINS);
  const port = await unusedPort();
  const home = join(FOLDER, 'reference-home');
  mkdirSync(home, { recursive: true });
  const settings = {
    PREFECT_HOME: home,
    PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
    DO_NOT_TRACK: '1',
    PREFECT_SERVER_LOGGING_LEVEL: 'WARNING',
    PREFECT_SERVER_DATABASE_CONNECTION_URL: cluster
      .urlOf(database)
      .replace('postgresql://', 'postgresql+asyncpg://'),
  };
  const command = (at) => [
    join(bin, 'prefect'),
    'server',
    'start',
    '--host',
    '127.0.0.1',
    '--port',
    String(at),
  ];
  const api = `http://127.0.0.1:${port}/api`;
  const server = await serve('reference', command(port), { ...baseEnv(), ...settings }, `${api}/health`);
  const coldPort = await unusedPort();
  return {
    target: { name: 'prefect', api, pid: server.pid, dbpid: cluster.pid },
    cold: { api: `http://127.0.0.1:${coldPort}/api`, command: shellCommand(settings, command(coldPort)) },
    stop: server.stop,
  };
};

/** Our server as the full product: a key, a workspace in the URL, row-level security, loops in the same process; `more` settings. */
export const startOurs = async (cluster, database, more = {}) => {
  const port = await unusedPort();
  const settings = {
    ORCH_HOME: join(FOLDER, 'ours-home'),
    ORCH_DATABASE_URL: cluster.urlOf(database),
    ORCH_SECRET_KEY: Buffer.alloc(32, 5).toString('base64'),
    ORCH_LOCAL_MODE: 'off',
    ORCH_BOOTSTRAP_EMAIL: 'bench@example.test',
    ORCH_BOOTSTRAP_PASSWORD: 'a long enough password for a benchmark',
    ORCH_BOOTSTRAP_API_KEY: KEY,
    ORCH_LOG_LEVEL: 'warn',
    // A poll that is held open costs nothing: it is the answer that is measured.
    ORCH_LONG_POLL_SECONDS: '0',
    ...more,
  };
  const command = [process.execPath, join(ROOT, 'tools/start.mjs')];
  const root = `http://127.0.0.1:${port}`;
  const server = await serve(
    'ours',
    command,
    { ...baseEnv(), ...settings, ORCH_PORT: String(port) },
    `${root}/readyz`,
  );
  const answer = await fetch(`${root}/api/me/workspaces`, { headers: { authorization: `Bearer ${KEY}` } });
  const [first] = await answer.json();
  const coldPort = await unusedPort();
  return {
    target: {
      name: 'ours',
      api: `${root}/api/accounts/${first.account_id}/workspaces/${first.workspace_id}`,
      key: KEY,
      pid: server.pid,
      dbpid: cluster.pid,
    },
    workspaceId: first.workspace_id,
    cold: {
      api: `http://127.0.0.1:${coldPort}/api`,
      command: shellCommand({ ...settings, ORCH_PORT: String(coldPort) }, command),
    },
    stop: server.stop,
  };
};

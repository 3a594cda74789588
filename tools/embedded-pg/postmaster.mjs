// Start, find again and stop the server process of one data folder.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../launch/home.mjs';
import { StartError } from '../launch/report.mjs';
import { settingsArguments } from './settings.mjs';

const LOG_BYTES_MAX = 10 * 1024 * 1024;
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 30_000;
const POLL_MS = 10;

/** PostgreSQL's own note about the running server, or undefined. The status is padded: "ready   ", "stopping". */
const readPidFile = (dataDir) => {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
};

/** Is this process a PostgreSQL server of that folder? (Linux: by its command line. Elsewhere: any living process.) */
const serves = (pid, dataDir) => {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return /postgres$/.test(args[0]) && args.includes(dataDir);
  } catch {
    return false;
  }
};

/**
 * The server left by a predecessor that was killed. A note of a dead server whose process id now belongs to somebody
 * else would keep PostgreSQL from starting, so it is removed; the note of a plainly dead one PostgreSQL clears itself.
 * @returns {Promise<{ pid: number, port: number } | undefined>}
 */
export const findRunning = async (dataDir) => {
  const deadline = Date.now() + START_MS_MAX;
  for (;;) {
    const note = readPidFile(dataDir);
    if (!note) return undefined;
    if (!serves(note.pid, dataDir)) {
      if (isAlive(note.pid)) rmSync(join(dataDir, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (note.status === 'ready') return { pid: note.pid, port: note.port };
    if (Date.now() > deadline)
      throw new StartError(
        `the PostgreSQL of ${dataDir} (process ${note.pid}) is neither ready nor gone: "${note.status}"`,
      );
    await sleep(POLL_MS * 5);
  }
};

const freePort = (wanted) =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wanted ? freePort(0).then(resolve, reject) : reject(error)));
    probe.listen({ host: '127.0.0.1', port: wanted, exclusive: true }, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** The port used last time when it is free, else any free one; remembered in `file`. */
const choosePort = async (file) => {
  let wanted = 0;
  try {
    wanted = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // First start.
  }
  const port = await freePort(wanted);
  if (port !== wanted) writeFileSync(file, `${port}\n`);
  return port;
};

const openLog = (file) => {
  try {
    if (statSync(file).size > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  } catch {
    // First start.
  }
  return openSync(file, 'a', 0o600);
};

const sizeOf = (file) => statSync(file).size;

/** Why the server ended, from what it wrote to its log since `offset`. */
const reasonIn = (file, offset) => {
  const lines = readFileSync(file).subarray(offset).toString('utf8').split('\n');
  const fatal = lines.filter((line) => /(FATAL|PANIC):/.test(line)).at(-1);
  return (fatal ?? lines.filter(Boolean).at(-1) ?? 'no reason given').replace(/^.*?(FATAL|PANIC):\s*/, '');
};

/**
 * Starts PostgreSQL in its own process group (a Ctrl-C at the terminal must not reach it before the server has
 * drained) and waits until it accepts connections.
 * @returns {Promise<{ pid: number, port: number, child: import('node:child_process').ChildProcess }>}
 */
export const startPostmaster = async ({ place, portFile, logFile, durable }) => {
  const port = await choosePort(portFile);
  const log = openLog(logFile);
  const offset = sizeOf(logFile);
  const args = ['-D', place.dataDir, ...settingsArguments({ port, durable })];
  const child = spawn(join(place.binDir, 'postgres'), args, {
    ...place.identity,
    cwd: place.dataDir,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  });
  closeSync(log);
  let ended;
  child.once('error', (error) => (ended = error.message));
  const onExit = () => (ended ??= reasonIn(logFile, offset));
  child.once('exit', onExit);
  const stopWithUs = () => child.kill('SIGINT');
  process.once('exit', stopWithUs);
  const deadline = Date.now() + START_MS_MAX;
  while (ended === undefined) {
    const note = readPidFile(place.dataDir);
    if (note?.pid === child.pid && note.status === 'ready') {
      process.off('exit', stopWithUs);
      child.off('exit', onExit);
      return { pid: child.pid, port, child };
    }
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw new StartError(
        `the embedded PostgreSQL did not become ready within ${START_MS_MAX / 1000} s; see ${logFile}`,
      );
    }
    await sleep(POLL_MS);
  }
  if (/No space left on device/i.test(ended)) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  throw new StartError(`the embedded PostgreSQL did not start: ${ended} (see ${logFile})`);
};

const send = (pid, signal) => {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
};

/** Asks for a fast shutdown: open transactions are rolled back, a checkpoint is written. @returns whether it runs at all */
export const askToStop = (pid) => send(pid, 'SIGINT');

/** Fast shutdown; waits until the process is gone. */
export const stopPostmaster = async (pid) => {
  if (!askToStop(pid)) return;
  const deadline = Date.now() + STOP_MS_MAX;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return void send(pid, 'SIGQUIT');
    await sleep(POLL_MS);
  }
};

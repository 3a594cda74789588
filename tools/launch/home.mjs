// ORCH_HOME: the folder with the embedded database, its password, the root key and the logs; one server at a time.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { StartError } from './report.mjs';

/** @returns {string} absolute path of ORCH_HOME (default ~/.orch) */
export const homePath = (env) => resolve(env.ORCH_HOME || join(homedir(), '.orch'));

/**
 * Makes a private folder; its parents get ordinary modes (mkdir would give them the private mode too).
 * Root's folders may be entered, not listed, by others: the database runs as another user.
 */
export const makeHome = (home) => {
  mkdirSync(dirname(home), { recursive: true });
  try {
    mkdirSync(home);
    chmodSync(home, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    if (error.code !== 'EEXIST' || !statSync(home).isDirectory()) {
      throw new StartError(`ORCH_HOME ${home} cannot be used: ${error.message}`);
    }
  }
};

/** Reads a secret file, or makes it (mode 0600) with the given content. */
export const readOrMakeSecret = (file, make) => {
  try {
    const found = readFileSync(file, 'utf8').trim();
    if (found !== '') return found;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const content = make();
  writeSecret(file, content);
  return content;
};

/** Written under another name first: never half a secret. */
const writeSecret = (file, content) => {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${content}\n`, { mode: 0o600 });
  renameSync(draft, file);
};

const newKey = () => randomBytes(32).toString('base64');
const keyFile = (home) => join(home, 'secret-key');
const previousKeyFile = (home) => join(home, 'secret-key-previous');

/** The root key of secrets at rest: 32 bytes, base64; made on the first start. */
export const secretKey = (home) => readOrMakeSecret(keyFile(home), newKey);

/** The root key before the present one while secrets are being moved to that, else undefined. */
export const previousSecretKey = (home) =>
  existsSync(previousKeyFile(home)) ? readFileSync(previousKeyFile(home), 'utf8').trim() : undefined;

/** Makes a new root key; the present one becomes the previous one. At no moment is a key in no file. */
export const renewSecretKey = (home) => {
  const key = secretKey(home);
  if (![undefined, key].includes(previousSecretKey(home)))
    throw new StartError('a new key was made before: restart the server, then run "npm run keys:rotate"');
  writeSecret(previousKeyFile(home), key);
  writeSecret(keyFile(home), newKey());
};

/** Puts the previous root key aside: backups from before still need it. @returns {string} the file it is in now */
export const retireSecretKey = (home) => {
  const day = new Date().toISOString().slice(0, 10);
  let file = join(home, `secret-key-retired-${day}`);
  for (let n = 2; existsSync(file); n += 1) file = join(home, `secret-key-retired-${day}-${n}`);
  renameSync(previousKeyFile(home), file);
  return file;
};

/** When a process began, in clock ticks, so that a reused process id is not taken for its former owner (Linux; '' elsewhere). */
const birthOf = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
};

const isZombie = (pid) => {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** Is there a running process with this id, of whatever user? One that ended but was not reaped yet does not count. */
export const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return !isZombie(pid);
};

const ownerOf = (lock) => {
  let text;
  try {
    text = readFileSync(lock, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  const [pid, birth = ''] = text.trim().split(' ');
  const alive =
    isAlive(Number(pid)) && (birth === '' || birthOf(pid) === birth) && Number(pid) !== process.pid;
  return { pid: Number(pid), alive, text };
};

/**
 * Takes the lock of a home, or fails when a living server holds it. The lock of a server that died is taken over.
 * @returns {() => void} gives the lock back
 */
export const lockHome = (home) => {
  const lock = join(home, 'server.lock');
  const draft = `${lock}.${process.pid}`;
  const mine = `${process.pid} ${birthOf(process.pid)}\n`;
  writeFileSync(draft, mine);
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        linkSync(draft, lock);
        return () => ownerOf(lock)?.text === mine && rmSync(lock, { force: true });
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const owner = ownerOf(lock);
      if (owner?.alive)
        throw new StartError(
          `another orch server (process ${owner.pid}) already uses ${home}; stop it or set ORCH_HOME`,
        );
      if (owner) removeStale(lock, owner.text);
    }
    throw new StartError(`another orch server is starting with ${home}`);
  } finally {
    rmSync(draft, { force: true });
  }
};

/** Removes a dead server's lock; if another starter was quicker and its lock was caught, that lock is put back. */
const removeStale = (lock, text) => {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, 'utf8') !== text) linkSync(aside, lock);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
};

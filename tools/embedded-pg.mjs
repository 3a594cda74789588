// The PostgreSQL that ships inside an npm package, run for one ORCH_HOME.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { giveTo, MAJOR_VERSION, placeFor } from './embedded-pg/place.mjs';
import { askToStop, findRunning, startPostmaster, stopPostmaster } from './embedded-pg/postmaster.mjs';
import { readOrMakeSecret } from './launch/home.mjs';
import { oneLine, StartError } from './launch/report.mjs';

const DATABASE = 'orch';
// Owner of the database and the only login the server uses. Not a superuser, so that row-level security binds it as
// it would in a hosted PostgreSQL.
const OWNER = 'orch';
const SUPERUSER = 'postgres';

/** Makes the data folder in one move: a first start that was interrupted leaves nothing that looks complete. */
const initialise = async ({ dataDir, binDir, identity }, password) => {
  const draft = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  giveTo(draft, identity);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(passwordFile, identity);
  const args = ['-D', draft, '-U', SUPERUSER, '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8'];
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
  const run = promisify(execFile)(join(binDir, 'initdb'), args, {
    ...identity,
    cwd: draft,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  });
  const cleanUp = () => {
    run.child.kill();
    rmSync(passwordFile, { force: true });
  };
  process.once('exit', cleanUp);
  try {
    await run;
  } catch (error) {
    const said = `${error.stdout ?? ''}\n${error.stderr ?? ''}`;
    if (/No space left on device/i.test(said)) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const reason = said.split('\n').find((line) => /error|fatal|could not/i.test(line)) ?? oneLine(error);
    throw new StartError(`the embedded PostgreSQL could not be initialised: ${reason.trim()}`);
  } finally {
    process.off('exit', cleanUp);
    cleanUp();
  }
  renameSync(draft, dataDir);
};

const checkVersion = (dataDir) => {
  const found = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (found === MAJOR_VERSION) return;
  throw new StartError(
    `the database in ${dataDir} was made by PostgreSQL ${found}, this release brings ${MAJOR_VERSION}; dump it with the old release first`,
  );
};

const urlOf = (user, password, port, database) =>
  `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/** Runs `work` with a connection, or returns the SQLSTATE with which connecting failed. */
const connected = async (pg, url, work) => {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'orch setup',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await work(client);
    return undefined;
  } catch (error) {
    if (error.code === undefined) throw error;
    return error;
  } finally {
    await client.end().catch(() => {});
  }
};

/** Makes the owner and the database when they are not there (first start, or a first start that was interrupted). */
const ensureDatabase = async (port, password) => {
  const { default: pg } = await import('pg');
  const failure = await connected(pg, urlOf(OWNER, password, port, DATABASE), async () => {});
  if (!failure) return;
  const made = await connected(pg, urlOf(SUPERUSER, password, port, 'postgres'), async (client) => {
    const { rows } = await client.query(
      'SELECT (SELECT count(*) FROM pg_roles WHERE rolname = $1) AS roles, (SELECT count(*) FROM pg_database WHERE datname = $2) AS databases',
      [OWNER, DATABASE],
    );
    const attributes = `LOGIN CREATEROLE CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD ${pg.escapeLiteral(password)}`;
    await client.query(`${rows[0].roles === '0' ? 'CREATE' : 'ALTER'} ROLE ${OWNER} ${attributes}`);
    if (rows[0].databases === '0') await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
  });
  if (made?.code === '28P01') {
    throw new StartError(
      'the embedded database does not accept the password in ORCH_HOME/postgres-password; restore that file from a backup',
    );
  }
  if (made) throw new StartError(`the embedded database cannot be set up: ${oneLine(made)}`);
};

/** @returns {string | undefined} address of the database of a home, if it was ever started; whether it runs is not looked at */
export const embeddedDatabaseUrl = (home) => {
  const [port, password] = ['postgres-port', 'postgres-password'].map((name) => join(home, name));
  if (!existsSync(port) || !existsSync(password)) return undefined;
  return urlOf(OWNER, readFileSync(password, 'utf8').trim(), readFileSync(port, 'utf8').trim(), DATABASE);
};

/**
 * Brings up the PostgreSQL of a home: initialises it once, reuses one that a killed predecessor left running.
 * @param {object} options
 * @param {string} options.home ORCH_HOME; must exist and be locked by the caller
 * @param {boolean} [options.durable] false only for tests: no fsync
 * @param {(line: string) => void} [options.say] progress lines
 * @returns {Promise<{ databaseUrl: string, pid: number, port: number, dataDir: string, reused: boolean,
 *   onUnexpectedExit: (listener: () => void) => void, stop: () => Promise<void>, signalStop: () => void }>}
 *   `stop` waits for a fast shutdown; `signalStop` only asks for it (for `process.on('exit')`).
 */
export const startEmbeddedPostgres = async ({ home, durable = true, say = () => {} }) => {
  const password = readOrMakeSecret(join(home, 'postgres-password'), () =>
    randomBytes(24).toString('base64url'),
  );
  mkdirSync(join(home, 'logs'), { recursive: true });
  const place = placeFor(home, say);
  mkdirSync(dirname(place.dataDir), { recursive: true });
  if (existsSync(join(place.dataDir, 'PG_VERSION'))) checkVersion(place.dataDir);
  else await initialise(place, password);

  const found = await findRunning(place.dataDir);
  const { pid, port, child } =
    found ??
    (await startPostmaster({
      place,
      durable,
      portFile: join(home, 'postgres-port'),
      logFile: join(home, 'logs', 'postgres.log'),
    }));
  if (found) say(`found the database still running (process ${pid})`);

  let stopping = false;
  // After that the process id may belong to somebody else.
  let stopped = false;
  const handle = {
    databaseUrl: urlOf(OWNER, password, port, DATABASE),
    pid,
    port,
    dataDir: place.dataDir,
    reused: found !== undefined,
    onUnexpectedExit: (listener) => child?.once('exit', () => stopping || listener()),
    stop: async () => {
      stopping = true;
      await stopPostmaster(pid);
      stopped = true;
    },
    signalStop: () => {
      stopping = true;
      if (!stopped) askToStop(pid);
    },
  };
  try {
    await ensureDatabase(port, password);
  } catch (error) {
    await handle.stop();
    throw error;
  }
  return handle;
};

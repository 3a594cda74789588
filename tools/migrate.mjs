// Applies prisma/migrations without Prisma: plain SQL files, recorded in Prisma's own table so that its CLI agrees.
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { oneLine, StartError } from './launch/report.mjs';
import { ensureRoles } from './migrate/roles.mjs';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const VERSION_MIN = 150000;
// The lock Prisma's CLI takes as well: the two never migrate at the same time.
const LOCK = 72707369;

const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY,
  checksum varchar(64) NOT NULL,
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** @returns {{ name: string, sql: string }[]} in the order of their names, which begin with a time */
const readMigrations = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name, 'migration.sql'), 'utf8') }));

const readApplied = async (client) => {
  const { rows } = await client.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`);
  if (!rows[0].found) return [];
  const applied = await client.query(
    'SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return applied.rows;
};

/** What is left to apply; fails on anything that makes applying unsafe. */
const compare = (files, applied) => {
  const unfinished = applied.find((row) => !row.finished);
  if (unfinished) {
    throw new StartError(
      `migration ${unfinished.name} was begun by another tool and never finished; resolve it with "npx prisma migrate resolve"`,
    );
  }
  const done = new Map(applied.map((row) => [row.name, row.checksum]));
  for (const { name, sql } of files) {
    const checksum = done.get(name);
    // A checkout with CRLF line ends has other bytes, not another content.
    if (
      checksum === undefined ||
      checksum === sha256(sql) ||
      checksum === sha256(sql.replaceAll('\r\n', '\n'))
    )
      continue;
    throw new StartError(
      `migration ${name} was changed after it had been applied to this database; restore the file and put the change into a new migration`,
    );
  }
  const known = new Set(files.map(({ name }) => name));
  return {
    pending: files.filter(({ name }) => !done.has(name)),
    unknown: applied.map(({ name }) => name).filter((name) => !known.has(name)),
  };
};

const lineAt = (sql, position) =>
  position ? ` (line ${sql.slice(0, Number(position)).split('\n').length})` : '';

/** One file, one transaction: after a failure the database is as before and the next start tries again. */
const apply = async (client, { name, sql }) => {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, now(), 1)`,
      [randomUUID(), sha256(sql.replaceAll('\r\n', '\n')), name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    if (error.code === undefined) throw error;
    throw new StartError(`migration ${name} failed${lineAt(sql, error.position)}: ${oneLine(error)}`);
  }
};

const EXPLAINED = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name cannot be resolved',
  EAI_AGAIN: 'the host name cannot be resolved',
  ETIMEDOUT: 'no answer',
  '28P01': 'wrong user or password',
  28000: 'this login is not allowed',
  '3D000': 'there is no such database',
};

/** Connects, or fails with a line that names host and database, never the password. */
const connect = async (databaseUrl) => {
  const { default: pg } = await import('pg');
  let where;
  try {
    const url = new URL(databaseUrl);
    if (!/^postgres(ql)?:$/.test(url.protocol)) throw new Error('protocol');
    where = `${url.host || 'the local socket'}${url.pathname}`;
  } catch {
    throw new StartError(
      'ORCH_DATABASE_URL is not a PostgreSQL address; it looks like postgresql://user:password@host:5432/database',
    );
  }
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'orch migrate',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => {});
    // Several addresses of one name that all refuse come as one aggregate.
    const cause = error.errors?.[0] ?? error;
    throw new StartError(
      `the database ${where} cannot be reached: ${EXPLAINED[cause.code] ?? oneLine(cause)}`,
    );
  }
  return client;
};

/**
 * Brings a database up to date. Any number of processes may call it at once; without work it is three short queries.
 * A database that is ahead of this build (applied migrations without a file) is used as it is, with a warning.
 * @param {string} databaseUrl of a login that owns the database
 * @param {{ log?: (line: string) => void, folder?: string }} [options] `folder` holds `<name>/migration.sql`
 * @returns {Promise<{ applied: string[], unknown: string[] }>} names of the migrations
 */
export const migrate = async (databaseUrl, { log = () => {}, folder = MIGRATIONS } = {}) => {
  const files = readMigrations(folder);
  const client = await connect(databaseUrl);
  try {
    const { rows } = await client.query(
      `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS name`,
    );
    if (rows[0].version < VERSION_MIN)
      throw new StartError(`PostgreSQL 15 or newer is needed, this database is ${rows[0].name}`);
    await ensureRoles(client, rows[0].version);
    let { pending, unknown } = compare(files, await readApplied(client));
    if (pending.length > 0) {
      await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
      await client.query(TABLE);
      // Somebody else may have applied them while we waited.
      ({ pending, unknown } = compare(files, await readApplied(client)));
      for (const migration of pending) await apply(client, migration);
    }
    if (unknown.length > 0) log(`the database is newer than this release: it also has ${unknown.join(', ')}`);
    if (pending.length > 0)
      log(`applied ${pending.length === 1 ? pending[0].name : `${pending.length} migrations`}`);
    return { applied: pending.map(({ name }) => name), unknown };
  } finally {
    await client.end().catch(() => {});
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const url = process.env.ORCH_DATABASE_URL;
  try {
    if (!url) throw new StartError('ORCH_DATABASE_URL is not set');
    await migrate(url, { log: (line) => process.stdout.write(`orch: ${line}\n`) });
  } catch (error) {
    process.stderr.write(`orch: ${oneLine(error)}\n`);
    process.exitCode = 1;
  }
}

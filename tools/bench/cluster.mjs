// One PostgreSQL for both servers, with everything durable and statements counted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../embedded-pg.mjs';
import { lockHome, makeHome } from '../launch/home.mjs';
import { FOLDER } from './loadgen.mjs';

const SETTLE_SECONDS_MAX = 60;
const BUSY = `select exists (select from pg_stat_activity where backend_type = 'autovacuum worker') as busy`;

const connected = async (url, work) => {
  const client = new pg.Client({ connectionString: url, application_name: 'orch bench' });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
};

const inDatabase = (url, name) => {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.toString();
};

/**
 * Starts the benchmark's own cluster (kept in .cache/bench/postgres-home) with empty databases.
 * @param {string[]} databases made anew, owned by an ordinary login
 * @returns {Promise<{ pid: number, urlOf: (database: string) => string, query: (database: string, statement: string, values?: unknown[]) => Promise<object[]>,
 *   counts: boolean, settle: () => Promise<void>, stop: () => Promise<void> }>} `query` works as the superuser; `counts`: pg_stat_statements
 *   is there; `settle` waits until the database does nothing of its own any more for what was written before
 */
export const startCluster = async (databases) => {
  const home = join(FOLDER, 'postgres-home');
  makeHome(home);
  const unlock = lockHome(home);
  let postgres = await startEmbeddedPostgres({ home });
  const password = readFileSync(join(home, 'postgres-password'), 'utf8').trim();
  const superuser = () =>
    `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${postgres.port}/postgres`;
  const query = (database, statement, values = []) =>
    connected(
      inDatabase(superuser(), database),
      async (client) => (await client.query(statement, values)).rows,
    );

  const [{ setting }] = await query(
    'postgres',
    `select current_setting('shared_preload_libraries') as setting`,
  );
  const [{ there }] = await query(
    'postgres',
    `select exists (select from pg_available_extensions where name = 'pg_stat_statements') as there`,
  );
  if (there && setting === '') {
    await query('postgres', `alter system set shared_preload_libraries = 'pg_stat_statements'`);
    await postgres.stop();
    postgres = await startEmbeddedPostgres({ home });
  }
  if (there) await query('postgres', 'create extension if not exists pg_stat_statements');
  for (const name of databases) {
    await query('postgres', `drop database if exists ${name} with (force)`);
    await query('postgres', `create database ${name} owner orch`);
  }
  process.once('exit', postgres.signalStop);
  return {
    pid: postgres.pid,
    urlOf: (database) => inDatabase(postgres.databaseUrl, database),
    query,
    counts: there,
    settle: async () => {
      await query('postgres', 'checkpoint');
      for (let look = 0; look < SETTLE_SECONDS_MAX; look += 1) {
        const [{ busy }] = await query('postgres', BUSY);
        if (!busy) break;
        await sleep(1_000);
      }
    },
    stop: async () => {
      for (const name of databases)
        await query('postgres', `drop database if exists ${name} with (force)`).catch(() => {});
      await postgres.stop();
      process.off('exit', postgres.signalStop);
      unlock();
    },
  };
};

// Runs once before the medium tests: one PostgreSQL for the run, one migrated database to copy from.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../../tools/embedded-pg.mjs';
import { isAlive, lockHome, makeHome } from '../../../tools/launch/home.mjs';
import { migrate } from '../../../tools/migrate.mjs';
import { connect, withDatabase } from './admin-connection.mjs';

const PREFIX = 'orch-test-pg-';

/** Clusters of test runs that were killed: stopped by starting them the ordinary way, then removed. */
const sweep = async () => {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = Number(name.slice(PREFIX.length).split('-')[0]);
    if (isAlive(owner)) continue;
    const home = join(tmpdir(), name);
    try {
      const pid = Number(readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (args.includes(home)) process.kill(pid, 'SIGQUIT');
    } catch {
      // It was not running.
    }
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
};

const startCluster = async () => {
  await sweep();
  const home = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  rmSync(home, { recursive: true });
  makeHome(home);
  lockHome(home);
  const postgres = await startEmbeddedPostgres({ home, durable: false });
  process.once('exit', postgres.signalStop);
  return {
    url: postgres.databaseUrl,
    stop: async () => {
      await postgres.stop();
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
};

const dropTemplate = async (url, template) => {
  const client = await connect(url);
  await client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await client.end();
};

/** Jest's globalSetup. Hands the addresses to the workers by environment variables, which they inherit. */
const setUp = async () => {
  const external = process.env.ORCH_TEST_DATABASE_URL;
  const cluster = external ? { url: external, stop: async () => {} } : await startCluster();
  const template = `orch_template_${process.pid}_${Date.now().toString(36)}`;
  const client = await connect(cluster.url);
  await client.query(`CREATE DATABASE ${template}`);
  await client.end();
  await migrate(withDatabase(cluster.url, template));
  process.env.ORCH_TEST_ADMIN_URL = cluster.url;
  process.env.ORCH_TEST_TEMPLATE = template;
  globalThis.orchTestCluster = {
    stop: async () => {
      if (external) await dropTemplate(cluster.url, template);
      await cluster.stop();
    },
  };
};

export default setUp;

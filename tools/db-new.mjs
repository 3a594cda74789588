// `npm run db:new "why"`: the next migration folder, filled with the difference between the migrations and the schema.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from './embedded-pg.mjs';
import { makeHome } from './launch/home.mjs';
import { oneLine, StartError } from './launch/report.mjs';
import { migrate } from './migrate.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MIGRATIONS = join(ROOT, 'prisma', 'migrations');

const stamp = (date) => date.toISOString().replace(/[-:T]/g, '').slice(0, 14);

/** Names sort as they apply: never before the newest one that exists. */
const nextName = (why) => {
  const words = why
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .slice(0, 60);
  const newest =
    readdirSync(MIGRATIONS)
      .filter((name) => /^\d{14}_/.test(name))
      .sort()
      .at(-1)
      ?.slice(0, 14) ?? '0';
  const now = stamp(new Date());
  return `${now > newest ? now : String(BigInt(newest) + 1n)}_${words}`;
};

/** The SQL that leads from the migrated database to prisma/schema; '' when they agree. */
const difference = async (databaseUrl) => {
  const args = [
    join(ROOT, 'node_modules/prisma/build/index.js'),
    'migrate',
    'diff',
    '--from-config-datasource',
    '--to-schema',
    'prisma/schema',
    '--script',
  ];
  const env = { ...process.env, ORCH_DATABASE_URL: databaseUrl };
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: ROOT,
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
  return /empty migration/i.test(stdout) ? '' : stdout;
};

const main = async (why) => {
  if (!why) throw new StartError('say why: npm run db:new "pinned runs"');
  const home = mkdtempSync(join(tmpdir(), 'orch-db-new-'));
  rmSync(home, { recursive: true });
  makeHome(home);
  let postgres;
  try {
    postgres = await startEmbeddedPostgres({ home, durable: false });
    await migrate(postgres.databaseUrl);
    const sql = readdirSync(join(ROOT, 'prisma', 'schema')).some((name) => name.endsWith('.prisma'))
      ? await difference(postgres.databaseUrl)
      : '';
    const folder = join(MIGRATIONS, nextName(why));
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'migration.sql'),
      `-- ${why}\n${sql === '' ? '-- The schema has not changed: write the SQL by hand.\n' : `\n${sql}`}`,
    );
    console.log(
      `made ${folder.slice(ROOT.length)}/migration.sql; review it, then start the server or run the tests to apply it`,
    );
  } finally {
    await postgres?.stop();
    rmSync(home, { recursive: true, force: true });
  }
};

try {
  await main(process.argv.slice(2).join(' ').trim());
} catch (error) {
  process.stderr.write(`orch: ${oneLine(error)}\n`);
  process.exitCode = 1;
}

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestDatabase } from '@orch/testing';
import pg from 'pg';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const prisma = fileURLToPath(new URL('../../node_modules/prisma/build/index.js', import.meta.url));

/** Partitions come and go with the clock; the schema files name their parents only. */
async function dropPartitions(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select i.inhrelid::regclass::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind = 'r'",
  );
  for (const { name } of rows) await client.query(`drop table ${name}`);
  await client.end();
}

describe('prisma/schema', () => {
  it('says the same as the migrations', async () => {
    const database = await createTestDatabase();
    try {
      await dropPartitions(database.url);
      const diff = [
        prisma,
        'migrate',
        'diff',
        '--from-config-datasource',
        '--to-schema',
        'prisma/schema',
        '--script',
      ];
      const env = { ...process.env, ORCH_DATABASE_URL: database.url };
      const { stdout } = await run(process.execPath, diff, { cwd: root, env });
      expect(stdout).toContain('This is an empty migration');
    } finally {
      await database.drop();
    }
  }, 60_000);
});

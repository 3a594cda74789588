import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** An empty, migrated database of its own. `url` belongs to the login that owns it; the server takes its role from there. */
export interface TestDatabase {
  readonly url: string;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
}

const setting = (name: 'ORCH_TEST_ADMIN_URL' | 'ORCH_TEST_TEMPLATE'): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this file in the "medium" jest project`);
  return value;
};

const execute = async (statement: string): Promise<void> => {
  const client = new pg.Client({
    connectionString: setting('ORCH_TEST_ADMIN_URL'),
    application_name: 'orch tests',
  });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/**
 * Copies the migrated template of this test run (a fraction of a second). Call it in `beforeAll`, `drop()` in `afterAll`.
 * @throws Error when not run by jest's "medium" project, which starts the cluster
 */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const name = `t${process.env['JEST_WORKER_ID'] ?? '0'}_${randomBytes(6).toString('hex')}`;
  await execute(`CREATE DATABASE ${name} TEMPLATE ${setting('ORCH_TEST_TEMPLATE')}`);
  const url = new URL(setting('ORCH_TEST_ADMIN_URL'));
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
};

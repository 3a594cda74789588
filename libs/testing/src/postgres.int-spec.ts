import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});

afterAll(async () => {
  await Promise.all([first?.drop(), second?.drop()]);
});

const query = async (url: string, statement: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows;
  } finally {
    await client.end();
  }
};

test('a test database is migrated and seen by nobody else', async () => {
  await query(first.url, 'CREATE TABLE only_here (id int)');
  const [found] = await query(
    second.url,
    `SELECT to_regclass('only_here') AS here, to_regclass('_prisma_migrations') AS migrated`,
  );
  expect(found).toEqual({ here: null, migrated: '_prisma_migrations' });
});

test.each(['orch_app', 'orch_background'])(
  'its login may work as %s, which row-level security binds',
  async (role) => {
    const [row] = await query(
      `${first.url}?options=${encodeURIComponent(`-c role=${role}`)}`,
      'SELECT current_user AS name, rolsuper OR rolbypassrls AS unbound FROM pg_roles WHERE rolname = current_user',
    );
    expect(row).toEqual({ name: role, unbound: false });
  },
);

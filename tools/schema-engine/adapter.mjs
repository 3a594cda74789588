// Prisma's PostgreSQL adapter with the three corrections the schema engine needs, and its shadow database.
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const OID = { char: 18, name: 19, text: 25, nameArray: 1003, textArray: 1009 };

/** Connects to the maintenance database beside the one in `url` and hands over that one's name. */
export const asAdministrator = async (url, work) => {
  const address = new URL(url);
  const name = decodeURIComponent(address.pathname.slice(1));
  address.pathname = '/postgres';
  const client = new pg.Client({ connectionString: address.toString() });
  await client.connect();
  try {
    return await work(client, name);
  } finally {
    await client.end();
  }
};

const correct = (adapter) => {
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  let charColumns = [];
  // The adapter does not know the catalogs' own types: "char" goes over as Character, name as text.
  adapter.performIO = async (query) => {
    const result = await performIO(query);
    charColumns = [];
    result.fields?.forEach((field, index) => {
      if (field.dataTypeID === OID.char) charColumns.push(index);
      if (field.dataTypeID === OID.char || field.dataTypeID === OID.name) field.dataTypeID = OID.text;
      if (field.dataTypeID === OID.nameArray) field.dataTypeID = OID.textArray;
    });
    return result;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  // The adapter splits scripts at every semicolon, also inside $$ bodies: send them whole by the simple protocol.
  if (adapter.executeScript) {
    adapter.executeScript = async (script) => {
      try {
        await adapter.client.query(script);
      } catch (error) {
        adapter.onError(error);
      }
    };
  }
  if (adapter.startTransaction) {
    const startTransaction = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (...options) => correct(await startTransaction(...options));
  }
  return adapter;
};

const connect = async (url) => {
  const schema = new URL(url).searchParams.get('schema') ?? undefined;
  return correct(await new PrismaPg({ connectionString: url }, { schema }).connect());
};

/** A database made for one command and dropped after it; `migrate dev` and `diff --from-migrations` replay into it. */
const connectToShadow = async ({ url, shadowDatabaseUrl }) => {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  await asAdministrator(url, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`));
  const address = new URL(shadowDatabaseUrl ?? url);
  address.pathname = `/${name}`;
  const adapter = await connect(address.toString());
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await asAdministrator(url, (client) =>
      client.query(`DROP DATABASE ${pg.escapeIdentifier(name)} WITH (FORCE)`),
    );
  };
  return adapter;
};

/** @param {{ url: string, shadowDatabaseUrl?: string }} datasource what the command line was given */
export const adapterFactory = (datasource) => ({
  provider: 'postgres',
  adapterName: '@prisma/adapter-pg',
  connect: () => connect(datasource.url),
  connectToShadowDb: () => connectToShadow(datasource),
});

// Connections that create and drop test databases.
import pg from 'pg';

/** The same server, another database. */
export const withDatabase = (url, name) => {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.toString();
};

/** A connected client; the caller ends it. */
export const connect = async (url) => {
  const client = new pg.Client({ connectionString: url, application_name: 'orch tests' });
  client.on('error', () => {});
  await client.connect();
  return client;
};

// The two roles the server works as. They own nothing and row-level security binds them.
import { StartError } from '../launch/report.mjs';

export const ROLES = ['orch_app', 'orch_background'];
const ATTRIBUTES = 'NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT';

// Another process may create or grant the same at the same time, from another database of the cluster, where our lock does not reach.
const SOMEBODY_WAS_QUICKER = new Set(['42710', '23505', 'XX000']);
const NOT_ALLOWED = '42501';

const stateOf = async (client) => {
  const { rows } = await client.query(
    `SELECT rolname AS name, rolsuper OR rolbypassrls AS unbound,
            pg_has_role(current_user, oid, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS granted
       FROM pg_roles WHERE rolname = ANY($1)`,
    [ROLES],
  );
  return ROLES.map((name) => ({ name, ...rows.find((row) => row.name === name) }));
};

const attempt = async (client, statement) => {
  try {
    await client.query(statement);
  } catch (error) {
    if (!SOMEBODY_WAS_QUICKER.has(error.code)) throw error;
  }
};

const repair = async (client, { name, unbound, granted }, version) => {
  if (unbound === undefined) await attempt(client, `CREATE ROLE ${name} ${ATTRIBUTES}`);
  // INHERIT FALSE: the login gets the role's rights only after SET ROLE. Before PostgreSQL 16 NOINHERIT is a property of the login.
  if (granted !== true)
    await attempt(
      client,
      `GRANT ${name} TO CURRENT_USER${version >= 160000 ? ' WITH SET TRUE, INHERIT FALSE' : ''}`,
    );
};

/**
 * Makes sure the roles exist, are bound by row-level security, and may be taken with SET ROLE by the connected login.
 * @param {import('pg').Client} client
 * @param {number} version server_version_num
 */
export const ensureRoles = async (client, version) => {
  for (let tries = 0; ; tries += 1) {
    const roles = await stateOf(client);
    const loose = roles.find((role) => role.unbound === true);
    if (loose)
      throw new StartError(
        `database role ${loose.name} is a superuser or bypasses row-level security: ALTER ROLE ${loose.name} NOSUPERUSER NOBYPASSRLS`,
      );
    const missing = roles.filter((role) => role.granted !== true);
    if (missing.length === 0) return;
    if (tries === 5) throw new StartError(`database role ${missing[0].name} cannot be granted to the login`);
    try {
      for (const role of missing) await repair(client, role, version);
    } catch (error) {
      if (error.code !== NOT_ALLOWED) throw error;
      const statements = missing
        .map(({ name }) => `CREATE ROLE ${name} ${ATTRIBUTES}; GRANT ${name} TO <login>;`)
        .join(' ');
      throw new StartError(
        `the database login may not create or grant roles; let an administrator run: ${statements}`,
      );
    }
  }
};

import { randomUUID } from 'node:crypto';
import { type Database, sql } from '@orch/platform';
import { hashKey, mintKey } from '../api-keys/api-key-format.ts';
import { ACCOUNT_ROLES } from '../roles/roles.ts';

/** Somebody with a key, in an account with one workspace. */
export interface Person {
  readonly id: string;
  readonly key: string;
  readonly accountId: string;
  readonly workspaceId: string;
}

/** An account with its owner and one workspace, straight into the database. */
export async function ownerOfNewAccount(database: Database, handle: string): Promise<Person> {
  const [accountId, workspaceId] = [randomUUID(), randomUUID()];
  await database.queryOutside(
    sql`insert into account (id, name, handle) values (${accountId}, ${handle}, ${handle})`,
  );
  await database.queryOutside(
    sql`insert into workspace (id, account_id, name, handle) values (${workspaceId}, ${accountId}, 'w', 'w')`,
  );
  return memberOf(database, { accountId, workspaceId }, handle, ACCOUNT_ROLES.Owner);
}

/** One more member of an account. */
export async function memberOf(
  database: Database,
  { accountId, workspaceId }: Pick<Person, 'accountId' | 'workspaceId'>,
  handle: string,
  roleId: string,
): Promise<Person> {
  const [id, key] = [randomUUID(), mintKey('user')];
  await database.queryOutside(
    sql`insert into app_user (id, email, handle) values (${id}, ${`${handle}@example.com`}, ${handle})`,
  );
  await database.queryOutside(
    sql`insert into account_member (account_id, actor_id, actor_kind, role_id) values (${accountId}, ${id}, 'user', ${roleId})`,
  );
  await database.queryOutside(sql`
    insert into api_key (id, actor_id, actor_kind, name, hash, shown)
    values (${randomUUID()}, ${id}, 'user', 'test', ${Buffer.from(hashKey(key), 'base64')}, 'x')`);
  return { id, key, accountId, workspaceId };
}

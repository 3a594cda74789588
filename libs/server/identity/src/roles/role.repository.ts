import { Injectable } from '@nestjs/common';
import type { workspaceRolesFilterBody, WorkspaceRoleCreate, WorkspaceRoleUpdate } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { allOf, anyOf, Database, type Scope, type Sql, sql, type Tx, violates } from '@orch/platform';
import { roleClosure } from './role-closure.ts';
import { grantedByRoles } from './roles.ts';

export type RolesFilterBody = (typeof workspaceRolesFilterBody)['_output'];

export interface RoleRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly account_id: string | null;
  readonly name: string;
  readonly description: string;
  readonly scopes: string[] | null;
  readonly inherited_role_id: string | null;
}

interface HeldRow {
  readonly role_ids: string[] | null;
  readonly scopes: string[] | null;
}
const grantedOf = (row: HeldRow | undefined): ReadonlySet<Scope> =>
  grantedByRoles({ roleIds: row?.role_ids ?? [], customScopes: row?.scopes ?? null });

const COLUMNS = sql`id, created, updated, account_id, name, description, scopes, inherited_role_id`;

/** Roles of workspaces: the built-in ones of everybody, and those that an account made. */
@Injectable()
export class RoleRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  /** Built-in ones first. */
  async list(
    accountId: string,
    { workspace_roles, offset }: RolesFilterBody,
    limit: number,
  ): Promise<RoleRow[]> {
    const conditions: Sql[] = [];
    if (workspace_roles?.id?.any_) conditions.push(anyOf(sql`id`, workspace_roles.id.any_, 'uuid'));
    if (workspace_roles?.name?.any_) conditions.push(anyOf(sql`name`, workspace_roles.name.any_, 'text'));
    return this.database.queryOutside<RoleRow>(sql`
      select ${COLUMNS} from role
      where level = 'workspace' and (account_id is null or account_id = ${accountId}) and ${allOf(conditions)}
      order by account_id nulls first, id limit ${limit} offset ${offset}`);
  }

  async byId(accountId: string, id: string): Promise<RoleRow | undefined> {
    const [row] = await this.database.queryOutside<RoleRow>(sql`
      select ${COLUMNS} from role
      where id = ${id} and level = 'workspace' and (account_id is null or account_id = ${accountId})`);
    return row;
  }

  async isBuiltIn(tx: Tx, id: string): Promise<boolean> {
    const found = sql`select 1 from role where id = ${id} and level = 'workspace' and account_id is null`;
    return (await tx.query(found)).length > 0;
  }

  /** A custom role of the account, locked until the transaction ends. */
  async lockCustom(tx: Tx, accountId: string, id: string): Promise<RoleRow | undefined> {
    const [row] = await tx.query<RoleRow>(sql`
      select ${COLUMNS} from role where id = ${id} and level = 'workspace' and account_id = ${accountId} for update`);
    return row;
  }

  /**
   * What a workspace role of this account (or a built-in one) gives, inherited permissions included; `undefined` when
   * there is no such role. The rows stay as they are until the transaction ends.
   */
  async effective(tx: Tx, accountId: string, roleId: string): Promise<ReadonlySet<Scope> | undefined> {
    const found = await tx.query(sql`
      select id from role
      where id = ${roleId} and level = 'workspace' and (account_id is null or account_id = ${accountId}) for key share`);
    return found.length === 0 ? undefined : this.closureOf(tx, [roleId]);
  }

  /** `effective` of roles that are known to exist, together. */
  async closureOf(tx: Tx, roleIds: readonly string[]): Promise<ReadonlySet<Scope>> {
    const [row] = await tx.query<HeldRow>(sql`
      ${roleClosure(sql`select unnest(${roleIds}::uuid[])`)}
      select (select array_agg(id) from held) as role_ids,
        (select array_agg(s) from held, unnest(held.scopes) s) as scopes`);
    return grantedOf(row);
  }

  /** What each of the roles gives, for what is shown: one statement, no locks. */
  async effectiveOfAll(roles: readonly RoleRow[]): Promise<Map<string, ReadonlySet<Scope>>> {
    const rows = await this.database.queryOutside<{ root: string } & HeldRow>(sql`
      with recursive held as (
        select r.id as root, r.id, r.inherited_role_id, r.scopes from role r where r.id = any(${roles.map(({ id }) => id)}::uuid[])
        union
        select h.root, r.id, r.inherited_role_id, r.scopes from role r join held h on r.id = h.inherited_role_id)
      select root, array_agg(distinct held.id) as role_ids, array_remove(array_agg(distinct s), null) as scopes
      from held left join lateral unnest(held.scopes) s on true group by root`);
    return new Map(rows.map((row) => [row.root, grantedOf(row)]));
  }

  /** Whether the role inherits from the other, directly or not. */
  async inheritsFrom(tx: Tx, roleId: string, otherId: string): Promise<boolean> {
    const rows = await tx.query(sql`
      ${roleClosure(sql`select ${roleId}::uuid`)} select 1 from held where id = ${otherId} limit 1`);
    return rows.length > 0;
  }

  /** One writer of an account's roles at a time, so that no two of them make a circle together. */
  async lockRolesOf(tx: Tx, accountId: string): Promise<number> {
    await tx.query(sql`select 1 from account where id = ${accountId} for no key update`);
    const [row] = await tx.query<{ count: number }>(
      sql`select count(*) from role where account_id = ${accountId}`,
    );
    return row?.count ?? 0;
  }

  /** @throws OrchError `role.name_taken` */
  async create(tx: Tx, accountId: string, role: WorkspaceRoleCreate): Promise<RoleRow> {
    return nameFree(role.name, async () => {
      const [row] = await tx.query<RoleRow>(sql`
        insert into role (id, account_id, level, name, description, scopes, inherited_role_id)
        values (${this.ids.next()}, ${accountId}, 'workspace', ${role.name}, ${role.description ?? ''}, ${role.scopes}::text[],
          ${role.inherited_role_id}) returning ${COLUMNS}`);
      if (!row) throw new Error('an insert returned no row');
      return row;
    });
  }

  /** @throws OrchError `role.name_taken` */
  async update(tx: Tx, role: RoleRow, change: WorkspaceRoleUpdate): Promise<void> {
    const { name = role.name, scopes = role.scopes } = change;
    const description = change.description ?? role.description;
    const inherited =
      change.inherited_role_id === undefined ? role.inherited_role_id : change.inherited_role_id;
    await nameFree(name, () =>
      tx.execute(sql`
        update role set name = ${name}, scopes = ${scopes}::text[], description = ${description},
          inherited_role_id = ${inherited}, updated = now() where id = ${role.id}`),
    );
  }

  /** @throws OrchError `role.in_use` when anything refers to it. */
  async delete(tx: Tx, roleId: string): Promise<void> {
    try {
      await tx.execute(sql`
        update invitation set workspace_role_id = null where workspace_role_id = ${roleId} and status <> 'pending'`);
      await tx.execute(sql`delete from role where id = ${roleId}`);
    } catch (error) {
      if (violates(error, 'foreign_key')) throw new OrchError('role.in_use', { roleId });
      throw error;
    }
  }
}

async function nameFree<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, 'unique')) throw new OrchError('role.name_taken', {}, { name });
    throw error;
  }
}

import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { Database, sql, type Tx, violates } from '@orch/platform';

export interface SsoGroupMappingRow {
  readonly id: string;
  readonly account_id: string;
  readonly connection_id: string;
  readonly group_name: string;
  readonly account_role_id: string | null;
  readonly in_workspace_id: string | null;
  readonly workspace_role_id: string | null;
  readonly team_id: string | null;
  readonly created: string;
}

const COLUMNS = sql`id, account_id, connection_id, group_name, account_role_id, in_workspace_id, workspace_role_id, team_id, created`;

@Injectable()
export class SsoGroupMappingRepository {
  constructor(private readonly database: Database) {}

  async list(accountId: string, connectionId: string, limit: number, offset: number) {
    return this.database.queryOutside<SsoGroupMappingRow>(sql`
      select ${COLUMNS} from sso_group_mapping where account_id = ${accountId} and connection_id = ${connectionId}
      order by id limit ${limit} offset ${offset}`);
  }

  async byId(accountId: string, connectionId: string, id: string): Promise<SsoGroupMappingRow | undefined> {
    const [row] = await this.database.queryOutside<SsoGroupMappingRow>(sql`
      select ${COLUMNS} from sso_group_mapping
      where id = ${id} and account_id = ${accountId} and connection_id = ${connectionId}`);
    return row;
  }

  async count(tx: Tx, connectionId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      sql`select count(*)::int as count from sso_group_mapping where connection_id = ${connectionId}`,
    );
    return row?.count ?? 0;
  }

  /** What these groups give. */
  async ofGroups(tx: Tx, connectionId: string, groups: readonly string[]): Promise<SsoGroupMappingRow[]> {
    return tx.query<SsoGroupMappingRow>(sql`
      select ${COLUMNS} from sso_group_mapping
      where connection_id = ${connectionId} and group_name = any(${[...groups]}::text[]) order by id`);
  }

  /** @throws OrchError `sso_mapping.exists` */
  async add(tx: Tx, row: Omit<SsoGroupMappingRow, 'created'>): Promise<void> {
    try {
      await tx.execute(sql`
        insert into sso_group_mapping (id, account_id, connection_id, group_name, account_role_id, in_workspace_id,
          workspace_role_id, team_id)
        values (${row.id}, ${row.account_id}, ${row.connection_id}, ${row.group_name}, ${row.account_role_id},
          ${row.in_workspace_id}, ${row.workspace_role_id}, ${row.team_id})`);
    } catch (error) {
      if (violates(error, 'unique')) throw new OrchError('sso_mapping.exists');
      throw error;
    }
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.execute(sql`delete from sso_group_mapping where id = ${id}`);
  }

  /** Whether the account has such a team; the table is the members' context's own. */
  async knowsTeam(accountId: string, teamId: string): Promise<boolean> {
    const rows = await this.database.queryOutside(
      sql`select 1 from team where id = ${teamId} and account_id = ${accountId}`,
    );
    return rows.length > 0;
  }
}

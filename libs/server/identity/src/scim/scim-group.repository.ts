import { Injectable } from '@nestjs/common';
import { allOf, Database, type Sql, sql } from '@orch/platform';
import type { ScimConditions } from './scim-filter.ts';

/** A team as directories see it. */
export interface ScimGroupRow {
  readonly id: string;
  readonly name: string;
  readonly external_id: string | null;
  readonly created: string;
  readonly updated: string;
}
export interface ScimGroupMemberRow {
  readonly team_id: string;
  readonly actor_id: string;
  readonly email: string;
}

/** Attributes that a list of groups can be asked by. */
export const GROUP_ATTRIBUTES: ReadonlySet<string> = new Set([
  'id',
  'displayname',
  'externalid',
  'members.value',
]);

const GROUPS = sql`from team t left join scim_group g on g.account_id = t.account_id and g.team_id = t.id`;

/** Teams for directories: `scim_group`, with what `team` and `team_member` know of them. */
@Injectable()
export class ScimGroupRepository {
  constructor(private readonly database: Database) {}

  async list(
    accountId: string,
    wanted: ScimConditions,
    limit: number,
    offset: number,
  ): Promise<ScimGroupRow[]> {
    return this.database.queryOutside<ScimGroupRow>(sql`
      select t.id, t.name, g.external_id, t.created, t.updated ${GROUPS}
      where ${matching(accountId, wanted)} order by t.name limit ${limit} offset ${offset}`);
  }

  async count(accountId: string, wanted: ScimConditions): Promise<number> {
    const [row] = await this.database.queryOutside<{ count: number }>(
      sql`select count(*)::int as count ${GROUPS} where ${matching(accountId, wanted)}`,
    );
    return row?.count ?? 0;
  }

  /** People in teams; service accounts are nothing that a directory knows. */
  async members(accountId: string, teamIds: readonly string[]): Promise<ScimGroupMemberRow[]> {
    return this.database.queryOutside<ScimGroupMemberRow>(sql`
      select x.team_id, x.actor_id, u.email from team_member x join app_user u on u.id = x.actor_id
      where x.account_id = ${accountId} and x.team_id = any(${teamIds}::uuid[]) order by x.team_id, x.actor_id`);
  }

  /** The name that the directory has for a team; null: none. */
  async name(accountId: string, teamId: string, externalId: string | null): Promise<void> {
    await this.database.queryOutside(
      externalId === null
        ? sql`delete from scim_group where account_id = ${accountId} and team_id = ${teamId}`
        : sql`insert into scim_group (account_id, team_id, external_id)
              select t.account_id, t.id, ${externalId} from team t where t.account_id = ${accountId} and t.id = ${teamId}
              on conflict (account_id, team_id) do update set external_id = excluded.external_id`,
    );
  }
}

function matching(accountId: string, wanted: ScimConditions): Sql {
  const conditions: Sql[] = [sql`t.account_id = ${accountId}`];
  for (const [name, value] of wanted) {
    const text = String(value);
    if (name === 'displayname') conditions.push(sql`t.name = ${text}`);
    else if (name === 'externalid') conditions.push(sql`g.external_id = ${text}`);
    else if (name === 'id') conditions.push(sql`t.id::text = ${text.toLowerCase()}`);
    else
      conditions.push(
        sql`exists (select from team_member x where x.team_id = t.id and x.actor_id::text = ${text.toLowerCase()})`,
      );
  }
  return allOf(conditions);
}

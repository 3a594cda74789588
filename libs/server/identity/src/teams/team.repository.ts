import { Injectable } from '@nestjs/common';
import type { TeamCreate, TeamMembersBody, teamsFilterBody, TeamUpdate } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { allOf, anyOf, Database, type Sql, sql, type Tx, violates } from '@orch/platform';

export type TeamsFilterBody = (typeof teamsFilterBody)['_output'];

export interface TeamRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly account_id: string;
  readonly name: string;
  readonly description: string | null;
  readonly member_count: number;
}

export interface TeamMemberRow {
  readonly actor_id: string;
  readonly actor_kind: 'user' | 'service_account';
  readonly name: string;
  readonly email: string | null;
}

const COLUMNS = sql`t.id, t.created, t.updated, t.account_id, t.name, t.description,
  (select count(*) from team_member x where x.team_id = t.id) as member_count`;

@Injectable()
export class TeamRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  /** By name; `onlyOfActorId`: only teams that this actor is in. */
  async list(
    accountId: string,
    { teams, offset }: TeamsFilterBody,
    limit: number,
    onlyOfActorId: string | null,
  ): Promise<TeamRow[]> {
    const conditions: Sql[] = [sql`t.account_id = ${accountId}`];
    if (teams?.id?.any_) conditions.push(anyOf(sql`t.id`, teams.id.any_, 'uuid'));
    if (teams?.name?.any_) conditions.push(anyOf(sql`t.name`, teams.name.any_, 'text'));
    if (onlyOfActorId !== null)
      conditions.push(
        sql`exists (select from team_member x where x.team_id = t.id and x.actor_id = ${onlyOfActorId})`,
      );
    return this.database.queryOutside<TeamRow>(
      sql`select ${COLUMNS} from team t where ${allOf(conditions)} order by t.name limit ${limit} offset ${offset}`,
    );
  }

  async byId(accountId: string, id: string): Promise<TeamRow | undefined> {
    const [row] = await this.database.queryOutside<TeamRow>(
      sql`select ${COLUMNS} from team t where t.id = ${id} and t.account_id = ${accountId}`,
    );
    return row;
  }

  /** The members, by name. */
  async members(accountId: string, id: string): Promise<TeamMemberRow[]> {
    return this.database.queryOutside<TeamMemberRow>(sql`
      select x.actor_id, m.actor_kind, coalesce(u.handle, s.name, '') as name, u.email
      from team_member x
      join account_member m on m.account_id = x.account_id and m.actor_id = x.actor_id
      left join app_user u on u.id = x.actor_id
      left join service_account s on s.id = x.actor_id
      where x.team_id = ${id} and x.account_id = ${accountId} order by name, x.actor_id`);
  }

  /** The team, locked until the transaction ends. */
  async lock(tx: Tx, accountId: string, id: string): Promise<TeamRow | undefined> {
    const [row] = await tx.query<TeamRow>(
      sql`select ${COLUMNS} from team t where t.id = ${id} and t.account_id = ${accountId} for no key update of t`,
    );
    return row;
  }

  async countOf(tx: Tx, accountId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      sql`select count(*) from team where account_id = ${accountId}`,
    );
    return row?.count ?? 0;
  }

  /** @throws OrchError `team.name_taken` */
  async create(tx: Tx, accountId: string, { name, description }: TeamCreate): Promise<string> {
    const id = this.ids.next();
    await nameFree(name, () =>
      tx.execute(sql`
        insert into team (id, account_id, name, description) values (${id}, ${accountId}, ${name}, ${description})`),
    );
    return id;
  }

  /** @throws OrchError `team.name_taken` */
  async update(tx: Tx, row: TeamRow, change: TeamUpdate): Promise<void> {
    const { name = row.name } = change;
    const description = change.description === undefined ? row.description : change.description;
    await nameFree(name, () =>
      tx.execute(
        sql`update team set name = ${name}, description = ${description}, updated = now() where id = ${row.id}`,
      ),
    );
  }

  /** With the access that it had to workspaces. Access lists of objects keep naming it, so that they do not open. */
  async delete(tx: Tx, id: string): Promise<void> {
    await tx.execute(sql`delete from workspace_access where actor_id = ${id} and actor_kind = 'team'`);
    await tx.execute(sql`delete from team where id = ${id}`);
  }

  /** How many of them are such members of the account; they stay that until the transaction ends. */
  async lockMembers(
    tx: Tx,
    accountId: string,
    actorIds: readonly string[],
    kinds: readonly string[],
  ): Promise<number> {
    const rows = await tx.query(sql`
      select 1 from account_member m
      join unnest(${actorIds}::uuid[], ${kinds}::text[]) as wanted (actor_id, kind) on m.actor_id = wanted.actor_id and m.actor_kind = wanted.kind
      where m.account_id = ${accountId} order by m.actor_id for share of m`);
    return rows.length;
  }

  async membersIn(tx: Tx, id: string): Promise<TeamMembersBody['members'][number][]> {
    return tx.query(sql`
      select x.actor_id as member_id, m.actor_kind as member_type from team_member x
      join account_member m on m.account_id = x.account_id and m.actor_id = x.actor_id where x.team_id = ${id}`);
  }

  async replaceMembers(tx: Tx, accountId: string, id: string, actorIds: readonly string[]): Promise<void> {
    await tx.execute(
      sql`delete from team_member where team_id = ${id} and actor_id <> all(${actorIds}::uuid[])`,
    );
    await tx.execute(sql`
      insert into team_member (account_id, team_id, actor_id)
      select ${accountId}, ${id}, actor_id from unnest(${actorIds}::uuid[]) as given (actor_id) on conflict do nothing`);
  }

  /** False when the actor was not in the team. */
  async removeMember(tx: Tx, id: string, actorId: string): Promise<boolean> {
    return (
      (await tx.execute(sql`delete from team_member where team_id = ${id} and actor_id = ${actorId}`)) > 0
    );
  }
}

async function nameFree<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, 'unique', 'team_account_id_name_key'))
      throw new OrchError('team.name_taken', {}, { name });
    throw error;
  }
}

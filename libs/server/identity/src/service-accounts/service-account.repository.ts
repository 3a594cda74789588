import { Injectable } from '@nestjs/common';
import type { botsFilterBody } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { allOf, anyOf, Database, type Sql, sql, type Tx, violates } from '@orch/platform';

export type BotsFilterBody = (typeof botsFilterBody)['_output'];

export interface ServiceAccountRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly account_id: string;
  readonly name: string;
  readonly account_role_id: string;
}

const SERVICE_ACCOUNTS = sql`
  select s.id, s.created, s.updated, s.account_id, s.name, m.role_id as account_role_id
  from service_account s join account_member m on m.account_id = s.account_id and m.actor_id = s.id`;

@Injectable()
export class ServiceAccountRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  /** Makes the service account a member of its account; returns its id. @throws OrchError `service_account.name_taken` */
  async create(tx: Tx, accountId: string, name: string, roleId: string): Promise<string> {
    const id = this.ids.next();
    await nameFree(name, () =>
      tx.execute(
        sql`insert into service_account (id, account_id, name) values (${id}, ${accountId}, ${name})`,
      ),
    );
    await tx.execute(sql`
      insert into account_member (account_id, actor_id, actor_kind, role_id) values (${accountId}, ${id}, 'service_account', ${roleId})`);
    return id;
  }

  async byId(accountId: string, id: string): Promise<ServiceAccountRow | undefined> {
    const [row] = await this.database.queryOutside<ServiceAccountRow>(
      sql`${SERVICE_ACCOUNTS} where s.id = ${id} and s.account_id = ${accountId}`,
    );
    return row;
  }

  /** By name. */
  async list(
    accountId: string,
    { bots, offset }: BotsFilterBody,
    limit: number,
  ): Promise<ServiceAccountRow[]> {
    const conditions: Sql[] = [sql`s.account_id = ${accountId}`];
    if (bots?.id?.any_) conditions.push(anyOf(sql`s.id`, bots.id.any_, 'uuid'));
    if (bots?.name?.any_) conditions.push(anyOf(sql`s.name`, bots.name.any_, 'text'));
    return this.database.queryOutside<ServiceAccountRow>(
      sql`${SERVICE_ACCOUNTS} where ${allOf(conditions)} order by s.name limit ${limit} offset ${offset}`,
    );
  }

  /** The service account with its membership, both locked until the transaction ends. */
  async lock(tx: Tx, accountId: string, id: string): Promise<ServiceAccountRow | undefined> {
    const [row] = await tx.query<ServiceAccountRow>(
      sql`${SERVICE_ACCOUNTS} where s.id = ${id} and s.account_id = ${accountId} for update of s, m`,
    );
    return row;
  }

  /** @throws OrchError `service_account.name_taken` */
  async update(tx: Tx, { id, account_id }: ServiceAccountRow, name: string, roleId: string): Promise<void> {
    await nameFree(name, () =>
      tx.execute(sql`update service_account set name = ${name}, updated = now() where id = ${id}`),
    );
    await tx.execute(sql`
      update account_member set role_id = ${roleId} where account_id = ${account_id} and actor_id = ${id}`);
  }

  /** Its keys work no longer than that. */
  async limitKeys(tx: Tx, id: string, seconds: number): Promise<void> {
    await tx.execute(sql`
      update api_key set expires_at = least(expires_at, now() + make_interval(secs => ${seconds}::float8))
      where actor_id = ${id} and revoked_at is null`);
  }

  /** Deletes the service account and everything it may enter. Its keys are revoked: see `AccessReader.anyKey`. */
  async delete(tx: Tx, accountId: string, id: string): Promise<void> {
    await tx.execute(
      sql`update api_key set revoked_at = now() where actor_id = ${id} and revoked_at is null`,
    );
    await tx.execute(sql`delete from workspace_access where actor_id = ${id}`);
    await tx.execute(sql`delete from account_member where actor_id = ${id}`);
    await tx.execute(sql`delete from service_account where id = ${id} and account_id = ${accountId}`);
  }
}

async function nameFree<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, 'unique', 'service_account_account_id_name_key'))
      throw new OrchError('service_account.name_taken', {}, { name });
    throw error;
  }
}

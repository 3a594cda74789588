import { Injectable } from '@nestjs/common';
import type { UserUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Database, sql, type Tx, violates } from '@orch/platform';

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly handle: string;
  readonly first_name: string;
  readonly last_name: string;
}

@Injectable()
export class UserRepository {
  constructor(private readonly database: Database) {}

  async byId(userId: string): Promise<UserRow | undefined> {
    const [row] = await this.database.queryOutside<UserRow>(
      sql`select id, email, handle, first_name, last_name from app_user where id = ${userId}`,
    );
    return row;
  }

  /** Locked until the transaction ends. */
  async lock(tx: Tx, userId: string): Promise<UserRow | undefined> {
    const [row] = await tx.query<UserRow>(
      sql`select id, email, handle, first_name, last_name from app_user where id = ${userId} for update`,
    );
    return row;
  }

  /** @throws OrchError `handle.taken` */
  async update(
    tx: Tx,
    userId: string,
    change: Pick<UserUpdate, 'handle' | 'first_name' | 'last_name'>,
  ): Promise<void> {
    const { handle = null, first_name = null, last_name = null } = change;
    try {
      await tx.execute(sql`
        update app_user set handle = coalesce(${handle}, handle), first_name = coalesce(${first_name}, first_name),
          last_name = coalesce(${last_name}, last_name), updated = now()
        where id = ${userId}`);
    } catch (error) {
      if (violates(error, 'unique', 'app_user_handle_key'))
        throw new OrchError('handle.taken', {}, { handle: handle ?? '' });
      throw error;
    }
  }
}

import { Injectable } from '@nestjs/common';
import { Database, sql } from '@orch/platform';

export interface AccountRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly handle: string;
  readonly location: string | null;
  readonly link: string | null;
  readonly image_location: string | null;
  readonly domain_names: string[];
  /** JSON text. */
  readonly settings: string;
}

/** An account or workspace that is deleted and can still be brought back. */
export interface DeletedRow {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly deleted_at: string;
}

export const ACCOUNT_COLUMNS = sql`id, created, updated, name, handle, location, link, image_location, domain_names, settings`;

@Injectable()
export class AccountReader {
  constructor(private readonly database: Database) {}

  async byId(accountId: string): Promise<AccountRow | undefined> {
    const [row] = await this.database.queryOutside<AccountRow>(
      sql`select ${ACCOUNT_COLUMNS} from account where id = ${accountId} and deleted_at is null`,
    );
    return row;
  }

  /** Deleted accounts in which the actor has this role, newest deletion first. */
  async deletedOf(actorId: string, roleId: string): Promise<DeletedRow[]> {
    return this.database.queryOutside<DeletedRow>(sql`
      select a.id, a.name, a.handle, a.deleted_at from account a
      join account_member m on m.account_id = a.id and m.actor_id = ${actorId} and m.role_id = ${roleId}
      where a.deleted_at is not null order by a.deleted_at desc limit 200`);
  }
}

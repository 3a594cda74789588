import { Injectable } from '@nestjs/common';
import { Database, sql } from '@orch/platform';

export interface AccountRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly handle: string;
  /** JSON text. */
  readonly settings: string;
}

@Injectable()
export class AccountReader {
  constructor(private readonly database: Database) {}

  async byId(accountId: string): Promise<AccountRow | undefined> {
    const [row] = await this.database.queryOutside<AccountRow>(
      sql`select id, created, updated, name, handle, settings from account where id = ${accountId}`,
    );
    return row;
  }
}

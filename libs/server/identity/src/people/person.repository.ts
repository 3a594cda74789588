import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { Database, sql, type Tx, violates } from '@orch/platform';
import { LOCAL_USER_ID } from '../bootstrap/local-owner.ts';

/** A person with what signing in needs. */
export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly handle: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly password_hash: string | null;
  readonly email_verified_at: string | null;
  readonly is_operator: boolean;
  readonly is_disabled: boolean;
}

export interface NewPerson {
  readonly id: string;
  readonly email: string;
  readonly handle: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly passwordHash: string | null;
  readonly isEmailVerified: boolean;
  readonly isOperator: boolean;
}

const COLUMNS = sql`id, email, handle, first_name, last_name, password_hash, email_verified_at, is_operator, is_disabled`;

@Injectable()
export class PersonRepository {
  constructor(private readonly database: Database) {}

  async byId(userId: string): Promise<PersonRow | undefined> {
    return (
      await this.database.queryOutside<PersonRow>(sql`select ${COLUMNS} from app_user where id = ${userId}`)
    )[0];
  }

  /** Addresses are the same whatever their case. */
  async byEmail(email: string): Promise<PersonRow | undefined> {
    return (
      await this.database.queryOutside<PersonRow>(
        sql`select ${COLUMNS} from app_user where lower(email) = lower(${email})`,
      )
    )[0];
  }

  async byEmailIn(tx: Tx, email: string): Promise<PersonRow | undefined> {
    return (
      await tx.query<PersonRow>(sql`select ${COLUMNS} from app_user where lower(email) = lower(${email})`)
    )[0];
  }

  async byIdIn(tx: Tx, userId: string): Promise<PersonRow | undefined> {
    return (
      await tx.query<PersonRow>(sql`select ${COLUMNS} from app_user where id = ${userId} for update`)
    )[0];
  }

  /** @throws OrchError `email.taken`, `handle.taken` */
  async add(tx: Tx, person: NewPerson): Promise<void> {
    const { id, email, handle, firstName, lastName, passwordHash, isEmailVerified, isOperator } = person;
    try {
      await tx.execute(sql`
        insert into app_user (id, email, handle, first_name, last_name, password_hash, password_changed_at, email_verified_at, is_operator)
        values (${id}, ${email}, ${handle}, ${firstName}, ${lastName}, ${passwordHash},
          case when ${passwordHash}::text is null then null else now() end,
          case when ${isEmailVerified}::boolean then now() end, ${isOperator})`);
    } catch (error) {
      if (violates(error, 'unique', 'app_user_email')) throw new OrchError('email.taken');
      if (violates(error, 'unique', 'app_user_handle_key'))
        throw new OrchError('handle.taken', {}, { handle });
      throw error;
    }
  }

  async setPassword(tx: Tx, userId: string, passwordHash: string): Promise<void> {
    await tx.execute(sql`
      update app_user set password_hash = ${passwordHash}, password_changed_at = now(), updated = now() where id = ${userId}`);
  }

  /** False when the person's address is another one by now. */
  async verifyEmail(tx: Tx, userId: string, email: string): Promise<boolean> {
    const touched = await tx.execute(sql`
      update app_user set email_verified_at = coalesce(email_verified_at, now()), updated = now()
      where id = ${userId} and lower(email) = lower(${email})`);
    return touched > 0;
  }

  async signedIn(tx: Tx, userId: string): Promise<void> {
    await tx.execute(sql`update app_user set last_sign_in_at = now() where id = ${userId}`);
  }

  /** Handles among these that a person or an account has. */
  async takenHandles(tx: Tx, handles: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ handle: string }>(sql`
      select handle from app_user where handle = any(${handles}::text[])
      union select handle from account where handle = any(${handles}::text[])
      union select handle from account_handle_alias where handle = any(${handles}::text[])`);
    return new Set(rows.map(({ handle }) => handle));
  }

  async accountHandleTaken(tx: Tx, handle: string): Promise<boolean> {
    const rows = await tx.query(sql`
      select 1 from account where handle = ${handle} union all select 1 from account_handle_alias where handle = ${handle}`);
    return rows.length > 0;
  }

  /** Whether anybody but the user of local mode is there. */
  async isAnybodyThere(): Promise<boolean> {
    const rows = await this.database.queryOutside(
      sql`select 1 from app_user where id <> ${LOCAL_USER_ID} limit 1`,
    );
    return rows.length > 0;
  }
}

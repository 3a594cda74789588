import { Injectable } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import { Database, sql, type Tx } from '@orch/platform';

export interface SsoUserRow {
  readonly id: string;
  readonly handle: string;
  readonly email: string;
  readonly is_disabled: boolean;
  readonly is_email_verified: boolean;
}

/** Who somebody is with a provider. */
export interface SsoSubject {
  /** Null: the server's provider. */
  readonly connectionId: string | null;
  readonly issuer: string;
  readonly subject: string;
}

export interface SsoIdentityRow {
  readonly id: string;
  readonly connection_id: string | null;
  readonly connection_name: string | null;
  readonly issuer: string;
  readonly email: string | null;
  readonly created: string;
  readonly last_used_at: string | null;
}

const USER = sql`u.id, u.handle, u.email, u.is_disabled, u.email_verified_at is not null as is_email_verified`;

/** Who is who: subjects of issuers and the people here. */
@Injectable()
export class SsoIdentityRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  /** The person of an identity, which is noted as used. */
  async use(tx: Tx, of: SsoSubject, email: string | null): Promise<SsoUserRow | undefined> {
    const [row] = await tx.query<SsoUserRow>(sql`
      update sso_identity i set last_used_at = now(), email = ${email} from app_user u
      where i.connection_id is not distinct from ${of.connectionId}::uuid and i.issuer = ${of.issuer}
        and i.subject = ${of.subject} and u.id = i.user_id
      returning ${USER}`);
    return row;
  }

  /** False when the identity is somebody's already. */
  async add(tx: Tx, of: SsoSubject, userId: string, email: string | null): Promise<boolean> {
    const touched = await tx.execute(sql`
      insert into sso_identity (id, connection_id, issuer, subject, user_id, email, last_used_at)
      values (${this.ids.next()}, ${of.connectionId}, ${of.issuer}, ${of.subject}, ${userId}, ${email}, now())
      on conflict do nothing`);
    return touched > 0;
  }

  async userById(tx: Tx, userId: string): Promise<SsoUserRow | undefined> {
    return (await tx.query<SsoUserRow>(sql`select ${USER} from app_user u where u.id = ${userId}`))[0];
  }

  /** The person with an address, locked: nobody links or verifies them meanwhile. */
  async lockUserByEmail(tx: Tx, email: string): Promise<SsoUserRow | undefined> {
    const [row] = await tx.query<SsoUserRow>(
      sql`select ${USER} from app_user u where lower(u.email) = lower(${email}) for update`,
    );
    return row;
  }

  /** Whether somebody asked for the person with this address; the table is that of the invitations beside us. */
  async isInvited(tx: Tx, email: string): Promise<boolean> {
    const rows = await tx.query(sql`
      select 1 from invitation where lower(email) = lower(${email}) and status = 'pending' and expires_at > now() limit 1`);
    return rows.length > 0;
  }

  async ofUser(userId: string): Promise<SsoIdentityRow[]> {
    return this.database.queryOutside<SsoIdentityRow>(sql`
      select i.id, i.connection_id, c.name as connection_name, i.issuer, i.email, i.created, i.last_used_at
      from sso_identity i left join sso_connection c on c.id = i.connection_id
      where i.user_id = ${userId} order by i.id limit 200`);
  }

  async remove(tx: Tx, userId: string, id: string): Promise<SsoSubject | undefined> {
    const [row] = await tx.query<SsoSubject>(sql`
      delete from sso_identity where id = ${id} and user_id = ${userId}
      returning connection_id as "connectionId", issuer, subject`);
    return row;
  }
}

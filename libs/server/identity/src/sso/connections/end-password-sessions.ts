import { Injectable } from '@nestjs/common';
import { AuditLog, sql, type Tx } from '@orch/platform';
import { ACCOUNT_ROLES } from '../../roles/roles.ts';
import type { SsoConnectionWrite } from './sso-connection.repository.ts';

/** Ends what was opened by password before an account began to insist on its provider. */
@Injectable()
export class EndPasswordSessions {
  constructor(private readonly audit: AuditLog) {}

  /** Sessions of people with addresses in the connection's verified domains, but for owners of the account. */
  async execute(tx: Tx, connection: SsoConnectionWrite): Promise<void> {
    if (!connection.is_enabled || !connection.is_enforced) return;
    // user_session is written by the sessions beside us; a row that is gone opens nothing
    const count = await tx.execute(sql`
      delete from user_session s using app_user u
      where u.id = s.user_id and s.method <> 'sso'
        and lower(substring(u.email from '[^@]*$')) in (
          select domain from sso_domain where connection_id = ${connection.id} and verified_at is not null)
        and not exists (select from account_member m where m.account_id = ${connection.account_id}
          and m.actor_id = u.id and m.role_id = ${ACCOUNT_ROLES.Owner})`);
    if (count === 0) return;
    await this.audit.record(tx, {
      accountId: connection.account_id,
      action: 'session.ended_by_sso',
      target: { kind: 'sso_connection', id: connection.id, name: connection.name },
      after: { count },
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { SsoConnectionCreate } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { type Access, AuditLog, Sealer } from '@orch/platform';
import { AccessChanges } from '../../access/access-changes.ts';
import { ACCOUNT_ROLES } from '../../roles/roles.ts';
import { issuerOf } from './canonical-issuer.ts';
import { CheckGrants } from './check-grants.ts';
import { sealClientSecret } from './client-secret.ts';
import { shownMembers } from './sso-connection.presenter.ts';
import { SsoConnectionRepository, type SsoConnectionWrite } from './sso-connection.repository.ts';

/** More identity providers than this an account does not have. */
const CONNECTIONS_MAX = 20;

@Injectable()
export class CreateSsoConnection {
  constructor(
    private readonly changes: AccessChanges,
    private readonly connections: SsoConnectionRepository,
    private readonly checkGrants: CheckGrants,
    private readonly sealer: Sealer,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
  ) {}

  /**
   * Adds an identity provider to the account; returns its id.
   * @throws OrchError as `CheckGrants`; `request.rejected` when the account has too many
   */
  async execute(access: Access, body: SsoConnectionCreate): Promise<string> {
    const row = this.rowOf(access.scope.accountId, body);
    await this.checkGrants.execute(access, {
      accountRoleId: row.default_account_role_id,
      workspaceId: row.default_workspace_id,
      workspaceRoleId: row.default_workspace_role_id,
    });
    await this.changes.write(async (tx) => {
      if ((await this.connections.count(tx, row.account_id)) >= CONNECTIONS_MAX)
        throw new OrchError(
          'request.rejected',
          {},
          { text: `An account has at most ${CONNECTIONS_MAX} connections` },
        );
      await this.connections.save(tx, row);
      await this.audit.record(tx, {
        accountId: row.account_id,
        action: 'sso_connection.created',
        target: { kind: 'sso_connection', id: row.id, name: row.name },
        after: shownMembers(row),
      });
    });
    return row.id;
  }

  private rowOf(accountId: string, body: SsoConnectionCreate): SsoConnectionWrite {
    const place = { id: this.ids.next(), account_id: accountId };
    return {
      ...place,
      name: body.name,
      issuer: issuerOf(body.issuer),
      client_id: body.client_id,
      sealed: sealClientSecret(this.sealer, place, body.client_secret),
      scopes: body.scopes,
      group_claim: body.group_claim,
      is_enabled: body.enabled,
      is_enforced: body.enforced,
      assumes_email_verified: body.assumes_email_verified,
      is_just_in_time: body.just_in_time,
      default_account_role_id: body.default_account_role_id ?? ACCOUNT_ROLES.Member,
      default_workspace_id: body.default_workspace_id,
      default_workspace_role_id: body.default_workspace_role_id,
    };
  }
}

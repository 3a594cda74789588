import { Injectable } from '@nestjs/common';
import type { SsoConnectionUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type Access, AuditLog, Sealer } from '@orch/platform';
import { AccessChanges } from '../../access/access-changes.ts';
import { ACCOUNT_ROLES } from '../../roles/roles.ts';
import { issuerOf } from './canonical-issuer.ts';
import { CheckGrants } from './check-grants.ts';
import { sealClientSecret } from './client-secret.ts';
import { EndPasswordSessions } from './end-password-sessions.ts';
import { shownMembers } from './sso-connection.presenter.ts';
import { SsoConnectionRepository, type SsoConnectionRow } from './sso-connection.repository.ts';

@Injectable()
export class UpdateSsoConnection {
  constructor(
    private readonly changes: AccessChanges,
    private readonly connections: SsoConnectionRepository,
    private readonly checkGrants: CheckGrants,
    private readonly sealer: Sealer,
    private readonly audit: AuditLog,
    private readonly endSessions: EndPasswordSessions,
  ) {}

  /** @throws OrchError `not_found`, and as `CheckGrants` */
  async execute(access: Access, id: string, body: SsoConnectionUpdate): Promise<void> {
    const { accountId } = access.scope;
    await this.changes.write(async (tx) => {
      const before = await this.connections.lock(tx, accountId, id);
      if (!before) throw new OrchError('not_found', { id });
      const after = this.changed(before, body);
      await this.checkGrants.execute(access, {
        accountRoleId: after.default_account_role_id,
        workspaceId: after.default_workspace_id,
        workspaceRoleId: after.default_workspace_role_id,
      });
      await this.connections.save(tx, after);
      if (!before.is_enforced || !before.is_enabled) await this.endSessions.execute(tx, after);
      await this.audit.record(tx, {
        accountId,
        action: 'sso_connection.updated',
        target: { kind: 'sso_connection', id, name: after.name },
        before: shownMembers(before),
        after: { ...shownMembers(after), ...(body.client_secret ? { client_secret: 'replaced' } : {}) },
      });
    });
  }

  /** Absent members stay as they are. */
  private changed(row: SsoConnectionRow, body: SsoConnectionUpdate): SsoConnectionRow {
    const given = <T>(value: T | undefined, old: T): T => (value === undefined ? old : value);
    const { client_secret: secret } = body;
    const workspaceId = given(body.default_workspace_id, row.default_workspace_id);
    // a workspace that was deleted left its role behind
    const roleBefore = workspaceId === null ? null : row.default_workspace_role_id;
    return {
      ...row,
      name: given(body.name, row.name),
      issuer: body.issuer === undefined ? row.issuer : issuerOf(body.issuer),
      client_id: given(body.client_id, row.client_id),
      sealed: secret === undefined ? row.sealed : sealClientSecret(this.sealer, row, secret),
      scopes: given(body.scopes, row.scopes),
      group_claim: given(body.group_claim, row.group_claim),
      is_enabled: given(body.enabled, row.is_enabled),
      is_enforced: given(body.enforced, row.is_enforced),
      assumes_email_verified: given(body.assumes_email_verified, row.assumes_email_verified),
      is_just_in_time: given(body.just_in_time, row.is_just_in_time),
      default_account_role_id:
        given(body.default_account_role_id, row.default_account_role_id) ?? ACCOUNT_ROLES.Member,
      default_workspace_id: workspaceId,
      default_workspace_role_id: given(body.default_workspace_role_id, roleBefore),
    };
  }
}

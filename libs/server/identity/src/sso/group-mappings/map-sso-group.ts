import { Injectable } from '@nestjs/common';
import type { SsoGroupMappingCreate } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { type Access, AuditLog } from '@orch/platform';
import { AccessChanges } from '../../access/access-changes.ts';
import { CheckGrants } from '../connections/check-grants.ts';
import { SsoConnectionRepository } from '../connections/sso-connection.repository.ts';
import { presentMapping } from './sso-group-mapping.presenter.ts';
import { SsoGroupMappingRepository } from './sso-group-mapping.repository.ts';

const MAPPINGS_MAX = 500;

/** Says what the members of a provider's group get here, and takes it back. It counts from their next sign-in on. */
@Injectable()
export class MapSsoGroup {
  constructor(
    private readonly changes: AccessChanges,
    private readonly connections: SsoConnectionRepository,
    private readonly mappings: SsoGroupMappingRepository,
    private readonly checkGrants: CheckGrants,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
  ) {}

  /** @throws OrchError `not_found`, `sso_mapping.exists`, `request.rejected`, and as `CheckGrants` */
  async add(access: Access, connectionId: string, body: SsoGroupMappingCreate): Promise<string> {
    const { accountId } = access.scope;
    await this.check(access, body);
    const id = this.ids.next();
    await this.changes.write(async (tx) => {
      if (!(await this.connections.lock(tx, accountId, connectionId))) throw new OrchError('not_found');
      if ((await this.mappings.count(tx, connectionId)) >= MAPPINGS_MAX)
        throw new OrchError(
          'request.rejected',
          {},
          { text: `A connection has at most ${MAPPINGS_MAX} mappings` },
        );
      const { group, workspace_id, ...given } = body;
      const row = {
        ...given,
        id,
        account_id: accountId,
        connection_id: connectionId,
        group_name: group,
        in_workspace_id: workspace_id,
      };
      await this.mappings.add(tx, row);
      await this.audit.record(tx, {
        accountId,
        action: 'sso_group_mapping.created',
        target: { kind: 'sso_group_mapping', id, name: group },
        after: { ...body, connection_id: connectionId },
      });
    });
    return id;
  }

  /** @throws OrchError `not_found` */
  async remove({ scope }: Access, connectionId: string, id: string): Promise<void> {
    const row = await this.mappings.byId(scope.accountId, connectionId, id);
    if (!row) throw new OrchError('not_found', { id });
    const { created: _created, ...before } = presentMapping(row);
    await this.changes.write(async (tx) => {
      await this.mappings.delete(tx, id);
      await this.audit.record(tx, {
        accountId: scope.accountId,
        action: 'sso_group_mapping.deleted',
        target: { kind: 'sso_group_mapping', id, name: row.group_name },
        before,
      });
    });
  }

  private async check(access: Access, body: SsoGroupMappingCreate): Promise<void> {
    const given = [body.account_role_id, body.workspace_id, body.team_id].filter((id) => id !== null);
    if (given.length !== 1)
      throw new OrchError(
        'request.rejected',
        {},
        { text: 'Exactly one of account_role_id, workspace_id and team_id must be given' },
      );
    await this.checkGrants.execute(access, {
      accountRoleId: body.account_role_id,
      workspaceId: body.workspace_id,
      workspaceRoleId: body.workspace_role_id,
    });
    if (body.team_id !== null && !(await this.mappings.knowsTeam(access.scope.accountId, body.team_id)))
      throw new OrchError('request.rejected', {}, { text: 'There is no such team in this account' });
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { RestoreBody, WorkspaceCreate, WorkspaceUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type Access, AuditLog, CONFIG, type Config, type Tx, type WorkspaceScope } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { changesBetween } from '../audit-log/changes-between.ts';
import { RoleRepository } from '../roles/role.repository.ts';
import { isWithin } from '../roles/roles.ts';
import { WorkspaceRepository, type WorkspaceRow } from './workspace.repository.ts';

/** Makes, changes and deletes workspaces. */
@Injectable()
export class ChangeWorkspace {
  constructor(
    private readonly changes: AccessChanges,
    private readonly workspaces: WorkspaceRepository,
    private readonly roles: RoleRepository,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws OrchError `handle.taken` */
  async create({ scope }: Access, body: WorkspaceCreate): Promise<WorkspaceRow> {
    return this.changes.write(async (tx) => {
      const row = await this.workspaces.create(tx, scope.accountId, body);
      await this.record(tx, row, 'workspace.created', null, { name: row.name, handle: row.handle });
      return row;
    });
  }

  /** @throws OrchError `handle.taken`, `role.unknown`, `role.above_own`, `request.rejected` */
  async update({ scope, granted }: Access, body: WorkspaceUpdate): Promise<void> {
    // access is given by name only: saying yes and doing nothing would mislead
    if (body.is_public) throw new OrchError('request.rejected', {}, { text: 'is_public is not supported' });
    const { name, handle, description, default_workspace_role_id: default_role_id } = body;
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope);
      if (default_role_id) {
        const effective = await this.roles.effective(tx, scope.accountId, default_role_id);
        if (!effective) throw new OrchError('role.unknown', {}, { level: 'workspace' });
        if (!isWithin(effective, granted)) throw new OrchError('role.above_own');
      }
      const change = { name, handle, description: description ?? undefined, default_role_id };
      const updated = await this.workspaces.update(tx, row, change);
      const [before, after] = changesBetween(row, updated, [
        'name',
        'handle',
        'description',
        'default_role_id',
      ]);
      await this.record(tx, updated, 'workspace.updated', before, after);
    });
  }

  /** From now on nobody enters it; an owner of the account may bring it back during the time of grace. */
  async delete({ scope }: Access): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope);
      await this.workspaces.markDeleted(tx, row.id);
      await this.record(tx, row, 'workspace.deleted', { name: row.name, handle: row.handle }, null);
    });
  }

  /** @throws OrchError `not_found`, `handle.taken` */
  async restore({ scope }: Access, workspaceId: string, body: RestoreBody): Promise<WorkspaceRow> {
    return this.changes.write(async (tx) => {
      const place = { accountId: scope.accountId, workspaceId };
      const { deletedKeptDays } = this.config;
      const row = await this.workspaces.restore(tx, place, body.handle ?? null, deletedKeptDays);
      if (!row) throw new OrchError('not_found', { workspaceId });
      await this.record(tx, row, 'workspace.restored', null, { name: row.name, handle: row.handle });
      return row;
    });
  }

  private async lock(tx: Tx, scope: WorkspaceScope): Promise<WorkspaceRow> {
    const row = await this.workspaces.lock(tx, scope);
    if (!row) throw new OrchError('not_found', { workspaceId: scope.workspaceId });
    return row;
  }

  private async record(
    tx: Tx,
    row: WorkspaceRow,
    action: string,
    before: Record<string, unknown> | null,
    after: Record<string, unknown> | null,
  ): Promise<void> {
    await this.audit.record(tx, {
      accountId: row.account_id,
      workspaceId: row.id,
      action,
      target: { kind: 'workspace', id: row.id, name: row.name },
      before,
      after,
    });
  }
}

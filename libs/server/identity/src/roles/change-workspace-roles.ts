import { Injectable } from '@nestjs/common';
import type { WorkspaceRoleCreate, WorkspaceRoleUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { AuditLog, type Access, type Scope, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { changesBetween } from '../audit-log/changes-between.ts';
import { type RoleRow, RoleRepository } from './role.repository.ts';
import { isWithin, isWorkspaceScope, WORKSPACE_GRANTS } from './roles.ts';

const ROLES_MAX = 200;
const SCOPES_MAX = 100;

/** Custom roles of an account. Those who make them own its workspaces, and hand out no more than that. */
@Injectable()
export class ChangeWorkspaceRoles {
  constructor(
    private readonly changes: AccessChanges,
    private readonly roles: RoleRepository,
    private readonly audit: AuditLog,
  ) {}

  /** @throws OrchError `role.unknown`, `role.scope_unknown`, `role.name_taken`, `role.above_own`, `account.full` */
  async create(access: Access, body: WorkspaceRoleCreate): Promise<RoleRow> {
    const { accountId } = access.scope;
    return this.changes.write(async (tx) => {
      if ((await this.roles.lockRolesOf(tx, accountId)) >= ROLES_MAX)
        throw new OrchError('account.full', {}, { max: ROLES_MAX, what: 'custom roles in an account' });
      await this.check(tx, access, body.scopes, body.inherited_role_id);
      const row = await this.roles.create(tx, accountId, { ...body, scopes: [...new Set(body.scopes)] });
      await this.record(tx, row, 'workspace_role.created', null, members(row));
      return row;
    });
  }

  /** @throws OrchError also `not_found`, `role.built_in`, `role.circle` */
  async update(access: Access, id: string, change: WorkspaceRoleUpdate): Promise<void> {
    const { accountId } = access.scope;
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, accountId, id);
      const inherited =
        change.inherited_role_id === undefined ? row.inherited_role_id : change.inherited_role_id;
      if (inherited !== null && (inherited === id || (await this.roles.inheritsFrom(tx, inherited, id))))
        throw new OrchError('role.circle', { id, inherited });
      await this.check(tx, access, change.scopes ?? row.scopes ?? [], inherited);
      const scopes = change.scopes && [...new Set(change.scopes)];
      await this.roles.update(tx, row, { ...change, ...(scopes ? { scopes } : {}) });
      const changed = {
        name: change.name ?? row.name,
        description: change.description ?? row.description,
        scopes: scopes ?? row.scopes,
        inherited_role_id: inherited,
      };
      const [before, after] = changesBetween(members(row), changed, [
        'name',
        'description',
        'scopes',
        'inherited_role_id',
      ]);
      await this.record(tx, row, 'workspace_role.updated', before, after);
    });
  }

  /** @throws OrchError `not_found`, `role.built_in`, `role.in_use` */
  async delete({ scope }: Access, id: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId, id);
      await this.roles.delete(tx, id);
      await this.record(tx, row, 'workspace_role.deleted', members(row), null);
    });
  }

  private async lock(tx: Tx, accountId: string, id: string): Promise<RoleRow> {
    await this.roles.lockRolesOf(tx, accountId);
    const row = await this.roles.lockCustom(tx, accountId, id);
    if (row) return row;
    // everybody sees the built-in ones, so it is no secret that there is one
    if (await this.roles.isBuiltIn(tx, id)) throw new OrchError('role.built_in', { id });
    throw new OrchError('not_found', { id });
  }

  private async check(
    tx: Tx,
    access: Access,
    scopes: readonly string[],
    inheritedId: string | null,
  ): Promise<void> {
    const unknown = scopes.find((scope) => !isWorkspaceScope(scope));
    if (unknown !== undefined)
      throw new OrchError('role.scope_unknown', {}, { scope: unknown.slice(0, 100) });
    if (scopes.length > SCOPES_MAX)
      throw new OrchError('request.rejected', {}, { text: `scopes: at most ${SCOPES_MAX}` });
    const inherited = inheritedId && (await this.roles.effective(tx, access.scope.accountId, inheritedId));
    if (inherited === undefined) throw new OrchError('role.unknown', {}, { level: 'workspace' });
    // the guard wants `account:members`, whose holders own every workspace; should that change, this holds
    const own: ReadonlySet<Scope> = access.granted.has('account:members')
      ? WORKSPACE_GRANTS.Owner
      : new Set();
    if (!isWithin(new Set([...scopes.filter(isWorkspaceScope), ...(inherited || [])]), own))
      throw new OrchError('role.above_own');
  }

  private async record(
    tx: Tx,
    row: RoleRow,
    action: string,
    before: Record<string, unknown> | null,
    after: Record<string, unknown> | null,
  ): Promise<void> {
    const target = { kind: 'workspace_role', id: row.id, name: row.name };
    await this.audit.record(tx, { accountId: row.account_id, action, target, before, after });
  }
}

const members = ({ name, description, scopes, inherited_role_id }: RoleRow) => ({
  name,
  description,
  scopes,
  inherited_role_id,
});

import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { type Access, AuditLog, type Principal, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { AccountRepository } from '../accounts/account.repository.ts';
import { ACCOUNT_ROLES, accountRoleName, grantedInAccount, isAccountRole, isWithin } from '../roles/roles.ts';
import { MemberRepository, type MemberRow } from './member.repository.ts';

/**
 * Changes who belongs to an account and as what. The account's row is locked first, so that of two owners who remove
 * each other one stays.
 */
@Injectable()
export class ChangeMembers {
  constructor(
    private readonly changes: AccessChanges,
    private readonly accounts: AccountRepository,
    private readonly members: MemberRepository,
    private readonly audit: AuditLog,
  ) {}

  /** @throws OrchError `not_found`, `role.unknown`, `role.above_own`, `account.last_owner` */
  async setRole({ scope, granted }: Access, membershipId: string, roleId: string): Promise<void> {
    if (!isAccountRole(roleId)) throw new OrchError('role.unknown', { roleId }, { level: 'account' });
    await this.changes.write(async (tx) => {
      const member = await this.lock(tx, scope.accountId, membershipId);
      for (const role of [member.role_id, roleId])
        if (!isWithin(grantedInAccount(role), granted)) throw new OrchError('role.above_own', { role });
      if (roleId !== ACCOUNT_ROLES.Owner) await this.requireOtherOwner(tx, scope.accountId, member);
      await this.members.setRole(tx, scope.accountId, member.user_id, roleId);
      await this.audit.record(tx, {
        accountId: scope.accountId,
        action: 'member.role_changed',
        target: { kind: 'user', id: member.user_id, name: member.handle },
        before: { account_role: accountRoleName(member.role_id) },
        after: { account_role: accountRoleName(roleId) },
      });
    });
  }

  /** @throws OrchError `not_found`, `role.above_own`, `account.last_owner` */
  async remove({ scope, granted }: Access, membershipId: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const member = await this.lock(tx, scope.accountId, membershipId);
      if (!isWithin(grantedInAccount(member.role_id), granted))
        throw new OrchError('role.above_own', { membershipId });
      await this.end(tx, scope.accountId, member, 'member.removed');
    });
  }

  /** Whoever wants to go may go. @throws OrchError `not_found`, `account.last_owner` */
  async leave({ actorId }: Principal, accountId: string): Promise<void> {
    await this.changes.write(async (tx) => {
      await this.accounts.lock(tx, accountId);
      const member = await this.members.ofUser(tx, accountId, actorId);
      if (!member) throw new OrchError('not_found', { accountId });
      await this.end(tx, accountId, member, 'member.left');
    });
  }

  /**
   * Ends a membership in a transaction of the caller (`AccessChanges`), who says what came with it.
   * @returns false when the person is no member
   * @throws OrchError `account.last_owner`
   */
  async endInside(
    tx: Tx,
    accountId: string,
    userId: string,
    ending: { readonly action: string; readonly after: Readonly<Record<string, unknown>> },
  ): Promise<boolean> {
    await this.accounts.lock(tx, accountId);
    const member = await this.members.ofUser(tx, accountId, userId);
    if (member) await this.end(tx, accountId, member, ending.action, ending.after);
    return member !== undefined;
  }

  private async lock(tx: Tx, accountId: string, membershipId: string): Promise<MemberRow> {
    await this.accounts.lock(tx, accountId);
    const member = await this.members.byId(tx, accountId, membershipId);
    if (!member) throw new OrchError('not_found', { membershipId });
    return member;
  }

  private async requireOtherOwner(tx: Tx, accountId: string, member: MemberRow): Promise<void> {
    if (member.role_id !== ACCOUNT_ROLES.Owner) return;
    if ((await this.members.countOtherOwners(tx, accountId, member.user_id)) === 0)
      throw new OrchError('account.last_owner', { accountId });
  }

  private async end(
    tx: Tx,
    accountId: string,
    member: MemberRow,
    action: string,
    after: Readonly<Record<string, unknown>> | null = null,
  ): Promise<void> {
    await this.requireOtherOwner(tx, accountId, member);
    await this.members.remove(tx, accountId, member.user_id);
    await this.audit.record(tx, {
      accountId,
      action,
      target: { kind: 'user', id: member.user_id, name: member.handle },
      before: { account_role: accountRoleName(member.role_id) },
      after,
    });
  }
}

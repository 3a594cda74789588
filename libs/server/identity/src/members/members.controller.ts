import { Controller, Delete, HttpCode, Patch, Post } from '@nestjs/common';
import {
  type AccountMember,
  accountMembershipUpdate,
  type MembersFilterBody,
  membersFilterBody,
  pageLimit,
} from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import { type Access, Allow, CurrentAccess, UuidParam, WireBody } from '@orch/platform';
import { timeOrNull } from '../api-keys/api-key.presenter.ts';
import { accountRoleName } from '../roles/roles.ts';
import { ChangeMembers } from './change-members.ts';
import { visibleTo } from './visible-to.ts';
import { MemberRepository, type MemberRow } from './member.repository.ts';

const presentMember = (row: MemberRow): AccountMember => ({
  id: row.id,
  created: pgToWire(row.created),
  actor_id: row.user_id,
  user_id: row.user_id,
  first_name: row.first_name,
  last_name: row.last_name,
  handle: row.handle,
  email: row.email,
  account_role_name: accountRoleName(row.role_id) ?? null,
  account_role_id: row.role_id,
  last_login: timeOrNull(row.last_sign_in_at),
});

/** The people of an account. */
@Controller('api/accounts/:accountId')
export class MembersController {
  constructor(
    private readonly members: MemberRepository,
    private readonly changeMembers: ChangeMembers,
  ) {}

  @Post('account_memberships/filter')
  @HttpCode(200)
  @Allow('account:read')
  async filter(
    @CurrentAccess() access: Access,
    @WireBody(membersFilterBody) body: MembersFilterBody,
  ): Promise<AccountMember[]> {
    const { accountId } = access.scope;
    const rows = await this.members.list(accountId, body, pageLimit(body.limit), visibleTo(access));
    return rows.map(presentMember);
  }

  @Post('account_memberships/count')
  @HttpCode(200)
  @Allow('account:read')
  async count(
    @CurrentAccess() access: Access,
    @WireBody(membersFilterBody) body: MembersFilterBody,
  ): Promise<number> {
    return this.members.count(access.scope.accountId, body, visibleTo(access));
  }

  @Patch('account_memberships/:membershipId')
  @HttpCode(204)
  @Allow('account:members')
  async setRole(
    @CurrentAccess() access: Access,
    @UuidParam('membershipId') membershipId: string,
    @WireBody(accountMembershipUpdate) body: (typeof accountMembershipUpdate)['_output'],
  ): Promise<void> {
    await this.changeMembers.setRole(access, membershipId, body.account_role_id);
  }

  @Delete('account_memberships/:membershipId')
  @HttpCode(204)
  @Allow('account:members')
  async remove(
    @CurrentAccess() access: Access,
    @UuidParam('membershipId') membershipId: string,
  ): Promise<void> {
    await this.changeMembers.remove(access, membershipId);
  }

  @Post('leave')
  @HttpCode(204)
  @Allow('account:read')
  async leave(@CurrentAccess() { principal, scope }: Access): Promise<void> {
    await this.changeMembers.leave(principal, scope.accountId);
  }
}

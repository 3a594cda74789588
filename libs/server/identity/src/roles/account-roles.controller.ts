import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { accountRolesFilterBody, type AccountRoleOfWire, pageLimit, type ScopeOfWire } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Allow, SCOPES, UuidParam, WireBody } from '@orch/platform';
import { presentAccountRoles } from './role.presenter.ts';
import { isWorkspaceScope } from './roles.ts';

/** Roles in an account are built in: they are read only. */
@Controller('api/accounts/:accountId')
export class AccountRolesController {
  @Post('account_roles/filter')
  @HttpCode(200)
  @Allow('account:read')
  filter(
    @WireBody(accountRolesFilterBody) body: (typeof accountRolesFilterBody)['_output'],
  ): AccountRoleOfWire[] {
    const { id, name } = body.account_roles ?? {};
    return presentAccountRoles()
      .filter((role) => !id?.any_ || id.any_.includes(role.id))
      .filter((role) => !name?.any_ || name.any_.includes(role.name))
      .slice(body.offset, body.offset + pageLimit(body.limit));
  }

  @Get('account_roles/:roleId')
  @Allow('account:read')
  read(@UuidParam('roleId') roleId: string): AccountRoleOfWire {
    const role = presentAccountRoles().find(({ id }) => id === roleId);
    if (!role) throw new OrchError('not_found', { roleId });
    return role;
  }

  /** What custom roles may name. */
  @Get('scopes')
  @Allow('account:read')
  scopes(): ScopeOfWire[] {
    return Object.entries(SCOPES)
      .filter(([scope]) => isWorkspaceScope(scope))
      .map(([scope, description]) => ({ scope, description }));
  }
}

import { Controller, Get, Patch } from '@nestjs/common';
import { type AccountOfMe, type ProfileUpdate, profileUpdate, type WorkspaceOfMe } from '@orch/contract';
import { Allow, CurrentPrincipal, type Principal, WireBody } from '@orch/platform';
import { UpdateProfile } from '../users/update-profile.ts';
import { UserRepository } from '../users/user.repository.ts';
import { MeReader } from './me.reader.ts';

/** What a key says about its owner: the client's log-in asks here. */
@Controller('api/me')
export class MeController {
  constructor(
    private readonly reader: MeReader,
    private readonly users: UserRepository,
    private readonly profiles: UpdateProfile,
  ) {}

  /** Service accounts have no e-mail, and their name stands for the handle. */
  @Get()
  @Allow('signed-in')
  async read(@CurrentPrincipal() principal: Principal) {
    const user = principal.actorKind === 'user' ? await this.users.byId(principal.actorId) : undefined;
    const { handle = principal.name, email = null, first_name = '', last_name = '' } = user ?? {};
    return { id: principal.actorId, actor_id: principal.actorId, handle, email, first_name, last_name };
  }

  /** The names of who asks; the address stays as it is. Answers as GET does. */
  @Patch()
  @Allow('signed-in')
  async update(@CurrentPrincipal() principal: Principal, @WireBody(profileUpdate) body: ProfileUpdate) {
    await this.profiles.execute(principal, body);
    return this.read(principal);
  }

  @Get('workspaces')
  @Allow('signed-in')
  async workspaces(@CurrentPrincipal() principal: Principal): Promise<WorkspaceOfMe[]> {
    const all = await this.reader.workspaces(principal.actorId);
    const only = principal.keyLimits?.only;
    return only ? all.filter((one) => one.workspace_id === only.workspaceId) : all;
  }

  @Get('accounts')
  @Allow('signed-in')
  async accounts(@CurrentPrincipal() principal: Principal): Promise<AccountOfMe[]> {
    const all = await this.reader.accounts(principal.actorId);
    const only = principal.keyLimits?.only;
    return only ? all.filter((one) => one.account_id === only.accountId) : all;
  }
}

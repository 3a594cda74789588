import { Controller, Get } from '@nestjs/common';
import type { AccountOfMe, WorkspaceOfMe } from '@orch/contract';
import { Allow, CurrentPrincipal, type Principal } from '@orch/platform';
import { UserRepository } from '../users/user.repository.ts';
import { MeReader } from './me.reader.ts';

/** What a key says about its owner: the client's log-in asks here. */
@Controller('api/me')
export class MeController {
  constructor(
    private readonly reader: MeReader,
    private readonly users: UserRepository,
  ) {}

  /** Service accounts have no e-mail, and their name stands for the handle. */
  @Get()
  @Allow('signed-in')
  async read(@CurrentPrincipal() principal: Principal) {
    const user = principal.actorKind === 'user' ? await this.users.byId(principal.actorId) : undefined;
    const { handle = principal.name, email = null, first_name = '', last_name = '' } = user ?? {};
    return { id: principal.actorId, actor_id: principal.actorId, handle, email, first_name, last_name };
  }

  @Get('workspaces')
  @Allow('signed-in')
  async workspaces(@CurrentPrincipal() principal: Principal): Promise<WorkspaceOfMe[]> {
    return this.reader.workspaces(principal.actorId);
  }

  @Get('accounts')
  @Allow('signed-in')
  async accounts(@CurrentPrincipal() principal: Principal): Promise<AccountOfMe[]> {
    return this.reader.accounts(principal.actorId);
  }
}

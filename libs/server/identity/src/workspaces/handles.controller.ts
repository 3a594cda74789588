import { Controller, Get } from '@nestjs/common';
import { isHandle, type ResolvedHandle } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Allow, CurrentPrincipal, NameParam, type Principal } from '@orch/platform';
import { HandleReader } from './handle.reader.ts';

/** Handles stand in links of people: former ones lead to where things are now. */
@Controller('api/handles')
export class HandlesController {
  constructor(private readonly handles: HandleReader) {}

  @Get(':account')
  @Allow('signed-in')
  async account(
    @CurrentPrincipal() { actorId }: Principal,
    @NameParam('account') account: string,
  ): Promise<ResolvedHandle> {
    const row = isHandle(account) ? await this.handles.account(actorId, account) : undefined;
    if (!row) throw new OrchError('not_found');
    return { ...row, moved: row.account_handle !== account };
  }

  @Get(':account/:workspace')
  @Allow('signed-in')
  async workspace(
    @CurrentPrincipal() { actorId }: Principal,
    @NameParam('account') account: string,
    @NameParam('workspace') workspace: string,
  ): Promise<ResolvedHandle> {
    const isAsked = isHandle(account) && isHandle(workspace);
    const row = isAsked ? await this.handles.workspace(actorId, account, workspace) : undefined;
    if (!row) throw new OrchError('not_found');
    return { ...row, moved: row.account_handle !== account || row.workspace_handle !== workspace };
  }
}

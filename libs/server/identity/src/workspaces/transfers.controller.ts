import { Controller, HttpCode, Post } from '@nestjs/common';
import {
  type TransferAcceptBody,
  transferAcceptBody,
  transferLookupBody,
  type TransferOffer,
  type WorkspaceTransfer,
  type WorkspaceTransferBody,
  workspaceTransferBody,
} from '@orch/contract';
import { microsToWire, OrchError, pgToWire } from '@orch/kernel';
import {
  type Access,
  Allow,
  CurrentAccess,
  CurrentPrincipal,
  type Principal,
  WireBody,
} from '@orch/platform';
import { AttemptLimits } from '../people/attempt-limits.ts';
import { TransferWorkspace } from './transfer-workspace.ts';
import { WorkspaceTransferRepository } from './workspace-transfer.repository.ts';

/** Workspaces that go to another account. */
@Controller('api')
export class TransfersController {
  constructor(
    private readonly transfer: TransferWorkspace,
    private readonly transfers: WorkspaceTransferRepository,
    private readonly attempts: AttemptLimits,
  ) {}

  @Post('transfer')
  @HttpCode(200)
  @Allow('workspace:manage')
  async give(
    @CurrentAccess() access: Access,
    @WireBody(workspaceTransferBody) { account_id, email, handle }: WorkspaceTransferBody,
  ): Promise<WorkspaceTransfer> {
    if ((account_id === null) === (email === null))
      throw new OrchError('request.rejected', {}, { text: 'Either account_id or email is needed' });
    if (account_id !== null) {
      await this.transfer.move(access, account_id, handle);
      return { status: 'moved', account_id, email: null, expires: null };
    }
    const expiresUs = await this.transfer.offer(access, email!); // exactly one of them is there
    return { status: 'offered', account_id: null, email, expires: microsToWire(expiresUs) };
  }

  @Post('workspace_transfers/lookup')
  @HttpCode(200)
  @Allow('public')
  async lookup(
    @WireBody(transferLookupBody) { token }: (typeof transferLookupBody)['_output'],
  ): Promise<TransferOffer> {
    this.attempts.admit('invitation');
    const row = await this.transfers.find(token);
    if (!row) throw new OrchError('link.invalid');
    const { workspace_name, account_name, offered_by_name: offered_by, email, expires_at } = row;
    return { workspace_name, account_name, offered_by, email, expires: pgToWire(expires_at) };
  }

  @Post('workspace_transfers/accept')
  @HttpCode(200)
  @Allow('signed-in')
  async accept(
    @CurrentPrincipal() principal: Principal,
    @WireBody(transferAcceptBody) body: TransferAcceptBody,
  ): Promise<{ account_id: string; workspace_id: string }> {
    this.attempts.admit('invitation');
    const { accountId, workspaceId } = await this.transfer.accept(principal, body);
    return { account_id: accountId, workspace_id: workspaceId };
  }
}

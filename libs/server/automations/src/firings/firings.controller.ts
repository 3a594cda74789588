import { Controller, Delete, HttpCode, Post } from '@nestjs/common';
import {
  type AutomationFiring,
  type FailedAction,
  type FailuresFilterBody,
  type FiringsFilterBody,
  failuresFilterBody,
  type LastFiring,
  type LastFiringsBody,
  type TestActionBody,
  type TestedAction,
  firingsFilterBody,
  lastFiringsBody,
  pageLimit,
  testActionBody,
} from '@orch/contract';
import { Allow, UuidParam, WireBody, Workspace, type WorkspaceScope } from '@orch/platform';
import { TestAction } from '../actions/test-action.ts';
import { FailedActions } from './failed-actions.ts';
import { ListFirings } from './list-firings.ts';

/** What automations did, and what of it failed for good. Ours; the reference has nothing like it. */
@Controller('api/automations')
export class FiringsController {
  constructor(
    private readonly firings: ListFirings,
    private readonly failures: FailedActions,
    private readonly trial: TestAction,
  ) {}

  @Post(':id/firings/filter')
  @HttpCode(200)
  @Allow('automations:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(firingsFilterBody) body: FiringsFilterBody,
  ): Promise<AutomationFiring[]> {
    return this.firings.execute(scope, id, body.offset, pageLimit(body.limit));
  }

  @Post('last_firings')
  @HttpCode(200)
  @Allow('automations:read')
  async last(
    @Workspace() scope: WorkspaceScope,
    @WireBody(lastFiringsBody) body: LastFiringsBody,
  ): Promise<LastFiring[]> {
    return this.firings.last(scope, body.automation_ids);
  }

  @Post('failures/filter')
  @HttpCode(200)
  @Allow('automations:read')
  async listFailures(
    @Workspace() scope: WorkspaceScope,
    @WireBody(failuresFilterBody) body: FailuresFilterBody,
  ): Promise<FailedAction[]> {
    return this.failures.list(scope, body);
  }

  @Post('failures/:id/retry')
  @HttpCode(204)
  @Allow('automations:write')
  async retry(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    await this.failures.retry(scope, id);
  }

  @Delete('failures/:id')
  @HttpCode(204)
  @Allow('automations:write')
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    await this.failures.delete(scope, id);
  }

  @Post('test_action')
  @HttpCode(200)
  @Allow('automations:write')
  async test(
    @Workspace() scope: WorkspaceScope,
    @WireBody(testActionBody) body: TestActionBody,
  ): Promise<TestedAction> {
    return this.trial.execute(scope, body);
  }
}

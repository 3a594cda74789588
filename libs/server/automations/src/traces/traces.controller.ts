import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  type AutomationExplanation,
  type BacktestBody,
  type BacktestResult,
  backtestBody,
} from '@orch/contract';
import { Allow, UuidParam, WireBody, Workspace, type WorkspaceScope } from '@orch/platform';
import { BacktestAutomation } from './backtest-automation.ts';
import { ExplainAutomation } from './explain-automation.ts';

/** Why automations did or did not fire, and what they would have done. Ours; the reference has nothing like it. */
@Controller('api/automations')
export class TracesController {
  constructor(
    private readonly explanations: ExplainAutomation,
    private readonly backtests: BacktestAutomation,
  ) {}

  @Get(':id/explain')
  @Allow('automations:read')
  async explain(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
  ): Promise<AutomationExplanation> {
    return this.explanations.execute(scope, id);
  }

  @Post('backtest')
  @HttpCode(200)
  @Allow('automations:write')
  async backtest(
    @Workspace() scope: WorkspaceScope,
    @WireBody(backtestBody) body: BacktestBody,
  ): Promise<BacktestResult> {
    return this.backtests.execute(scope, body);
  }
}

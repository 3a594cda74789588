import { Controller, Get } from '@nestjs/common';
import type { RunExplanation } from '@orch/contract';
import { Allow, UuidParam, Workspace, type WorkspaceScope } from '@orch/platform';
import { ExplainRun } from './explain-run.ts';

/** Why runs wait; the reference has nothing like it. */
@Controller('api/flow_runs')
export class ExplainController {
  constructor(private readonly explainRun: ExplainRun) {}

  @Get(':id/explain')
  @Allow('runs:read')
  explain(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<RunExplanation> {
    return this.explainRun.execute(scope, id);
  }
}

import { Controller, HttpCode, Patch } from '@nestjs/common';
import { type LabelValue, flowRunLabelsBody } from '@orch/contract';
import { Allow, UuidParam, WireBody, Workspace, type WorkspaceScope } from '@orch/platform';
import { UpdateFlowRunLabels } from './update-flow-run-labels.ts';

/** Upstream: api/flow_runs.py, update_flow_run_labels (3.8.8). */
@Controller('api/flow_runs')
export class FlowRunLabelsController {
  constructor(private readonly updateLabels: UpdateFlowRunLabels) {}

  @Patch(':id/labels')
  @HttpCode(204)
  @Allow('runs:report')
  async update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(flowRunLabelsBody) labels: Readonly<Record<string, LabelValue>>,
  ): Promise<void> {
    await this.updateLabels.execute(scope, id, labels);
  }
}

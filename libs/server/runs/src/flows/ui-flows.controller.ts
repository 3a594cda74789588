import { Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { uiFlowIdsBody } from '@orch/contract';
import {
  Allow,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  column,
  wireObject,
  ReadCache,
} from '@orch/platform';
import { FlowReader, type NextRunRow } from './flow.reader.ts';

const presentNextRun = wireObject<NextRunRow>({
  id: column.plain('id'),
  flow_id: column.plain('flow_id'),
  name: column.text('name'),
  state_name: column.text('state_name'),
  state_type: column.plain('state_type'),
  next_scheduled_start_time: column.time('next_scheduled_start_time'),
});

interface FlowIds {
  readonly flow_ids: readonly string[];
}

/** What the reference's UI asks beside the flow list. Upstream: api/ui/flows.py (3.8.8). */
@Controller('api/ui/flows')
@UseInterceptors(ReadCache)
export class UiFlowsController {
  constructor(private readonly flows: FlowReader) {}

  @Post('count-deployments')
  @HttpCode(200)
  @Allow('flows:read')
  async countDeployments(
    @Workspace() scope: WorkspaceScope,
    @WireBody(uiFlowIdsBody) { flow_ids }: FlowIds,
  ): Promise<Record<string, number>> {
    const counts = await this.flows.deploymentCounts(scope, flow_ids);
    return Object.fromEntries(flow_ids.map((id) => [id, counts.get(id) ?? 0]));
  }

  @Post('next-runs')
  @HttpCode(200)
  @Allow('runs:read')
  async nextRuns(
    @Workspace() scope: WorkspaceScope,
    @WireBody(uiFlowIdsBody) { flow_ids }: FlowIds,
  ): Promise<WireJson> {
    const rows = await this.flows.nextRuns(scope, flow_ids);
    const runs = new Map(rows.map((row) => [row.flow_id, presentNextRun(row)]));
    return new WireJson(
      `{${[...new Set(flow_ids)].map((id) => `"${id}":${runs.get(id) ?? 'null'}`).join(',')}}`,
    );
  }
}

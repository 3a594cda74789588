import { Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { type FlowRunSort, type RunFilters, uiFlowRunIdsBody, uiFlowRunsHistoryBody } from '@orch/contract';
import {
  Allow,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  column,
  wireArray,
  wireObject,
  ReadCache,
} from '@orch/platform';
import { FlowRunReader, type SimpleFlowRunRow } from './flow-run.reader.ts';

const presentSimpleRun = wireObject<SimpleFlowRunRow>({
  id: column.plain('id'),
  state_type: column.plain('state_type'),
  timestamp: column.time('timestamp'),
  duration: column.float('duration_seconds'),
  lateness: column.float('lateness_seconds'),
});

interface HistoryBody extends RunFilters {
  readonly sort: FlowRunSort;
  readonly limit: number;
  readonly offset: number;
}

/** What the reference's UI asks about flow runs. Upstream: api/ui/flow_runs.py (3.8.8). */
@Controller('api/ui/flow_runs')
@UseInterceptors(ReadCache)
export class UiFlowRunsController {
  constructor(private readonly runs: FlowRunReader) {}

  @Post('history')
  @HttpCode(200)
  @Allow('runs:read')
  async history(
    @Workspace() scope: WorkspaceScope,
    @WireBody(uiFlowRunsHistoryBody) body: HistoryBody,
  ): Promise<WireJson> {
    const rows = await this.runs.listSimple(scope, body, { ...body, limit: Math.max(body.limit, 0) });
    return new WireJson(wireArray(rows, presentSimpleRun));
  }

  @Post('count-task-runs')
  @HttpCode(200)
  @Allow('runs:read')
  async countTaskRuns(
    @Workspace() scope: WorkspaceScope,
    @WireBody(uiFlowRunIdsBody) { flow_run_ids }: { readonly flow_run_ids: readonly string[] },
  ): Promise<Record<string, number>> {
    const counts = await this.runs.taskRunCounts(scope, flow_run_ids);
    return Object.fromEntries(flow_run_ids.map((id) => [id, counts.get(id) ?? 0]));
  }
}

import { Readable } from 'node:stream';
import { Controller, HttpCode, Post, StreamableFile, UseInterceptors } from '@nestjs/common';
import {
  type FlowRunsFilterBody,
  type FlowRunSort,
  flowRunsFilterBody,
  type RunFilters,
  uiFlowRunIdsBody,
  uiFlowRunsHistoryBody,
} from '@orch/contract';
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
import { FLOW_RUN_CSV_HEAD, flowRunCsvLine } from './flow-run-csv.ts';
import { FlowRunReader, type SimpleFlowRunRow } from './flow-run.reader.ts';

/** So many runs are in a file at most, read so many at a time. */
const CSV_RUNS_MAX = 10_000;
const CSV_RUNS_AT_ONCE = 500;

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

  /** The matching runs as a file, at most 10,000, written while they are read. Not of the reference. */
  @Post('csv')
  @HttpCode(200)
  @Allow('runs:read')
  csv(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowRunsFilterBody) body: FlowRunsFilterBody,
  ): StreamableFile {
    return new StreamableFile(Readable.from(this.csvOf(scope, body)), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="flow-runs.csv"',
    });
  }

  private async *csvOf(scope: WorkspaceScope, body: FlowRunsFilterBody): AsyncGenerator<string> {
    yield FLOW_RUN_CSV_HEAD;
    const page = { sort: body.sort, limit: CSV_RUNS_AT_ONCE };
    for (let offset = 0; offset < CSV_RUNS_MAX; offset += CSV_RUNS_AT_ONCE) {
      const rows = await this.runs.list(scope, body, { ...page, offset });
      yield rows.map(flowRunCsvLine).join('');
      if (rows.length < CSV_RUNS_AT_ONCE) return;
    }
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

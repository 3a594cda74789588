import { Controller, Get, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import {
  type FlowRunsFilterBody,
  type FlowRunsHistoryBody,
  type FlowRunsPaginateBody,
  type RunFilters,
  flowRunsCountBody,
  flowRunsFilterBody,
  flowRunsHistoryBody,
  flowRunsPaginateBody,
  pageLimit,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  floatText,
  wireArray,
  ReadCache,
} from '@orch/platform';
import { bucketsOf, presentHistory } from '../history/run-history.ts';
import { pageText } from '../page.ts';
import { presentFlowRun } from './flow-run.presenter.ts';
import { FlowRunReader } from './flow-run.reader.ts';

/** Questions about flow runs. Upstream: api/flow_runs.py (3.8.8). */
@Controller('api/flow_runs')
@UseInterceptors(ReadCache)
export class FlowRunQueriesController {
  constructor(private readonly runs: FlowRunReader) {}

  @Get(':id')
  @Allow('runs:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    const run = await this.runs.byId(scope, id);
    if (!run) throw new OrchError('flow_run.not_found', { id });
    return new WireJson(presentFlowRun(run));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('runs:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowRunsFilterBody) body: FlowRunsFilterBody,
  ): Promise<WireJson> {
    const rows = await this.runs.list(scope, body, { ...body, limit: pageLimit(body.limit) });
    return new WireJson(wireArray(rows, presentFlowRun));
  }

  @Post('count')
  @HttpCode(200)
  @Allow('runs:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowRunsCountBody) body: RunFilters,
  ): Promise<WireJson> {
    return new WireJson(String(await this.runs.count(scope, body)));
  }

  @Post('paginate')
  @HttpCode(200)
  @Allow('runs:read')
  async paginate(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowRunsPaginateBody) body: FlowRunsPaginateBody,
  ): Promise<WireJson> {
    const limit = pageLimit(body.limit);
    const [rows, count] = await Promise.all([
      this.runs.list(scope, body, { sort: body.sort, limit, offset: (body.page - 1) * limit }),
      this.runs.count(scope, body),
    ]);
    return new WireJson(pageText(wireArray(rows, presentFlowRun), { count, limit, page: body.page }));
  }

  @Post('lateness')
  @HttpCode(200)
  @Allow('runs:read')
  async lateness(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowRunsCountBody) body: RunFilters,
  ): Promise<WireJson> {
    const mean = await this.runs.averageLateness(scope, body);
    return new WireJson(mean === null ? 'null' : floatText(mean));
  }

  @Post('history')
  @HttpCode(200)
  @Allow('runs:read')
  async history(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowRunsHistoryBody) { work_queues, ...body }: FlowRunsHistoryBody,
  ): Promise<WireJson> {
    const buckets = bucketsOf(body);
    const rows = await this.runs.history(scope, { ...body, work_pool_queues: work_queues }, buckets);
    return new WireJson(presentHistory(buckets, rows));
  }
}

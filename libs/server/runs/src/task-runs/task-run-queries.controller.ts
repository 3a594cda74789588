import { Controller, Delete, Get, HttpCode, Patch, Post, UseInterceptors } from '@nestjs/common';
import {
  type RunFilters,
  type TaskRunUpdate,
  type TaskRunsFilterBody,
  type TaskRunsHistoryBody,
  type TaskRunsPaginateBody,
  pageLimit,
  taskRunUpdate,
  taskRunsCountBody,
  taskRunsFilterBody,
  taskRunsHistoryBody,
  taskRunsPaginateBody,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  wireArray,
  ReadCache,
} from '@orch/platform';
import { bucketsOf, presentHistory } from '../history/run-history.ts';
import { pageText } from '../page.ts';
import { DeleteTaskRun } from './delete-task-run.ts';
import { presentTaskRun } from './task-run.presenter.ts';
import { TaskRunReader } from './task-run.reader.ts';
import { UpdateTaskRun } from './update-task-run.ts';

/** Questions about task runs, renaming and deleting. Upstream: api/task_runs.py (3.8.8). */
@Controller('api/task_runs')
@UseInterceptors(ReadCache)
export class TaskRunQueriesController {
  constructor(
    private readonly runs: TaskRunReader,
    private readonly updateTaskRun: UpdateTaskRun,
    private readonly deleteTaskRun: DeleteTaskRun,
  ) {}

  @Get(':id')
  @Allow('runs:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    const run = await this.runs.byId(scope, id);
    if (!run) throw new OrchError('task_run.not_found', { id });
    return new WireJson(presentTaskRun(run));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('runs:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(taskRunsFilterBody) body: TaskRunsFilterBody,
  ): Promise<WireJson> {
    const rows = await this.runs.list(scope, body, { ...body, limit: pageLimit(body.limit) });
    return new WireJson(wireArray(rows, presentTaskRun));
  }

  @Post('count')
  @HttpCode(200)
  @Allow('runs:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @WireBody(taskRunsCountBody) body: RunFilters,
  ): Promise<WireJson> {
    return new WireJson(String(await this.runs.count(scope, body)));
  }

  @Post('paginate')
  @HttpCode(200)
  @Allow('runs:read')
  async paginate(
    @Workspace() scope: WorkspaceScope,
    @WireBody(taskRunsPaginateBody) body: TaskRunsPaginateBody,
  ): Promise<WireJson> {
    const limit = pageLimit(body.limit);
    const [rows, count] = await Promise.all([
      this.runs.list(scope, body, { sort: body.sort, limit, offset: (body.page - 1) * limit }),
      this.runs.count(scope, body),
    ]);
    return new WireJson(pageText(wireArray(rows, presentTaskRun), { count, limit, page: body.page }));
  }

  @Post('history')
  @HttpCode(200)
  @Allow('runs:read')
  async history(
    @Workspace() scope: WorkspaceScope,
    @WireBody(taskRunsHistoryBody) body: TaskRunsHistoryBody,
  ): Promise<WireJson> {
    const buckets = bucketsOf(body);
    return new WireJson(presentHistory(buckets, await this.runs.history(scope, body, buckets)));
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('runs:write')
  async update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(taskRunUpdate) body: TaskRunUpdate,
  ): Promise<void> {
    await this.updateTaskRun.execute(scope, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('runs:write')
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    await this.deleteTaskRun.execute(scope, id);
  }
}

import { Controller, Get, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import {
  type RunFilters,
  STATE_TYPES,
  type TaskRunFilter,
  type WorkQueueFilter,
  uiTaskRunsCountBody,
  uiTaskRunsDashboardBody,
} from '@orch/contract';
import { Clock, type Micros, OrchError, US_PER_SECOND } from '@orch/kernel';
import {
  Allow,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  ReadCache,
} from '@orch/platform';
import { presentUiTaskRun } from './task-run.presenter.ts';
import { type Spans, TaskRunReader } from './task-run.reader.ts';

const SPANS = 20;
const MINUTE_US = 60 * US_PER_SECOND;

interface DashboardBody extends RunFilters {
  readonly task_runs: TaskRunFilter;
  readonly work_queues: WorkQueueFilter | null;
}

/** What the reference's UI asks about task runs. Upstream: api/ui/task_runs.py (3.8.8). */
@Controller('api/ui/task_runs')
@UseInterceptors(ReadCache)
export class UiTaskRunsController {
  constructor(
    private readonly runs: TaskRunReader,
    private readonly clock: Clock,
  ) {}

  /** Ended runs in twenty equal spans from `start_time.after_` to `before_` (or now). */
  @Post('dashboard/counts')
  @HttpCode(200)
  @Allow('runs:read')
  async dashboard(
    @Workspace() scope: WorkspaceScope,
    @WireBody(uiTaskRunsDashboardBody) { work_queues, task_runs, ...rest }: DashboardBody,
  ): Promise<{ completed: number; failed: number }[]> {
    const { after_, before_ } = task_runs.start_time ?? {};
    if (after_ === null || after_ === undefined) {
      throw new OrchError('request.rejected', {}, { text: 'task_runs.start_time.after_ is required' });
    }
    const spans = spansOf(after_, before_ ?? this.clock.nowUs());
    const filters = { ...rest, task_runs: { ...task_runs, state: null }, work_pool_queues: work_queues };
    const counts = Array.from({ length: SPANS }, () => ({ completed: 0, failed: 0 }));
    for (const { span, completed, failed } of await this.runs.outcomes(scope, filters, spans)) {
      const count = counts[span];
      if (count) Object.assign(count, { completed, failed });
    }
    return counts;
  }

  @Post('count')
  @HttpCode(200)
  @Allow('runs:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @WireBody(uiTaskRunsCountBody) body: RunFilters,
  ): Promise<Record<string, number>> {
    const counts = new Map(
      (await this.runs.countByState(scope, body)).map((row) => [row.state_type, row.count]),
    );
    return Object.fromEntries(STATE_TYPES.map((type) => [type, counts.get(type) ?? 0]));
  }

  @Get(':id')
  @Allow('runs:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    const run = await this.runs.withFlowRunName(scope, id);
    if (!run) throw new OrchError('task_run.not_found', { id });
    return new WireJson(presentUiTaskRun(run));
  }
}

/** From the start of the first minute to the end of the last one. */
function spansOf(fromUs: Micros, toUs: Micros): Spans {
  const startUs = Math.floor(fromUs / MINUTE_US) * MINUTE_US;
  const endUs = Math.max(Math.floor(toUs / MINUTE_US) * MINUTE_US + MINUTE_US - 1, startUs + MINUTE_US - 1);
  return { startUs, spanUs: (endUs - startUs) / SPANS };
}

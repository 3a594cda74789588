import { Controller, Post, Res } from '@nestjs/common';
import { type SetStateBody, type TaskRunCreate, setStateBody, taskRunCreate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Allow, UuidParam, WireBody, WireJson, Workspace, type WorkspaceScope } from '@orch/platform';
import type { FastifyReply } from 'fastify';
import { answer } from '../flow-runs/flow-runs.controller.ts';
import { CallingClient } from '../orchestration/caller.ts';
import { toProposedState } from '../orchestration/proposed-state.ts';
import type { Caller } from '../orchestration/transitions.ts';
import { CreateTaskRun } from './create-task-run.ts';
import { SetTaskRunState } from './set-task-run-state.ts';
import { presentTaskRun } from './task-run.presenter.ts';
import { TaskRunReader } from './task-run.reader.ts';

/** Task runs over HTTP; most are recorded from events instead. Upstream: api/task_runs.py (3.8.8). */
@Controller('api/task_runs')
export class TaskRunsController {
  constructor(
    private readonly createTaskRun: CreateTaskRun,
    private readonly setState: SetTaskRunState,
    private readonly taskRuns: TaskRunReader,
  ) {}

  @Post()
  @Allow('runs:report')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(taskRunCreate) body: TaskRunCreate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    const { id, isNew } = await this.createTaskRun.execute(scope, body);
    const row = await this.taskRuns.byId(scope, id);
    if (!row) throw new OrchError('task_run.not_found', { id });
    reply.code(isNew ? 201 : 200);
    return new WireJson(presentTaskRun(row));
  }

  @Post(':id/set_state')
  @Allow('runs:report')
  async propose(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(setStateBody) body: SetStateBody,
    @CallingClient() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    return answer(
      reply,
      await this.setState.execute(scope, id, toProposedState(body.state), { force: body.force, caller }),
    );
  }
}

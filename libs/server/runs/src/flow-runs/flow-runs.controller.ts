import { Controller, Delete, HttpCode, Patch, Post, Res } from '@nestjs/common';
import {
  type FlowRunCreate,
  type FlowRunUpdate,
  type FlowRunsBulkDeleteBody,
  type FlowRunsBulkSetStateBody,
  type ResumeBody,
  type SetStateBody,
  flowRunCreate,
  flowRunUpdate,
  flowRunsBulkDeleteBody,
  flowRunsBulkSetStateBody,
  resumeBody,
  setStateBody,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  rawTextOrNull,
} from '@orch/platform';
import type { FastifyReply } from 'fastify';
import { CallingClient } from '../orchestration/caller.ts';
import { toProposedState } from '../orchestration/proposed-state.ts';
import { presentTransition } from '../orchestration/transition.presenter.ts';
import type { Caller, Transitioned } from '../orchestration/transitions.ts';
import { BulkFlowRuns } from './bulk-flow-runs.ts';
import { CreateFlowRunFromWire } from './create-flow-run-from-wire.ts';
import { DeleteFlowRuns } from './delete-flow-runs.ts';
import { presentFlowRun } from './flow-run.presenter.ts';
import { ResumeFlowRun } from './resume-flow-run.ts';
import { SetFlowRunState } from './set-flow-run-state.ts';
import { UpdateFlowRun } from './update-flow-run.ts';

/** Changes of flow runs. Upstream: api/flow_runs.py (3.8.8). */
@Controller('api/flow_runs')
export class FlowRunsController {
  constructor(
    private readonly createRun: CreateFlowRunFromWire,
    private readonly updateRun: UpdateFlowRun,
    private readonly deleteRuns: DeleteFlowRuns,
    private readonly setState: SetFlowRunState,
    private readonly resumeRun: ResumeFlowRun,
    private readonly bulk: BulkFlowRuns,
  ) {}

  @Post()
  @Allow('runs:create')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowRunCreate) body: FlowRunCreate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    const { row, isNew } = await this.createRun.execute(scope, body);
    reply.code(isNew ? 201 : 200);
    return new WireJson(presentFlowRun(row));
  }

  @Patch(':id')
  @Allow('runs:report')
  @HttpCode(204)
  async update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(flowRunUpdate) body: FlowRunUpdate,
  ): Promise<void> {
    await this.updateRun.execute(scope, id, body);
  }

  @Delete(':id')
  @Allow('runs:write')
  @HttpCode(204)
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    const deleted = await this.deleteRuns.execute(scope, [id]);
    if (deleted.length === 0) throw new OrchError('flow_run.not_found', { id });
  }

  @Post(':id/set_state')
  @Allow('runs:control')
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

  @Post(':id/resume')
  @Allow('runs:control')
  async resume(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(resumeBody) body: ResumeBody,
    @CallingClient() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    return answer(reply, await this.resumeRun.execute(scope, id, rawTextOrNull(body.run_input), caller));
  }

  @Post('bulk_delete')
  @Allow('runs:write')
  @HttpCode(200)
  async bulkDelete(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowRunsBulkDeleteBody) body: FlowRunsBulkDeleteBody,
  ): Promise<object> {
    return { deleted: await this.bulk.delete(scope, body.flow_runs, body.limit) };
  }

  @Post('bulk_set_state')
  @Allow('runs:write')
  @HttpCode(200)
  async bulkSetState(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowRunsBulkSetStateBody) body: FlowRunsBulkSetStateBody,
    @CallingClient() caller: Caller,
  ): Promise<WireJson> {
    return new WireJson(await this.bulk.setState(scope, body, caller));
  }
}

/** 201 when a state was written, 200 when not. */
export function answer(reply: FastifyReply, result: Transitioned): WireJson {
  reply.code(result.outcome.state ? 201 : 200);
  return new WireJson(presentTransition(result));
}

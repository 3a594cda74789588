import { Controller, Delete, Get, HttpCode, Patch, Post, Res, UseInterceptors } from '@nestjs/common';
import {
  type FlowCreate,
  type FlowUpdate,
  type FlowsBulkDeleteBody,
  type FlowsFilterBody,
  type FlowsPaginateBody,
  type RunFilters,
  flowCreate,
  flowUpdate,
  flowsBulkDeleteBody,
  flowsCountBody,
  flowsFilterBody,
  flowsPaginateBody,
  pageLimit,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  NameParam,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  wireArray,
  ReadCache,
} from '@orch/platform';
import type { FastifyReply } from 'fastify';
import { pageText } from '../page.ts';
import { CreateFlow } from './create-flow.ts';
import { DeleteFlows } from './delete-flows.ts';
import { type FlowRow, presentFlow } from './flow.presenter.ts';
import { FlowReader } from './flow.reader.ts';
import { UpdateFlow } from './update-flow.ts';

/** Upstream: api/flows.py (3.8.8). */
@Controller('api/flows')
@UseInterceptors(ReadCache)
export class FlowsController {
  constructor(
    private readonly flows: FlowReader,
    private readonly createFlow: CreateFlow,
    private readonly updateFlow: UpdateFlow,
    private readonly deleteFlows: DeleteFlows,
  ) {}

  @Post()
  @Allow('flows:register')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowCreate) body: FlowCreate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    const { flow, isNew } = await this.createFlow.execute(scope, body);
    reply.code(isNew ? 201 : 200);
    return new WireJson(presentFlow(flow));
  }

  @Get(':id')
  @Allow('flows:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return shown(await this.flows.byId(scope, id), { id });
  }

  @Get('name/:name')
  @Allow('flows:read')
  async readByName(@Workspace() scope: WorkspaceScope, @NameParam('name') name: string): Promise<WireJson> {
    return shown(await this.flows.byName(scope, name), { name });
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('flows:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowsFilterBody) body: FlowsFilterBody,
  ): Promise<WireJson> {
    const rows = await this.flows.list(scope, body, { ...body, limit: pageLimit(body.limit) });
    return new WireJson(wireArray(rows, presentFlow));
  }

  @Post('count')
  @HttpCode(200)
  @Allow('flows:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowsCountBody) body: RunFilters,
  ): Promise<WireJson> {
    return new WireJson(String(await this.flows.count(scope, body)));
  }

  @Post('paginate')
  @HttpCode(200)
  @Allow('flows:read')
  async paginate(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowsPaginateBody) body: FlowsPaginateBody,
  ): Promise<WireJson> {
    const limit = pageLimit(body.limit);
    const [rows, count] = await Promise.all([
      this.flows.list(scope, body, { sort: body.sort, limit, offset: (body.page - 1) * limit }),
      this.flows.count(scope, body),
    ]);
    return new WireJson(pageText(wireArray(rows, presentFlow), { count, limit, page: body.page }));
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('flows:write')
  async update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(flowUpdate) body: FlowUpdate,
  ): Promise<void> {
    await this.updateFlow.execute(scope, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('flows:write')
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    await this.deleteFlows.one(scope, id);
  }

  @Post('bulk_delete')
  @HttpCode(200)
  @Allow('flows:write')
  async bulkDelete(
    @Workspace() scope: WorkspaceScope,
    @WireBody(flowsBulkDeleteBody) body: FlowsBulkDeleteBody,
  ): Promise<{ deleted: string[] }> {
    return { deleted: await this.deleteFlows.matching(scope, body) };
  }
}

function shown(flow: FlowRow | undefined, asked: Record<string, string>): WireJson {
  if (!flow) throw new OrchError('flow.not_found', asked);
  return new WireJson(presentFlow(flow));
}

import { Controller, Delete, Get, Headers, HttpCode, Patch, Post } from '@nestjs/common';
import {
  type WorkQueueCreate,
  type WorkQueueUpdate,
  type WorkQueuesFilterBody,
  pageLimit,
  workQueueConcurrencyStatusBody,
  workQueueCreate,
  workQueueRunsBody,
  workQueueUpdate,
  workQueuesFilterBody,
} from '@orch/contract';
import {
  Allow,
  NameParam,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import type { z } from 'zod';
import { DueRuns } from '../polling/due-runs.ts';
import { CreateWorkQueue } from './create-work-queue.ts';
import { DeleteWorkQueue } from './delete-work-queue.ts';
import { SlotHoldersReader, pageMembers } from './slot-holders.reader.ts';
import { UpdateWorkQueue } from './update-work-queue.ts';
import { presentWorkQueue } from './work-queue.presenter.ts';
import { WorkQueueReader } from './work-queue.reader.ts';
import { WorkQueueStatusReader } from './work-queue-status.ts';

const YES = /^(1|true|t|yes|y|on)$/i;

/** Queues by themselves. Upstream: api/work_queues.py (3.8.8). */
@Controller('api/work_queues')
export class WorkQueuesController {
  constructor(
    private readonly queues: WorkQueueReader,
    private readonly holders: SlotHoldersReader,
    private readonly statuses: WorkQueueStatusReader,
    private readonly dueRuns: DueRuns,
    private readonly creation: CreateWorkQueue,
    private readonly updating: UpdateWorkQueue,
    private readonly deletion: DeleteWorkQueue,
  ) {}

  @Post()
  @Allow('pools:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(workQueueCreate) body: WorkQueueCreate,
  ): Promise<WireJson> {
    return new WireJson(presentWorkQueue(await this.creation.alone(scope, body)));
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('pools:write')
  async update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(workQueueUpdate) body: WorkQueueUpdate,
  ): Promise<void> {
    await this.updating.byId(scope, id, body);
  }

  @Get('name/:name')
  @Allow('pools:read')
  async readByName(@Workspace() scope: WorkspaceScope, @NameParam('name') name: string): Promise<WireJson> {
    return new WireJson(presentWorkQueue(await this.queues.loneByName(scope, name)));
  }

  @Get(':id')
  @Allow('pools:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return new WireJson(presentWorkQueue(await this.queues.byId(scope, id)));
  }

  @Post(':id/get_runs')
  @HttpCode(200)
  @Allow('pools:poll')
  async runs(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(workQueueRunsBody) body: z.output<typeof workQueueRunsBody>,
    @Headers('x-prefect-ui') look: string | undefined,
  ): Promise<WireJson> {
    return new WireJson(
      await this.dueRuns.ofQueue(
        scope,
        id,
        body.scheduled_before,
        pageLimit(body.limit),
        YES.test(look ?? ''),
      ),
    );
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('pools:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @WireBody(workQueuesFilterBody) body: WorkQueuesFilterBody,
  ): Promise<WireJson> {
    const rows = await this.queues.list(scope, body.work_queues, body.offset, pageLimit(body.limit));
    return new WireJson(wireArray(rows, presentWorkQueue));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('pools:write')
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    await this.deletion.byId(scope, id);
  }

  @Post(':id/concurrency_status')
  @HttpCode(200)
  @Allow('pools:read')
  async concurrencyStatus(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(workQueueConcurrencyStatusBody) body: z.output<typeof workQueueConcurrencyStatusBody>,
  ): Promise<WireJson> {
    const limit = pageLimit(body.limit);
    const queue = await this.queues.byId(scope, id);
    const { count, runs } = await this.holders.ofQueue(scope, id, (body.page - 1) * limit, limit);
    return new WireJson(
      `{"active_slots":${count},"concurrency_limit":${queue.concurrency_limit},"flow_runs":${runs},${pageMembers(count, limit, body.page)}}`,
    );
  }

  @Get(':id/status')
  @Allow('pools:read')
  async status(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return new WireJson(await this.statuses.read(scope, id));
  }
}

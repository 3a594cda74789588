import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  type WorkQueueCreate,
  type WorkQueueUpdate,
  type WorkQueuesFilterBody,
  pageLimit,
  workQueueCreate,
  workQueueUpdate,
  workQueuesFilterBody,
} from '@orch/contract';
import {
  Allow,
  NameParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { WorkPoolReader } from '../pools/work-pool.reader.ts';
import { CreateWorkQueue } from './create-work-queue.ts';
import { DeleteWorkQueue } from './delete-work-queue.ts';
import { UpdateWorkQueue } from './update-work-queue.ts';
import { presentWorkQueue } from './work-queue.presenter.ts';
import { WorkQueueReader } from './work-queue.reader.ts';

/** Queues as parts of a pool. Upstream: api/workers.py (3.8.8). */
@Controller('api/work_pools/:pool/queues')
export class PoolQueuesController {
  constructor(
    private readonly pools: WorkPoolReader,
    private readonly queues: WorkQueueReader,
    private readonly creation: CreateWorkQueue,
    private readonly updating: UpdateWorkQueue,
    private readonly deletion: DeleteWorkQueue,
  ) {}

  @Post()
  @Allow('pools:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') pool: string,
    @WireBody(workQueueCreate) body: WorkQueueCreate,
  ): Promise<WireJson> {
    return new WireJson(presentWorkQueue(await this.creation.inPool(scope, pool, body)));
  }

  @Get(':name')
  @Allow('pools:read')
  async read(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') pool: string,
    @NameParam('name') name: string,
  ): Promise<WireJson> {
    return new WireJson(presentWorkQueue(await this.queues.byName(scope, pool, name)));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('pools:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') pool: string,
    @WireBody(workQueuesFilterBody) body: WorkQueuesFilterBody,
  ): Promise<WireJson> {
    const limit = pageLimit(body.limit);
    const { id } = await this.pools.byName(scope, pool);
    return new WireJson(
      wireArray(await this.queues.ofPool(scope, id, body.work_queues, body.offset, limit), presentWorkQueue),
    );
  }

  @Patch(':name')
  @HttpCode(204)
  @Allow('pools:write')
  async update(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') pool: string,
    @NameParam('name') name: string,
    @WireBody(workQueueUpdate) body: WorkQueueUpdate,
  ): Promise<void> {
    await this.updating.inPool(scope, pool, name, body);
  }

  @Delete(':name')
  @HttpCode(204)
  @Allow('pools:write')
  async delete(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') pool: string,
    @NameParam('name') name: string,
  ): Promise<void> {
    await this.deletion.inPool(scope, pool, name);
  }
}

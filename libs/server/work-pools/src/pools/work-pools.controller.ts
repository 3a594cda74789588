import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  type WorkPoolCreate,
  type WorkPoolUpdate,
  type WorkPoolsFilterBody,
  pageLimit,
  workPoolConcurrencyStatusBody,
  workPoolCreate,
  workPoolUpdate,
  workPoolsCountBody,
  workPoolsFilterBody,
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
import type { z } from 'zod';
import { CreateWorkPool } from './create-work-pool.ts';
import { DeleteWorkPool } from './delete-work-pool.ts';
import { PoolConcurrencyReader } from './pool-concurrency.reader.ts';
import { UpdateWorkPool } from './update-work-pool.ts';
import { presentWorkPool } from './work-pool.presenter.ts';
import { WorkPoolReader } from './work-pool.reader.ts';

/** Upstream: api/workers.py (3.8.8). */
@Controller('api/work_pools')
export class WorkPoolsController {
  constructor(
    private readonly pools: WorkPoolReader,
    private readonly concurrency: PoolConcurrencyReader,
    private readonly creation: CreateWorkPool,
    private readonly updating: UpdateWorkPool,
    private readonly deletion: DeleteWorkPool,
  ) {}

  @Post()
  @Allow('pools:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(workPoolCreate) body: WorkPoolCreate,
  ): Promise<WireJson> {
    return new WireJson(presentWorkPool(await this.creation.execute(scope, body)));
  }

  @Get(':pool')
  @Allow('pools:read')
  async read(@Workspace() scope: WorkspaceScope, @NameParam('pool') name: string): Promise<WireJson> {
    return new WireJson(presentWorkPool(await this.pools.byName(scope, name)));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('pools:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @WireBody(workPoolsFilterBody) body: WorkPoolsFilterBody,
  ): Promise<WireJson> {
    const rows = await this.pools.list(scope, body.work_pools, body.offset, pageLimit(body.limit));
    return new WireJson(wireArray(rows, presentWorkPool));
  }

  @Post('count')
  @HttpCode(200)
  @Allow('pools:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @WireBody(workPoolsCountBody) body: z.output<typeof workPoolsCountBody>,
  ): Promise<WireJson> {
    return new WireJson(String(await this.pools.count(scope, body.work_pools)));
  }

  @Patch(':pool')
  @HttpCode(204)
  @Allow('pools:write')
  async update(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') name: string,
    @WireBody(workPoolUpdate) body: WorkPoolUpdate,
  ): Promise<void> {
    await this.updating.execute(scope, name, body);
  }

  @Delete(':pool')
  @HttpCode(204)
  @Allow('pools:write')
  async delete(@Workspace() scope: WorkspaceScope, @NameParam('pool') name: string): Promise<void> {
    await this.deletion.execute(scope, name);
  }

  @Post(':pool/concurrency_status')
  @HttpCode(200)
  @Allow('pools:read')
  async concurrencyStatus(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') name: string,
    @WireBody(workPoolConcurrencyStatusBody) body: z.output<typeof workPoolConcurrencyStatusBody>,
  ): Promise<WireJson> {
    return new WireJson(
      await this.concurrency.read(scope, name, body.page, pageLimit(body.limit), body.flow_run_limit),
    );
  }
}

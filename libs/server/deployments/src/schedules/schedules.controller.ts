import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  type DeploymentScheduleCreate,
  type DeploymentScheduleUpdate,
  deploymentScheduleUpdate,
  deploymentSchedulesCreateBody,
} from '@orch/contract';
import { Allow, UuidParam, WireBody, WireJson, Workspace, type WorkspaceScope } from '@orch/platform';
import { DeploymentSchedules } from './deployment-schedules.ts';

/** Upstream: api/deployments.py (3.8.8). */
@Controller('api/deployments/:id/schedules')
export class SchedulesController {
  constructor(private readonly schedules: DeploymentSchedules) {}

  @Get()
  @Allow('deployments:read')
  async list(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return new WireJson(`[${(await this.schedules.list(scope, id)).join(',')}]`);
  }

  @Post()
  @Allow('deployments:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(deploymentSchedulesCreateBody) body: DeploymentScheduleCreate[],
  ): Promise<WireJson> {
    return new WireJson(`[${(await this.schedules.create(scope, id, body)).join(',')}]`);
  }

  @Patch(':scheduleId')
  @HttpCode(204)
  @Allow('deployments:write')
  async update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @UuidParam('scheduleId') scheduleId: string,
    @WireBody(deploymentScheduleUpdate) body: DeploymentScheduleUpdate,
  ): Promise<void> {
    await this.schedules.update(scope, id, scheduleId, body);
  }

  @Delete(':scheduleId')
  @HttpCode(204)
  @Allow('deployments:write')
  async delete(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @UuidParam('scheduleId') scheduleId: string,
  ): Promise<void> {
    await this.schedules.delete(scope, id, scheduleId);
  }
}

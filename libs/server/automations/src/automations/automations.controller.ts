import { Controller, Delete, Get, HttpCode, Patch, Post, Put } from '@nestjs/common';
import {
  type AutomationCreate,
  type AutomationPartialUpdate,
  type AutomationUpdate,
  type AutomationsFilterBody,
  automationCreate,
  automationPartialUpdate,
  automationUpdate,
  automationsCountBody,
  automationsFilterBody,
  pageLimit,
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
import { presentAutomation } from './automation.presenter.ts';
import { AutomationReader } from './automation.reader.ts';
import { Automations } from './automations.ts';

/** Upstream: server/events/api/automations.py (3.8.8). */
@Controller('api/automations')
export class AutomationsController {
  constructor(
    private readonly reader: AutomationReader,
    private readonly automations: Automations,
  ) {}

  @Post()
  @Allow('automations:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(automationCreate) body: AutomationCreate,
  ): Promise<WireJson> {
    return new WireJson(presentAutomation(await this.automations.create(scope, body)));
  }

  @Put(':id')
  @HttpCode(204)
  @Allow('automations:write')
  async replace(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(automationUpdate) body: AutomationUpdate,
  ): Promise<void> {
    await this.automations.replace(scope, id, body);
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('automations:write')
  async setEnabled(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(automationPartialUpdate) body: AutomationPartialUpdate,
  ): Promise<void> {
    await this.automations.setEnabled(scope, id, body.enabled);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('automations:write')
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    await this.automations.delete(scope, id);
  }

  @Get(':id')
  @Allow('automations:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return new WireJson(presentAutomation(await this.reader.byId(scope, id)));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('automations:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @WireBody(automationsFilterBody) body: AutomationsFilterBody,
  ): Promise<WireJson> {
    const rows = await this.reader.list(
      scope,
      body.automations,
      body.sort,
      body.offset,
      pageLimit(body.limit),
    );
    return new WireJson(wireArray(rows, presentAutomation));
  }

  @Post('count')
  @HttpCode(200)
  @Allow('automations:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @WireBody(automationsCountBody) body: z.output<typeof automationsCountBody>,
  ): Promise<WireJson> {
    return new WireJson(String(await this.reader.count(scope, body.automations)));
  }

  @Get('related-to/:resource')
  @Allow('automations:read')
  async relatedTo(
    @Workspace() scope: WorkspaceScope,
    @NameParam('resource') resource: string,
  ): Promise<WireJson> {
    return new WireJson(wireArray(await this.reader.relatedTo(scope, resource), presentAutomation));
  }

  @Delete('owned-by/:resource')
  @HttpCode(202)
  @Allow('automations:write')
  async deleteOwnedBy(
    @Workspace() scope: WorkspaceScope,
    @NameParam('resource') resource: string,
  ): Promise<WireJson> {
    await this.automations.deleteOwnedBy(scope, resource);
    return new WireJson('null');
  }
}

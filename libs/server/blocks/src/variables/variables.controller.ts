import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  pageLimit,
  type VariableCreate,
  variableCreate,
  type VariableFilter,
  variablesCountBody,
  variablesFilterBody,
  type VariablesFilterBody,
  type VariableUpdate,
  variableUpdate,
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
} from '@orch/platform';
import { ChangeVariables } from './change-variables.ts';
import { presentVariable } from './variable.presenter.ts';
import { type VariableKey, VariableRepository } from './variable.repository.ts';

/** Upstream: server/api/variables.py (3.8.8). */
@Controller('api/variables')
export class VariablesController {
  constructor(
    private readonly variables: VariableRepository,
    private readonly changes: ChangeVariables,
  ) {}

  @Post()
  @Allow('variables:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(variableCreate) body: VariableCreate,
  ): Promise<WireJson> {
    return new WireJson(presentVariable(await this.changes.create(scope, body)));
  }

  @Get(':id')
  @Allow('variables:read')
  read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return this.one(scope, { id });
  }

  @Get('name/:name')
  @Allow('variables:read')
  readByName(@Workspace() scope: WorkspaceScope, @NameParam('name') name: string): Promise<WireJson> {
    return this.one(scope, { name });
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('variables:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(variablesFilterBody) body: VariablesFilterBody,
  ): Promise<WireJson> {
    return new WireJson(
      wireArray(await this.variables.list(scope, body, pageLimit(body.limit)), presentVariable),
    );
  }

  @Post('count')
  @HttpCode(200)
  @Allow('variables:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @WireBody(variablesCountBody) body: { variables: VariableFilter | null },
  ): Promise<WireJson> {
    return new WireJson(String(await this.variables.count(scope, body.variables)));
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('variables:write')
  update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(variableUpdate) body: VariableUpdate,
  ): Promise<void> {
    return this.changes.update(scope, { id }, body);
  }

  @Patch('name/:name')
  @HttpCode(204)
  @Allow('variables:write')
  updateByName(
    @Workspace() scope: WorkspaceScope,
    @NameParam('name') name: string,
    @WireBody(variableUpdate) body: VariableUpdate,
  ): Promise<void> {
    return this.changes.update(scope, { name }, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('variables:write')
  delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    return this.changes.delete(scope, { id });
  }

  @Delete('name/:name')
  @HttpCode(204)
  @Allow('variables:write')
  deleteByName(@Workspace() scope: WorkspaceScope, @NameParam('name') name: string): Promise<void> {
    return this.changes.delete(scope, { name });
  }

  private async one(scope: WorkspaceScope, key: VariableKey): Promise<WireJson> {
    const row = await this.variables.read(scope, key);
    if (!row) throw new OrchError('variable.not_found');
    return new WireJson(presentVariable(row));
  }
}

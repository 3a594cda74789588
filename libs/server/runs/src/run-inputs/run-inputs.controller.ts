import { Controller, Delete, Get, Header, HttpCode, Post } from '@nestjs/common';
import {
  type RunInputCreateBody,
  type RunInputFilterBody,
  runInputCreateBody,
  runInputFilterBody,
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
import { RunInputRepository, presentRunInput } from './run-input.repository.ts';

/** Upstream: api/flow_runs.py, the routes below `input` (3.8.8). */
@Controller('api/flow_runs/:id/input')
export class RunInputsController {
  constructor(private readonly inputs: RunInputRepository) {}

  @Post()
  @HttpCode(201)
  @Allow('runs:control')
  async create(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(runInputCreateBody) body: RunInputCreateBody,
  ): Promise<WireJson> {
    await this.inputs.create(scope, id, body);
    return new WireJson('null');
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('runs:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(runInputFilterBody) body: RunInputFilterBody,
  ): Promise<WireJson> {
    return new WireJson(wireArray(await this.inputs.find(scope, id, body), presentRunInput));
  }

  @Get(':key')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Allow('runs:read')
  read(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @NameParam('key') key: string,
  ): Promise<string> {
    return this.inputs.read(scope, id, key);
  }

  @Delete(':key')
  @HttpCode(204)
  @Allow('runs:report')
  async delete(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @NameParam('key') key: string,
  ): Promise<void> {
    await this.inputs.delete(scope, id, key);
  }
}

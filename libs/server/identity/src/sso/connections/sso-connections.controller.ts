import { Controller, Delete, Get, HttpCode, Inject, Patch, Post, Req } from '@nestjs/common';
import {
  pageLimit,
  type SsoConnectionCreate,
  ssoConnectionCreate,
  type SsoConnectionResponse,
  type SsoConnectionTest,
  type SsoConnectionUpdate,
  ssoConnectionUpdate,
  ssoListQuery,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  type Access,
  Allow,
  CONFIG,
  type Config,
  CurrentAccess,
  UuidParam,
  WireBody,
  WireQuery,
} from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { publicUrlOf } from '../public-url.ts';
import { CreateSsoConnection } from './create-sso-connection.ts';
import { DeleteSsoConnection } from './delete-sso-connection.ts';
import { presentSsoConnection } from './sso-connection.presenter.ts';
import { SsoConnectionRepository } from './sso-connection.repository.ts';
import { TestSsoConnection } from './test-sso-connection.ts';
import { UpdateSsoConnection } from './update-sso-connection.ts';

type Page = (typeof ssoListQuery)['_output'];

/** Identity providers of an account. */
@Controller('api/accounts/:accountId/sso/connections')
export class SsoConnectionsController {
  constructor(
    private readonly connections: SsoConnectionRepository,
    private readonly createConnection: CreateSsoConnection,
    private readonly updateConnection: UpdateSsoConnection,
    private readonly deleteConnection: DeleteSsoConnection,
    private readonly testConnection: TestSsoConnection,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Allow('account:manage')
  async create(
    @CurrentAccess() access: Access,
    @WireBody(ssoConnectionCreate) body: SsoConnectionCreate,
    @Req() request: FastifyRequest,
  ): Promise<SsoConnectionResponse> {
    return this.present(access, await this.createConnection.execute(access, body), request);
  }

  @Get()
  @Allow('account:manage')
  async list(
    @CurrentAccess() { scope }: Access,
    @WireQuery(ssoListQuery) { limit, offset }: Page,
    @Req() request: FastifyRequest,
  ): Promise<SsoConnectionResponse[]> {
    const rows = await this.connections.list(scope.accountId, pageLimit(limit), offset);
    const publicUrl = publicUrlOf(this.config, request.headers.host);
    return rows.map((row) => presentSsoConnection(row, publicUrl));
  }

  @Get(':connectionId')
  @Allow('account:manage')
  async read(
    @CurrentAccess() access: Access,
    @UuidParam('connectionId') id: string,
    @Req() request: FastifyRequest,
  ): Promise<SsoConnectionResponse> {
    return this.present(access, id, request);
  }

  @Patch(':connectionId')
  @HttpCode(204)
  @Allow('account:manage')
  async update(
    @CurrentAccess() access: Access,
    @UuidParam('connectionId') id: string,
    @WireBody(ssoConnectionUpdate) body: SsoConnectionUpdate,
  ): Promise<void> {
    await this.updateConnection.execute(access, id, body);
  }

  @Delete(':connectionId')
  @HttpCode(204)
  @Allow('account:manage')
  async delete(@CurrentAccess() access: Access, @UuidParam('connectionId') id: string): Promise<void> {
    await this.deleteConnection.execute(access, id);
  }

  @Post(':connectionId/test')
  @HttpCode(200)
  @Allow('account:manage')
  async test(
    @CurrentAccess() access: Access,
    @UuidParam('connectionId') id: string,
  ): Promise<SsoConnectionTest> {
    return this.testConnection.execute(access, id);
  }

  private async present(
    { scope }: Access,
    id: string,
    request: FastifyRequest,
  ): Promise<SsoConnectionResponse> {
    const row = await this.connections.byId(scope.accountId, id);
    if (!row) throw new OrchError('not_found', { id });
    return presentSsoConnection(row, publicUrlOf(this.config, request.headers.host));
  }
}

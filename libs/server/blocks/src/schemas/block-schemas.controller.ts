import { Controller, Delete, Get, HttpCode, Post, Res, UseInterceptors } from '@nestjs/common';
import {
  blockSchemaChecksumQuery,
  type BlockSchemaCreate,
  blockSchemaCreate,
  blockSchemasFilterBody,
  type BlockSchemasFilterBody,
  pageLimit,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  NameParam,
  UuidParam,
  WireBody,
  WireJson,
  WireQuery,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import type { FastifyReply } from 'fastify';
import { SystemBlocksInterceptor } from '../system/system-blocks.interceptor.ts';
import { type BlockSchemaRow, presentBlockSchema } from './block-schema.presenter.ts';
import { BlockSchemaRepository } from './block-schema.repository.ts';
import { ChangeBlockSchemas } from './change-block-schemas.ts';

/** Upstream: server/api/block_schemas.py and block_capabilities.py (3.8.8). */
@Controller('api')
@UseInterceptors(SystemBlocksInterceptor)
export class BlockSchemasController {
  constructor(
    private readonly schemas: BlockSchemaRepository,
    private readonly changes: ChangeBlockSchemas,
  ) {}

  @Post('block_schemas')
  @Allow('blocks:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(blockSchemaCreate) body: BlockSchemaCreate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    const { row, isNew } = await this.changes.create(scope, body);
    reply.code(isNew ? 201 : 200);
    return present(row);
  }

  @Delete('block_schemas/:id')
  @HttpCode(204)
  @Allow('blocks:write')
  delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    return this.changes.delete(scope, id);
  }

  @Post('block_schemas/filter')
  @HttpCode(200)
  @Allow('blocks:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(blockSchemasFilterBody) body: BlockSchemasFilterBody,
  ): Promise<WireJson> {
    const rows = await this.schemas.list(scope, body.block_schemas, pageLimit(body.limit), body.offset);
    return new WireJson(wireArray(rows, presentBlockSchema));
  }

  @Get('block_schemas/:id')
  @Allow('blocks:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return present(await this.schemas.read(scope, id));
  }

  @Get('block_schemas/checksum/:checksum')
  @Allow('blocks:read')
  async readByChecksum(
    @Workspace() scope: WorkspaceScope,
    @NameParam('checksum') checksum: string,
    @WireQuery(blockSchemaChecksumQuery) query: { version: string | null },
  ): Promise<WireJson> {
    return present(await this.schemas.readByChecksum(scope, checksum, query.version));
  }

  @Get('block_capabilities')
  @Allow('blocks:read')
  capabilities(@Workspace() scope: WorkspaceScope): Promise<string[]> {
    return this.schemas.capabilities(scope);
  }
}

function present(row: BlockSchemaRow | undefined): WireJson {
  if (!row) throw new OrchError('block_schema.not_found');
  return new WireJson(presentBlockSchema(row));
}

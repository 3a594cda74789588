import { Controller, Delete, Get, HttpCode, Patch, Post, UseInterceptors } from '@nestjs/common';
import {
  type BlockTypeCreate,
  blockTypeCreate,
  blockTypesFilterBody,
  type BlockTypesFilterBody,
  type BlockTypeUpdate,
  blockTypeUpdate,
  includeSecretsQuery,
  pageLimit,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  type Access,
  Allow,
  CurrentAccess,
  NameParam,
  UuidParam,
  WireBody,
  WireJson,
  WireQuery,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { presentBlockDocument } from '../documents/block-document.presenter.ts';
import { BlockDocumentReader } from '../documents/block-document.reader.ts';
import { showsSecrets } from '../documents/shows-secrets.ts';
import { SystemBlockRepository } from '../system/system-block.repository.ts';
import { SystemBlocksInterceptor } from '../system/system-blocks.interceptor.ts';
import { type BlockTypeRow, presentBlockType } from './block-type.presenter.ts';
import { BlockTypeRepository } from './block-type.repository.ts';
import { ChangeBlockTypes } from './change-block-types.ts';

type SecretsQuery = { include_secrets: boolean };
/** The route has no paging (as upstream); more documents of one type are not listed. */
const DOCUMENTS_MAX = 10_000;

/** Upstream: server/api/block_types.py (3.8.8). */
@Controller('api/block_types')
@UseInterceptors(SystemBlocksInterceptor)
export class BlockTypesController {
  constructor(
    private readonly types: BlockTypeRepository,
    private readonly changes: ChangeBlockTypes,
    private readonly documents: BlockDocumentReader,
    private readonly system: SystemBlockRepository,
  ) {}

  @Post()
  @Allow('blocks:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(blockTypeCreate) body: BlockTypeCreate,
  ): Promise<WireJson> {
    return present(await this.changes.create(scope, body));
  }

  @Get(':id')
  @Allow('blocks:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return present(await this.types.read(scope, { id }));
  }

  @Get('slug/:slug')
  @Allow('blocks:read')
  async readBySlug(@Workspace() scope: WorkspaceScope, @NameParam('slug') slug: string): Promise<WireJson> {
    return present(await this.types.read(scope, { slug }));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('blocks:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(blockTypesFilterBody) body: BlockTypesFilterBody,
  ): Promise<WireJson> {
    return new WireJson(
      wireArray(await this.types.list(scope, body, pageLimit(body.limit)), presentBlockType),
    );
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('blocks:write')
  update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(blockTypeUpdate) body: BlockTypeUpdate,
  ): Promise<void> {
    return this.changes.update(scope, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('blocks:write')
  delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    return this.changes.delete(scope, id);
  }

  @Get('slug/:slug/block_documents')
  @Allow('blocks:read')
  async documentsOfType(
    @CurrentAccess() access: Access,
    @NameParam('slug') slug: string,
    @WireQuery(includeSecretsQuery) query: SecretsQuery,
  ): Promise<WireJson> {
    if (!(await this.types.read(access.scope, { slug }))) throw new OrchError('block_type.not_found');
    const filters = { block_documents: null, block_types: { slug: { any_: [slug] } }, block_schemas: null };
    const page = { sort: 'NAME_ASC', limit: DOCUMENTS_MAX, offset: 0 } as const;
    const trees = await this.documents.list(
      access.scope,
      filters,
      page,
      showsSecrets(access, query.include_secrets),
    );
    return new WireJson(wireArray(trees, presentBlockDocument));
  }

  @Get('slug/:slug/block_documents/name/:name')
  @Allow('blocks:read')
  async documentOfType(
    @CurrentAccess() access: Access,
    @NameParam('slug') slug: string,
    @NameParam('name') name: string,
    @WireQuery(includeSecretsQuery) query: SecretsQuery,
  ): Promise<WireJson> {
    const tree = await this.documents.byName(
      access.scope,
      slug,
      name,
      showsSecrets(access, query.include_secrets),
    );
    if (!tree) throw new OrchError('block_document.not_found');
    return new WireJson(presentBlockDocument(tree));
  }

  @Post('install_system_block_types')
  @HttpCode(200)
  @Allow('blocks:write')
  async install(@Workspace() scope: WorkspaceScope): Promise<WireJson> {
    await this.system.install(scope);
    return new WireJson('null');
  }
}

function present(row: BlockTypeRow | undefined): WireJson {
  if (!row) throw new OrchError('block_type.not_found');
  return new WireJson(presentBlockType(row));
}

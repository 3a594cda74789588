import { Controller, Delete, Get, HttpCode, Patch, Post, UseInterceptors } from '@nestjs/common';
import {
  type BlockDocumentCreate,
  blockDocumentCreate,
  blockDocumentsCountBody,
  blockDocumentsFilterBody,
  type BlockDocumentsFilterBody,
  type BlockDocumentUpdate,
  blockDocumentUpdate,
  includeSecretsQuery,
  pageLimit,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  type Access,
  Allow,
  CurrentAccess,
  UuidParam,
  WireBody,
  WireJson,
  WireQuery,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { SystemBlocksInterceptor } from '../system/system-blocks.interceptor.ts';
import { presentBlockDocument } from './block-document.presenter.ts';
import { BlockDocumentReader, type DocumentFilters } from './block-document.reader.ts';
import { ChangeBlockDocuments } from './change-block-documents.ts';
import { showsSecrets } from './shows-secrets.ts';

/** Upstream: server/api/block_documents.py (3.8.8). */
@Controller('api/block_documents')
@UseInterceptors(SystemBlocksInterceptor)
export class BlockDocumentsController {
  constructor(
    private readonly reader: BlockDocumentReader,
    private readonly changes: ChangeBlockDocuments,
  ) {}

  @Post()
  @Allow('blocks:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(blockDocumentCreate) body: BlockDocumentCreate,
  ): Promise<WireJson> {
    return new WireJson(presentBlockDocument(await this.changes.create(scope, body)));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('blocks:read')
  async filter(
    @CurrentAccess() access: Access,
    @WireBody(blockDocumentsFilterBody) body: BlockDocumentsFilterBody,
  ): Promise<WireJson> {
    const page = { sort: body.sort, limit: pageLimit(body.limit), offset: body.offset };
    const trees = await this.reader.list(
      access.scope,
      body,
      page,
      showsSecrets(access, body.include_secrets),
    );
    return new WireJson(wireArray(trees, presentBlockDocument));
  }

  @Post('count')
  @HttpCode(200)
  @Allow('blocks:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @WireBody(blockDocumentsCountBody) body: DocumentFilters,
  ): Promise<WireJson> {
    return new WireJson(String(await this.reader.count(scope, body)));
  }

  @Get(':id')
  @Allow('blocks:read')
  async read(
    @CurrentAccess() access: Access,
    @UuidParam('id') id: string,
    @WireQuery(includeSecretsQuery) query: { include_secrets: boolean },
  ): Promise<WireJson> {
    const tree = await this.reader.byId(access.scope, id, showsSecrets(access, query.include_secrets));
    if (!tree) throw new OrchError('block_document.not_found');
    return new WireJson(presentBlockDocument(tree));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('blocks:write')
  delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    return this.changes.delete(scope, id);
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('blocks:write')
  async update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(blockDocumentUpdate) body: BlockDocumentUpdate,
  ): Promise<void> {
    await this.changes.update(scope, id, body);
  }
}

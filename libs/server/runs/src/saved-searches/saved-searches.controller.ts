import { Controller, Delete, Get, HttpCode, Post, Put, Res } from '@nestjs/common';
import {
  type SavedSearchCreate,
  pageLimit,
  savedSearchCreate,
  savedSearchesFilterBody,
} from '@orch/contract';
import { type JsonText, toJsonText } from '@orch/kernel';
import {
  Allow,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import type { FastifyReply } from 'fastify';
import { SavedSearchRepository, presentSavedSearch } from './saved-search.repository.ts';

interface PageBody {
  readonly limit: number | null;
  readonly offset: number;
}

/** Upstream: api/saved_searches.py (3.8.8). */
@Controller('api/saved_searches')
export class SavedSearchesController {
  constructor(private readonly searches: SavedSearchRepository) {}

  @Put()
  @Allow('flows:write')
  async save(
    @Workspace() scope: WorkspaceScope,
    @WireBody(savedSearchCreate) { name, filters }: SavedSearchCreate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    const row = await this.searches.save(scope, name, rawText(filters));
    reply.code(row.is_new ? 201 : 200);
    return new WireJson(presentSavedSearch(row));
  }

  @Get(':id')
  @Allow('flows:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return new WireJson(presentSavedSearch(await this.searches.byId(scope, id)));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('flows:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @WireBody(savedSearchesFilterBody) { limit, offset }: PageBody,
  ): Promise<WireJson> {
    const rows = await this.searches.list(scope, pageLimit(limit), offset);
    return new WireJson(wireArray(rows, presentSavedSearch));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('flows:write')
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    await this.searches.delete(scope, id);
  }
}

/** The filters as they were sent; a body without them has the schema's empty list instead of raw text. */
const rawText = (filters: unknown): JsonText =>
  typeof filters === 'string' ? (filters as JsonText) : toJsonText(filters); // withOpaque gives raw text

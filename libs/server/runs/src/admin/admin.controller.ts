import { Controller, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { type ResultStorageUpdate, csrfTokenQuery, resultStorageUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Allow, WireBody, WireJson, WireQuery, Workspace, type WorkspaceScope } from '@orch/platform';
import { ResultStorageRepository } from './result-storage.repository.ts';

/** The client whose protocol this server speaks; clients warn when theirs differs. */
const CLIENT_VERSION = '3.8.8';

interface ResultStorage {
  readonly default_result_storage_block_id: string | null;
}

/** Upstream: api/admin.py and api/csrf_token.py (3.8.8). */
@Controller('api')
export class AdminController {
  constructor(private readonly storage: ResultStorageRepository) {}

  /** The part of the reference's settings that its clients look at. */
  @Get('admin/settings')
  @Allow('signed-in')
  settings(): object {
    return { server: { analytics_enabled: false } };
  }

  @Get('admin/version')
  @Allow('signed-in')
  version(): WireJson {
    return new WireJson(JSON.stringify(CLIENT_VERSION));
  }

  @Get('admin/storage')
  @Allow('workspace:read')
  async readStorage(@Workspace() scope: WorkspaceScope): Promise<ResultStorage> {
    return { default_result_storage_block_id: await this.storage.read(scope) };
  }

  @Put('admin/storage')
  @HttpCode(200)
  @Allow('workspace:manage')
  async writeStorage(
    @Workspace() scope: WorkspaceScope,
    @WireBody(resultStorageUpdate) body: ResultStorageUpdate,
  ): Promise<ResultStorage> {
    await this.storage.write(scope, body.default_result_storage_block_id);
    return body;
  }

  @Delete('admin/storage')
  @HttpCode(204)
  @Allow('workspace:manage')
  async clearStorage(@Workspace() scope: WorkspaceScope): Promise<void> {
    await this.storage.clear(scope);
  }

  /** There are no cookies to protect, so clients are told to do without tokens. */
  @Get('csrf-token')
  @Allow('signed-in')
  csrfToken(@WireQuery(csrfTokenQuery) _query: unknown): never {
    throw new OrchError('request.rejected', {}, { text: 'CSRF protection is disabled.' });
  }
}

import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  concurrencyLimitsFilterBody,
  type ConcurrencyLimitV2Create,
  concurrencyLimitV2Create,
  type ConcurrencyLimitV2Update,
  concurrencyLimitV2Update,
  pageLimit,
  parsePathUuid,
  parseUuid,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  Allow,
  NameParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { ChangeLimits } from './change-limits.ts';
import { presentLimit, presentWholeLimit } from './limit.presenter.ts';
import { type LimitKey, LimitRepository } from './limit.repository.ts';

/** Upstream: server/api/concurrency_limits_v2.py (3.8.8). */
@Controller('api/v2/concurrency_limits')
export class LimitsController {
  constructor(
    private readonly limits: LimitRepository,
    private readonly changes: ChangeLimits,
  ) {}

  @Post()
  @Allow('limits:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(concurrencyLimitV2Create) body: ConcurrencyLimitV2Create,
  ): Promise<WireJson> {
    return new WireJson(presentWholeLimit(await this.changes.create(scope, body)));
  }

  @Get(':id_or_name')
  @Allow('limits:read')
  async read(
    @Workspace() scope: WorkspaceScope,
    @NameParam('id_or_name') idOrName: string,
  ): Promise<WireJson> {
    const row = await this.limits.read(scope, keyOf(idOrName));
    if (!row) throw new OrchError('limit.not_found');
    return new WireJson(presentLimit(row));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('limits:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(concurrencyLimitsFilterBody) body: { limit: number | null; offset: number },
  ): Promise<WireJson> {
    return new WireJson(
      wireArray(await this.limits.list(scope, pageLimit(body.limit), body.offset), presentLimit),
    );
  }

  @Patch(':id_or_name')
  @HttpCode(204)
  @Allow('limits:write')
  update(
    @Workspace() scope: WorkspaceScope,
    @NameParam('id_or_name') idOrName: string,
    @WireBody(concurrencyLimitV2Update) body: ConcurrencyLimitV2Update,
  ): Promise<void> {
    return this.changes.update(scope, keyOf(idOrName), body);
  }

  @Delete(':id_or_name')
  @HttpCode(204)
  @Allow('limits:write')
  delete(@Workspace() scope: WorkspaceScope, @NameParam('id_or_name') idOrName: string): Promise<void> {
    return this.changes.delete(scope, keyOf(idOrName));
  }
}

/** Whatever reads as a UUID is an id, as upstream. */
function keyOf(idOrName: string): LimitKey {
  const id = parseUuid(idOrName) ?? parsePathUuid(idOrName);
  return id === undefined ? { name: idOrName } : { id };
}

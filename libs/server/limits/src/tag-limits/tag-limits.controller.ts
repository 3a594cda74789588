import { Controller, Delete, Get, HttpCode, Post, Res } from '@nestjs/common';
import {
  type ConcurrencyLimitCreate,
  concurrencyLimitCreate,
  concurrencyLimitResetBody,
  concurrencyLimitsFilterBody,
  type ConcurrencyLimitSlotsV1Body,
  concurrencyLimitSlotsV1Body,
  pageLimit,
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
import type { FastifyReply } from 'fastify';
import { type LimitKey } from '../global-limits/limit.repository.ts';
import { type MinimalLimit } from '../slots/slot.repository.ts';
import { ChangeTagLimits } from './change-tag-limits.ts';
import { HoldTagSlots } from './hold-tag-slots.ts';
import { presentTagLimit, TagLimitReader, type TagLimitRow } from './tag-limit.reader.ts';
import { limitNameOf } from './tag-name.ts';

const NOTHING = new WireJson('null');

/** Upstream: server/api/concurrency_limits.py (3.8.8). */
@Controller('api/concurrency_limits')
export class TagLimitsController {
  constructor(
    private readonly reader: TagLimitReader,
    private readonly changes: ChangeTagLimits,
    private readonly slots: HoldTagSlots,
  ) {}

  @Post()
  @Allow('limits:write')
  async set(
    @Workspace() scope: WorkspaceScope,
    @WireBody(concurrencyLimitCreate) body: ConcurrencyLimitCreate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    const { action, row } = await this.changes.set(scope, body);
    reply.code(action === 'created' ? 201 : 200);
    return new WireJson(presentTagLimit(await this.existing(scope, { id: row.id })));
  }

  @Get(':id')
  @Allow('limits:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return new WireJson(presentTagLimit(await this.existing(scope, { id })));
  }

  @Get('tag/:tag')
  @Allow('limits:read')
  async readByTag(@Workspace() scope: WorkspaceScope, @NameParam('tag') tag: string): Promise<WireJson> {
    return new WireJson(presentTagLimit(await this.existing(scope, { name: limitNameOf(tag) })));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('limits:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(concurrencyLimitsFilterBody) body: { limit: number | null; offset: number },
  ): Promise<WireJson> {
    return new WireJson(
      wireArray(await this.reader.list(scope, pageLimit(body.limit), body.offset), presentTagLimit),
    );
  }

  @Post('tag/:tag/reset')
  @HttpCode(200)
  @Allow('limits:write')
  async reset(
    @Workspace() scope: WorkspaceScope,
    @NameParam('tag') tag: string,
    @WireBody(concurrencyLimitResetBody) body: { slot_override: string[] | null },
  ): Promise<WireJson> {
    await this.changes.reset(scope, tag, body.slot_override ?? []);
    return NOTHING;
  }

  @Delete(':id')
  @Allow('limits:write')
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    await this.changes.delete(scope, { id });
    return NOTHING;
  }

  @Delete('tag/:tag')
  @Allow('limits:write')
  async deleteByTag(@Workspace() scope: WorkspaceScope, @NameParam('tag') tag: string): Promise<WireJson> {
    await this.changes.delete(scope, { name: limitNameOf(tag) });
    return NOTHING;
  }

  @Post('increment')
  @HttpCode(200)
  @Allow('limits:use')
  increment(
    @Workspace() scope: WorkspaceScope,
    @WireBody(concurrencyLimitSlotsV1Body) { names, task_run_id }: ConcurrencyLimitSlotsV1Body,
  ): Promise<MinimalLimit[]> {
    return this.slots.take(scope, names, task_run_id);
  }

  @Post('decrement')
  @HttpCode(200)
  @Allow('limits:use')
  decrement(
    @Workspace() scope: WorkspaceScope,
    @WireBody(concurrencyLimitSlotsV1Body) { names, task_run_id }: ConcurrencyLimitSlotsV1Body,
  ): Promise<MinimalLimit[]> {
    return this.slots.giveBack(scope, names, task_run_id);
  }

  private async existing(scope: WorkspaceScope, key: LimitKey): Promise<TagLimitRow> {
    const row = await this.reader.read(scope, key);
    if (!row) throw new OrchError('tag_limit.not_found');
    return row;
  }
}

import { Controller, Delete, Get, HttpCode, Patch, Post, Put } from '@nestjs/common';
import {
  type WebhookCreate,
  type WebhookPreview,
  type WebhookPreviewBody,
  type WebhookReplace,
  type WebhookUpdate,
  type WebhooksFilterBody,
  pageLimit,
  webhookCallsFilterBody,
  webhookCreate,
  webhookPreviewBody,
  webhookReplace,
  webhookUpdate,
  webhooksFilterBody,
} from '@orch/contract';
import {
  type Access,
  Allow,
  CurrentAccess,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { PreviewWebhook } from './preview-webhook.ts';
import { presentCall, presentWebhook } from './webhook.presenter.ts';
import type { WebhookRow } from './webhook.repository.ts';
import { Webhooks } from './webhooks.ts';

const LIST_LIMIT = 200;

/** Webhooks as the hosted edition has them; calls and preview are ours. */
@Controller('api/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly previews: PreviewWebhook,
  ) {}

  @Post()
  @Allow('automations:write')
  async create(
    @CurrentAccess() access: Access,
    @WireBody(webhookCreate) body: WebhookCreate,
  ): Promise<WireJson> {
    return shown(access, await this.webhooks.create(access.scope, body));
  }

  @Get()
  @Allow('automations:read')
  async all(@CurrentAccess() access: Access): Promise<WireJson> {
    return shownAll(access, await this.webhooks.list(access.scope, 0, LIST_LIMIT));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('automations:read')
  async filter(
    @CurrentAccess() access: Access,
    @WireBody(webhooksFilterBody) body: WebhooksFilterBody,
  ): Promise<WireJson> {
    return shownAll(access, await this.webhooks.list(access.scope, body.offset, pageLimit(body.limit)));
  }

  @Post('preview')
  @HttpCode(200)
  @Allow('automations:write')
  preview(@WireBody(webhookPreviewBody) body: WebhookPreviewBody): Promise<WebhookPreview> {
    return this.previews.execute(body);
  }

  @Get(':id')
  @Allow('automations:read')
  async read(@CurrentAccess() access: Access, @UuidParam('id') id: string): Promise<WireJson> {
    return shown(access, await this.webhooks.byId(access.scope, id));
  }

  @Put(':id')
  @HttpCode(204)
  @Allow('automations:write')
  async replace(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(webhookReplace) body: WebhookReplace,
  ): Promise<void> {
    await this.webhooks.change(scope, id, body);
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('automations:write')
  async change(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(webhookUpdate) body: WebhookUpdate,
  ): Promise<void> {
    await this.webhooks.change(scope, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('automations:write')
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    await this.webhooks.delete(scope, id);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @Allow('automations:write')
  async rotate(@CurrentAccess() access: Access, @UuidParam('id') id: string): Promise<WireJson> {
    return shown(access, await this.webhooks.rotate(access.scope, id));
  }

  @Post(':id/calls/filter')
  @HttpCode(200)
  @Allow('automations:read')
  async calls(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(webhookCallsFilterBody) body: WebhooksFilterBody,
  ): Promise<WireJson> {
    const rows = await this.webhooks.calls(scope, id, body.offset, pageLimit(body.limit));
    return new WireJson(wireArray(rows, presentCall));
  }
}

const maySend = ({ granted }: Access): boolean => granted.has('events:write');
const shown = (access: Access, row: WebhookRow): WireJson =>
  new WireJson(presentWebhook(row, access.scope, maySend(access)));
const shownAll = (access: Access, rows: readonly WebhookRow[]): WireJson =>
  new WireJson(wireArray(rows, (row) => presentWebhook(row, access.scope, maySend(access))));

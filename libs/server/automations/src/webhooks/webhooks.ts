import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { WebhookCreate } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope } from '@orch/platform';
import { TemplateSyntaxError, validateTemplate } from '@orch/triggers';
import {
  type WebhookCallRow,
  type WebhookChange,
  type WebhookRow,
  deleteWebhook,
  insertWebhook,
  listCalls,
  listWebhooks,
  serviceAccountOf,
  updateWebhook,
  webhookById,
} from './webhook.repository.ts';

/** 192 bits: nobody guesses an address. */
const SLUG_BYTES = 24;
const newSlug = (): string => randomBytes(SLUG_BYTES).toString('base64url');

/** Webhooks of a workspace. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  /** @throws OrchError `webhook.template_rejected`, `webhook.service_account_unknown` */
  async create(scope: WorkspaceScope, body: WebhookCreate): Promise<WebhookRow> {
    await this.check(scope, body);
    const row = { ...body, id: this.ids.next(), slug: newSlug() };
    return found(await this.database.query<WebhookRow>(scope, insertWebhook(scope, row)), row.id);
  }

  /** @throws OrchError `object.not_found`, and those of `create` */
  async change(scope: WorkspaceScope, id: string, change: Omit<WebhookChange, 'slug'>): Promise<WebhookRow> {
    await this.check(scope, change);
    return this.write(scope, id, change);
  }

  /** Gives it another address; the old one ends at once. @throws OrchError `object.not_found` */
  rotate(scope: WorkspaceScope, id: string): Promise<WebhookRow> {
    return this.write(scope, id, { slug: newSlug() });
  }

  /** @throws OrchError `object.not_found` */
  async delete(scope: WorkspaceScope, id: string): Promise<void> {
    if ((await this.database.execute(scope, deleteWebhook(scope, id))) === 0)
      throw new OrchError('object.not_found', { id });
  }

  /** @throws OrchError `object.not_found` */
  async byId(scope: WorkspaceScope, id: string): Promise<WebhookRow> {
    return found(await this.database.query<WebhookRow>(scope, webhookById(scope, id)), id);
  }

  list(scope: WorkspaceScope, offset: number, limit: number): Promise<WebhookRow[]> {
    return this.database.query<WebhookRow>(scope, listWebhooks(scope, offset, limit));
  }

  /** The last calls. @throws OrchError `object.not_found` */
  async calls(scope: WorkspaceScope, id: string, offset: number, limit: number): Promise<WebhookCallRow[]> {
    await this.byId(scope, id);
    return this.database.query<WebhookCallRow>(scope, listCalls(scope, id, offset, limit));
  }

  private async write(scope: WorkspaceScope, id: string, change: WebhookChange): Promise<WebhookRow> {
    return found(await this.database.query<WebhookRow>(scope, updateWebhook(scope, id, change)), id);
  }

  private async check(scope: WorkspaceScope, change: Omit<WebhookChange, 'slug'>): Promise<void> {
    if (change.template !== undefined) checkTemplate(change.template);
    const { service_account_id: bot } = change;
    if (bot === undefined || bot === null) return;
    const known = await this.database.queryOutside(serviceAccountOf(scope, bot));
    if (known.length === 0) throw new OrchError('webhook.service_account_unknown', { bot });
  }
}

function found(rows: readonly WebhookRow[], id: string): WebhookRow {
  const [row] = rows;
  if (!row) throw new OrchError('object.not_found', { id });
  return row;
}

function checkTemplate(template: string): void {
  try {
    validateTemplate(template);
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    const shown = { line: String(error.line), text: error.message.slice(0, 500) };
    throw new OrchError('webhook.template_rejected', {}, shown);
  }
}

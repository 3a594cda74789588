import { Injectable } from '@nestjs/common';
import { OpenBlockDocuments } from '@orch/blocks';
import type { TestNotificationBody, TestedNotification } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type WorkspaceScope, requireReach } from '@orch/platform';
import { ActionFailed, TryAgain } from '../actions/action-failed.ts';
import { DeliverNotification } from './deliver-notification.ts';

interface Block {
  readonly data: Readonly<Record<string, unknown>>;
  readonly block_type: { readonly slug: string };
}

/** Sends a message by a block, now and once, for the person who wants to know whether it works. */
@Injectable()
export class TestNotification {
  constructor(
    private readonly documents: OpenBlockDocuments,
    private readonly notifications: DeliverNotification,
  ) {}

  /** @throws OrchError `block_document.not_found`, `auth.forbidden` */
  async execute(
    scope: WorkspaceScope,
    id: string,
    { subject, body }: TestNotificationBody,
  ): Promise<TestedNotification> {
    const missing = (): OrchError => new OrchError('block_document.not_found', { id });
    requireReach(scope, 'block_document', 'run', id, missing);
    const text = await this.documents.execute(scope, id);
    if (text === null) throw missing();
    const block = JSON.parse(text) as Block; // as our own presenter made it
    try {
      await this.notifications.execute(block.block_type.slug, block.data, { subject, body });
      return { ok: true, error: null };
    } catch (error) {
      if (!(error instanceof ActionFailed || error instanceof TryAgain)) throw error;
      return { ok: false, error: error.message };
    }
  }
}

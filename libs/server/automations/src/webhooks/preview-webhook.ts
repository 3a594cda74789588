import { Injectable } from '@nestjs/common';
import type { WebhookPreview, WebhookPreviewBody } from '@orch/contract';
import { Clock, Ids } from '@orch/kernel';
import { NoEvent, renderWebhookEvent } from './render-webhook-event.ts';
import { bodyOf } from './webhook-call.ts';

/** What a template would make of a call. Nothing is written. */
@Injectable()
export class PreviewWebhook {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  execute({ template, method, headers, body }: WebhookPreviewBody): WebhookPreview {
    const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    const call = { method, headers, body: typeof body === 'string' ? bodyOf(type, body) : (body ?? '') };
    const defaults = { id: this.ids.next(), nowUs: this.clock.nowUs(), webhook: null };
    try {
      const event = JSON.parse(renderWebhookEvent(template, call, defaults)) as Record<string, unknown>;
      return { event, error: null };
    } catch (error) {
      if (!(error instanceof NoEvent)) throw error;
      return { event: null, error: error.message };
    }
  }
}

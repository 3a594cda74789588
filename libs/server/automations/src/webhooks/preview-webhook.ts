import { Injectable } from '@nestjs/common';
import type { WebhookPreview, WebhookPreviewBody } from '@orch/contract';
import { Clock, Ids } from '@orch/kernel';
import { NoEvent, RenderWebhookEvent, TooSlow } from './render-webhook-event.ts';
import type { WebhookCall } from './webhook-call.ts';

/** What a template would make of a call. Nothing is written. */
@Injectable()
export class PreviewWebhook {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly webhookEvent: RenderWebhookEvent,
  ) {}

  async execute({ template, method, headers, body }: WebhookPreviewBody): Promise<WebhookPreview> {
    const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    const call = { method, headers, ...sent(type, body) };
    const defaults = { id: this.ids.next(), nowUs: this.clock.nowUs(), webhook: null };
    try {
      const event = JSON.parse(await this.webhookEvent.execute(template, call, defaults)) as Record<
        string,
        unknown
      >; // made by us
      return { event, error: null };
    } catch (error) {
      if (!(error instanceof NoEvent || error instanceof TooSlow)) throw error;
      return { event: null, error: error.message };
    }
  }
}

/** Text is sent as it is, with whatever type it is said to have; any other value is sent as JSON. */
function sent(type: string | undefined, body: unknown): Pick<WebhookCall, 'contentType' | 'text'> {
  if (typeof body === 'string') return { contentType: type, text: body };
  return {
    contentType: 'application/json',
    text: body === undefined || body === null ? '' : JSON.stringify(body),
  };
}

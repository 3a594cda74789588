import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { HooksController } from './hooks.controller.ts';
import { PreviewWebhook } from './preview-webhook.ts';
import { ReceiveWebhookCall } from './receive-webhook-call.ts';
import { RenderWebhookEvent } from './render-webhook-event.ts';
import { WebhooksController } from './webhooks.controller.ts';
import { Webhooks } from './webhooks.ts';

/** Addresses that turn what is sent to them into events. */
@Module({
  imports: [EventsModule],
  controllers: [HooksController, WebhooksController],
  providers: [PreviewWebhook, ReceiveWebhookCall, RenderWebhookEvent, Webhooks],
})
export class WebhooksModule {}

import { Injectable } from '@nestjs/common';
import { OpenBlockDocuments } from '@orch/blocks';
import type { WorkspaceScope } from '@orch/platform';
import { DeliverNotification, TRANSIENT } from '../notifications/deliver-notification.ts';
import type { Message, OutboundRequest } from '../notifications/outbound-request.ts';
import { SendEmail } from '../notifications/send-email.ts';
import { webhookRequest } from '../notifications/webhook-request.ts';
import { ActionFailed, TryAgain } from './action-failed.ts';
import { TemplateContexts } from './template-contexts.ts';
import type { ActionResult, Performer, TriggeredAction } from './triggered-action.ts';

interface Block {
  readonly name: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly block_type: { readonly slug: string };
}

const BODY_CHARACTERS_MAX = 1_000;
const EMAIL_SLUG = 'email-server-credentials';
/** Headers that say nothing or too much. Upstream: server/utilities/http.py (3.8.8). */
const HIDDEN = /^(authorization|cookie|set-cookie|traceparent|via|x-(forwarded|b3|cloud-trace|envoy).*)$/;

/** Calls webhooks and sends notifications, by blocks or by mail. Upstream: server/events/actions.py (3.8.8). */
@Injectable()
export class OutboundActions implements Performer {
  readonly types = ['call-webhook', 'send-notification', 'send-email-notification'] as const;

  constructor(
    private readonly documents: OpenBlockDocuments,
    private readonly contexts: TemplateContexts,
    private readonly notifications: DeliverNotification,
    private readonly emails: SendEmail,
  ) {}

  async perform(scope: WorkspaceScope, triggered: TriggeredAction, result: ActionResult): Promise<void> {
    const { action } = triggered;
    if (action.type === 'call-webhook') {
      const block = await this.block(scope, action.block_document_id, result);
      if (block.block_type.slug !== 'webhook')
        throw new ActionFailed('The referenced block was not a webhook block');
      const render = await this.contexts.renderer(scope, triggered, [action.payload]);
      await this.call(webhookRequest(block.data, render(action.payload)), result);
    } else if (action.type === 'send-notification') {
      const block = await this.block(scope, action.block_document_id, result);
      const message = await this.message(scope, triggered, action);
      await noted(result, this.notifications.execute(block.block_type.slug, block.data, message));
    } else if (action.type === 'send-email-notification') {
      const { emails, block_document_id: id } = action;
      const block = id === null ? null : await this.block(scope, id, result);
      if (block && block.block_type.slug !== EMAIL_SLUG)
        throw new ActionFailed('The referenced block was not one of the credentials of a mail server');
      const message = await this.message(scope, triggered, action);
      const sent = block
        ? this.notifications.execute(EMAIL_SLUG, block.data, message, emails)
        : this.emails.bySettings(emails, message);
      await noted(result, sent);
    }
  }

  private async message(
    scope: WorkspaceScope,
    triggered: TriggeredAction,
    { subject, body }: Message,
  ): Promise<Message> {
    const render = await this.contexts.renderer(scope, triggered, [subject, body]);
    return { subject: render(subject), body: render(body) };
  }

  private async block(scope: WorkspaceScope, id: string, result: ActionResult): Promise<Block> {
    const text = await this.documents.execute(scope, id);
    if (text === null) throw new ActionFailed('The block does not exist any more');
    const block = JSON.parse(text) as Block; // as our own presenter made it
    result.relate(`prefect.block-document.${id}`, 'block', block.name ?? '');
    result.relate(`prefect.block-type.${block.block_type.slug}`, 'block-type');
    return block;
  }

  /** Any answer is an answer: what it means is for the reader of the event. */
  private async call(request: OutboundRequest, result: ActionResult): Promise<void> {
    const response = await this.notifications.send(request, 'Webhook call failed');
    result.details['status_code'] = response.status;
    result.details['response_body'] = (await response.text()).slice(0, BODY_CHARACTERS_MAX).toWellFormed();
    result.details['response_headers'] = Object.fromEntries(
      [...response.headers].filter(([name]) => !HIDDEN.test(name)),
    );
    if (TRANSIENT.has(response.status)) throw new TryAgain(`The webhook answered ${response.status}`);
  }
}

/** The event of a notification that failed tells what came of it, in words without secrets. */
async function noted(result: ActionResult, delivery: Promise<void>): Promise<void> {
  try {
    await delivery;
  } catch (error) {
    if (error instanceof ActionFailed || error instanceof TryAgain)
      result.details['notification_log'] = error.message;
    throw error;
  }
}

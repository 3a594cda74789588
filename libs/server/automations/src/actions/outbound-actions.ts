import { Injectable } from '@nestjs/common';
import { OpenBlockDocuments } from '@orch/blocks';
import { Egress, EgressError, type WorkspaceScope } from '@orch/platform';
import { notificationRequests } from '../notifications/notification-requests.ts';
import type { OutboundRequest } from '../notifications/outbound-request.ts';
import { webhookRequest } from '../notifications/webhook-request.ts';
import { ActionFailed, TryAgain } from './action-failed.ts';
import { TemplateContexts } from './template-contexts.ts';
import type { ActionResult, Performer, TriggeredAction } from './triggered-action.ts';

interface Block {
  readonly name: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly block_type: { readonly slug: string };
  readonly block_schema: { readonly capabilities?: readonly string[] } | null;
}

const BODY_CHARACTERS_MAX = 1_000;
const TIMEOUT_MS = 10_000;
/** The other side asks for patience, or is not quite there. */
const TRANSIENT = new Set([408, 425, 429, 502, 503, 504]);
/** Headers that say nothing or too much. Upstream: server/utilities/http.py (3.8.8). */
const HIDDEN = /^(authorization|cookie|set-cookie|traceparent|via|x-(forwarded|b3|cloud-trace|envoy).*)$/;

/** Calls webhooks and sends notifications, both by blocks. Upstream: server/events/actions.py (3.8.8). */
@Injectable()
export class OutboundActions implements Performer {
  readonly types = ['call-webhook', 'send-notification'] as const;

  constructor(
    private readonly documents: OpenBlockDocuments,
    private readonly contexts: TemplateContexts,
    private readonly egress: Egress,
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
      const render = await this.contexts.renderer(scope, triggered, [action.subject, action.body]);
      const message = { subject: render(action.subject), body: render(action.body) };
      const requests = notificationRequests(block.block_type.slug, block.data, message);
      if (!requests) throw new ActionFailed('The referenced block was not a notification block');
      for (const request of requests) await this.notify(request, result);
    }
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
    const response = await this.send(request, 'Webhook call failed');
    result.details['status_code'] = response.status;
    result.details['response_body'] = (await response.text()).slice(0, BODY_CHARACTERS_MAX).toWellFormed();
    result.details['response_headers'] = Object.fromEntries(
      [...response.headers].filter(([name]) => !HIDDEN.test(name)),
    );
    if (TRANSIENT.has(response.status)) throw new TryAgain(`The webhook answered ${response.status}`);
  }

  private async notify(request: OutboundRequest, result: ActionResult): Promise<void> {
    const response = await this.send(request, 'Notification failed');
    if (response.ok) return;
    result.details['notification_log'] = `${new URL(request.url).hostname} answered ${response.status}`;
    if (TRANSIENT.has(response.status) || response.status >= 500) throw new TryAgain('Notification failed');
    throw new ActionFailed('Notification failed');
  }

  private async send({ url, ...request }: OutboundRequest, failure: string): Promise<Response> {
    try {
      return await this.egress.fetch(url, { timeoutMs: TIMEOUT_MS, ...request });
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      // what the network looks like inside is not told
      if (error.reason === 'connection' || error.reason === 'timeout' || error.reason === 'name')
        throw new TryAgain(`${failure}: the other side does not answer`);
      throw new ActionFailed(`${failure}: ${REFUSALS[error.reason] ?? 'the address cannot be called'}`);
    }
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  too_large: 'the answer is too large',
  redirects: 'the address redirects too often',
  address: 'the address is not allowed; only public https addresses and those listed by the operator are',
};

import { Injectable } from '@nestjs/common';
import { Egress, EgressError } from '@orch/platform';
import { ActionFailed, TryAgain } from '../actions/action-failed.ts';
import { appriseTarget } from './apprise-url.ts';
import { mailServerOf } from './mail-server.ts';
import { notificationRequests } from './notification-requests.ts';
import type { Message, OutboundRequest } from './outbound-request.ts';
import { refusalOf } from './refusal.ts';
import { SendEmail } from './send-email.ts';

type Data = Readonly<Record<string, unknown>>;

const TIMEOUT_MS = 10_000;
/** The other side asks for patience, or is not quite there. */
export const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);
const EMAIL_SLUG = 'email-server-credentials';
const ADDRESS = /^[^\s@,;<>]+@[^\s@,;<>]+$/;

/** Delivers a message by a block: the one way for actions and for trying a block. */
@Injectable()
export class DeliverNotification {
  constructor(
    private readonly egress: Egress,
    private readonly emails: SendEmail,
  ) {}

  /**
   * @param slug of the block's type
   * @param to receivers of a mail; without them the user of the mail server
   * @throws ActionFailed, TryAgain, in words that repeat nothing of the block
   */
  async execute(slug: string, data: Data, message: Message, to?: readonly string[]): Promise<void> {
    if (slug === EMAIL_SLUG) return this.byMail(data, message, to);
    const { url } = data;
    const target = typeof url === 'string' && slug !== 'custom-webhook' ? appriseTarget(url) : undefined;
    if (target?.kind === 'email')
      return this.emails.by(target.server, { ...message, ...target.email, ...(to ? { to } : {}) });
    const requests = target
      ? notificationRequests(target.slug, target.data, message)
      : notificationRequests(slug, data, message);
    if (!requests) throw new ActionFailed('The referenced block was not a notification block');
    for (const request of requests) await this.notify(request);
  }

  /** Any request to the outside. @throws ActionFailed, TryAgain */
  async send({ url, ...request }: OutboundRequest, failure: string): Promise<Response> {
    try {
      return await this.egress.fetch(url, { timeoutMs: TIMEOUT_MS, ...request });
    } catch (error) {
      throw error instanceof EgressError ? refusalOf(error, failure) : error;
    }
  }

  private async byMail(data: Data, message: Message, given?: readonly string[]): Promise<void> {
    const server = mailServerOf(data);
    const to = given ?? [server.username];
    if (!to.every((address) => ADDRESS.test(address)))
      throw new ActionFailed('The mail has no receiver: the user of the mail server is no e-mail address');
    const from = ADDRESS.test(server.username) ? server.username : to[0]!; // checked above
    await this.emails.by(server, { ...message, from, to });
  }

  private async notify(request: OutboundRequest): Promise<void> {
    const response = await this.send(request, 'Notification failed');
    if (response.ok) return;
    const reason = `Notification failed: the receiver answered ${response.status}`;
    if (TRANSIENT.has(response.status) || response.status >= 500) throw new TryAgain(reason);
    throw new ActionFailed(reason);
  }
}

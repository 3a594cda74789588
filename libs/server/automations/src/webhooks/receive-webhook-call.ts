import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { WEBHOOK_BODY_BYTES_MAX } from '@orch/contract';
import { EventIngest, readEventsBody } from '@orch/events';
import { Clock, Ids, OrchError, microsToPg, microsToWire } from '@orch/kernel';
import {
  AccessResolver,
  CONFIG,
  type Config,
  Database,
  RequestGate,
  TokenBuckets,
  type WorkspaceScope,
  tokenOf,
} from '@orch/platform';
import { NoEvent, RenderWebhookEvent, TooSlow } from './render-webhook-event.ts';
import {
  type WebhookPlace,
  type WebhookRow,
  noteCall,
  webhookById,
  webhookOfSlug,
} from './webhook.repository.ts';

/** A request to `/hooks/{slug}`. */
export interface IncomingCall {
  readonly slug: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Who called. */
  readonly address: string;
}

/** One address, such as that of a hosted service, may call several webhooks. */
const ADDRESS_SHARE = 5;
const RENDERED_CHARACTERS_MAX = 64 * 1024;
const ERROR_CHARACTERS_MAX = 1_000;
const CONTENT_TYPE_CHARACTERS_MAX = 200;
/** Longer ones are nobody's: they do not even reach the database. */
const SLUG = /^[\w-]{16,64}$/;

/** What became of a call. */
interface Outcome {
  readonly status: number;
  readonly rendered: string | null;
  readonly error: string | null;
}

/** Turns a call of a webhook into an event, and keeps what became of it. */
@Injectable()
export class ReceiveWebhookCall {
  private readonly logger = new Logger('Webhooks');
  private readonly slugs: TokenBuckets;
  private readonly addresses: TokenBuckets;

  constructor(
    private readonly database: Database,
    private readonly resolver: AccessResolver,
    private readonly ingest: EventIngest,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly webhookEvent: RenderWebhookEvent,
    @Inject(CONFIG) config: Config,
    @Optional() private readonly gate?: RequestGate,
  ) {
    const { perWebhook } = config.rateLimits;
    this.slugs = new TokenBuckets(perWebhook);
    this.addresses = new TokenBuckets(perWebhook * ADDRESS_SHARE);
  }

  /**
   * Returns when the event is committed.
   * @throws OrchError `not_found` (unknown or switched off), `auth.required`, `webhook.no_event`, `rate_limit.exceeded`,
   * `request.too_large`, `database.unavailable`
   */
  async execute(call: IncomingCall): Promise<void> {
    this.take(this.addresses, call.address);
    if (Buffer.byteLength(call.text) > WEBHOOK_BODY_BYTES_MAX) throw new OrchError('request.too_large');
    if (!SLUG.test(call.slug)) throw new OrchError('not_found');
    const [place] = await this.database.queryOutside<WebhookPlace>(webhookOfSlug(call.slug));
    if (!place) throw new OrchError('not_found');
    this.take(this.slugs, place.webhook_id);
    const scope = { accountId: place.account_id, workspaceId: place.workspace_id };
    const [webhook] = await this.database.query<WebhookRow>(scope, webhookById(scope, place.webhook_id));
    if (!webhook) throw new OrchError('not_found');
    await this.admit(scope, webhook, call);
    await this.turn(scope, webhook, call);
  }

  private take(buckets: TokenBuckets, owner: string): void {
    const nowUs = this.clock.nowUs();
    if (!buckets.isOn || buckets.take(owner, nowUs) >= 0) return;
    const seconds = buckets.waitSeconds(owner, nowUs);
    throw new OrchError(
      'rate_limit.exceeded',
      {},
      { limit: buckets.perMinute, seconds },
      {
        'retry-after': String(seconds),
      },
    );
  }

  /** A webhook with a service account takes calls with a key of that account only, which must be allowed to send events. */
  private async admit(scope: WorkspaceScope, webhook: WebhookRow, call: IncomingCall): Promise<void> {
    if (webhook.service_account_id === null) return;
    const token = tokenOf(call.headers['authorization']);
    const principal = token === undefined ? null : await this.resolver.principalOfKey(token);
    const isBound = principal?.actorId === webhook.service_account_id;
    const access = principal && isBound ? await this.resolver.accessOf(principal, scope) : null;
    if (access?.granted.has('events:write')) return this.gate?.admitAddress(call.address, access);
    const error = 'the call had no valid key of the service account of this webhook';
    await this.note(scope, webhook, call, { status: 401, rendered: null, error });
    throw new OrchError('auth.required');
  }

  private async turn(scope: WorkspaceScope, webhook: WebhookRow, call: IncomingCall): Promise<void> {
    let event: string;
    try {
      event = await this.render(webhook, call);
    } catch (error) {
      if (error instanceof TooSlow) return this.refuse(scope, webhook, call, error);
      if (!(error instanceof NoEvent)) throw error;
      await this.failed(scope, webhook, call, error.message);
      throw new OrchError('webhook.no_event', {}, { text: error.message });
    }
    if (this.ingest.isFull)
      throw new OrchError('database.unavailable', { queue: 'full' }, {}, { 'retry-after': '1' });
    // whoever knows an address may tell of anything, but writes no task runs
    const events = readEventsBody(`[${event}]`).map((one) => ({ ...one, report: null }));
    await this.ingest.add(scope, events, true);
    const rendered = event.length <= RENDERED_CHARACTERS_MAX ? event : null;
    await this.note(scope, webhook, call, { status: 204, rendered, error: null });
  }

  private render({ template, id, name }: WebhookRow, call: IncomingCall): Promise<string> {
    const { method, headers, text } = call;
    const defaults = { id: this.ids.next(), nowUs: this.clock.nowUs(), webhook: { id, name } };
    return this.webhookEvent.execute(
      template,
      { method, headers, contentType: headers['content-type'], text },
      defaults,
    );
  }

  /** The caller may send it again: the machine may have had too much to do. */
  private async refuse(
    scope: WorkspaceScope,
    webhook: WebhookRow,
    call: IncomingCall,
    error: TooSlow,
  ): Promise<never> {
    await this.note(scope, webhook, call, { status: 503, rendered: null, error: error.message });
    throw new OrchError('database.unavailable', { webhook: webhook.id }, {}, { 'retry-after': '1' });
  }

  /** The failure is an event as well, so that an automation can tell of it. */
  private async failed(
    scope: WorkspaceScope,
    webhook: WebhookRow,
    call: IncomingCall,
    error: string,
  ): Promise<void> {
    await this.note(scope, webhook, call, { status: 400, rendered: null, error });
    if (this.ingest.isFull) return;
    const resource = {
      'prefect.resource.id': `prefect-cloud.webhook.${webhook.id}`,
      'prefect.resource.name': webhook.name,
    };
    const event = {
      id: this.ids.next(),
      occurred: microsToWire(this.clock.nowUs()),
      event: 'prefect-cloud.webhook.failed',
      resource,
      payload: { error, method: call.method },
    };
    await this.ingest.add(scope, readEventsBody(JSON.stringify([event])), true);
  }

  /** The call was answered for by its event: a note that cannot be written does not make the caller send it again. */
  private async note(
    scope: WorkspaceScope,
    { id }: WebhookRow,
    { method, headers, text }: IncomingCall,
    { status, rendered, error }: Outcome,
  ): Promise<void> {
    const row = {
      id: this.ids.next(),
      received_at: microsToPg(this.clock.nowUs()),
      status_code: status,
      method,
      content_type: headers['content-type']?.slice(0, CONTENT_TYPE_CHARACTERS_MAX) ?? null,
      body_bytes: Buffer.byteLength(text),
      rendered,
      error: error?.slice(0, ERROR_CHARACTERS_MAX).replaceAll('\0', '').toWellFormed() ?? null,
    };
    await this.database.execute(scope, noteCall(scope, id, row)).catch((cause: unknown) => {
      this.logger.warn(`a call of a webhook was not noted: ${String(cause)}`);
    });
  }
}

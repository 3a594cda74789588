import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { isJsonObject, parseEvent } from '@orch/contract';
import { type Micros, microsToWire } from '@orch/kernel';
import { InvalidRequest, parseJsonBody } from '@orch/platform';
import { endsSoon } from '../templates/ends-soon.ts';
import type { Rendered } from '../templates/render-job.ts';
import { RenderingEnded, TemplateThread } from '../templates/template-thread.ts';
import { type CallJob, renderCall } from './render-call.ts';
import type { WebhookCall } from './webhook-call.ts';

/** A call that makes no event; the message is for the caller. */
export class NoEvent extends Error {}

/** What an event has that its template does not give. */
export interface EventDefaults {
  readonly id: string;
  readonly nowUs: Micros;
  readonly webhook: { readonly id: string; readonly name: string } | null;
}

/** The template was not rendered in time; on a machine with less to do it may be. */
export class TooSlow extends Error {}

/** Milliseconds in the thread. A template within its limits needs a fraction of that, also for the longest body. */
const RENDER_MS_MAX = 500;
/** Calls with a longer body are read and rendered in the thread, whatever their template is. */
const SHORT_CHARACTERS_MAX = 16 * 1024;
const LINEAR_FILTERS = ['from_cloud_event'];
const MESSAGE_CHARACTERS_MAX = 500;

/**
 * Makes events of calls. The thread is not the one for automations: whoever knows the address of a webhook holds up
 * none of those. See docs/decisions/0013.
 */
@Injectable()
export class RenderWebhookEvent implements OnApplicationShutdown {
  private readonly thread = new TemplateThread(RENDER_MS_MAX);

  /**
   * The JSON of the event that a template makes of a call. The template gives at least `event` and
   * `resource["prefect.resource.id"]`.
   * @throws NoEvent, TooSlow
   */
  async execute(template: string, call: WebhookCall, defaults: EventDefaults): Promise<string> {
    return eventOf(await this.rendered({ template, call }), defaults);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.close();
  }

  private async rendered(job: CallJob): Promise<string> {
    const isShort = job.call.text.length <= SHORT_CHARACTERS_MAX && endsSoon(job.template, LINEAR_FILTERS);
    const made = isShort ? renderCall(job) : await this.inThread(job);
    if ('text' in made) return made.text;
    throw new NoEvent(`the template failed: ${made.problem.slice(0, MESSAGE_CHARACTERS_MAX)}`);
  }

  private async inThread(job: CallJob): Promise<Rendered> {
    try {
      const [made] = await this.thread.render(job);
      return made!; // one template, one result
    } catch (error) {
      if (!(error instanceof RenderingEnded)) throw error;
      throw new TooSlow('the template took too long', { cause: error });
    }
  }
}

function eventOf(text: string, defaults: EventDefaults): string {
  const value = parsed(text);
  if (!isJsonObject(value)) throw new NoEvent('the template made no JSON object');
  const { id, occurred, follows: _follows, related, ...rest } = value;
  const event = {
    ...rest,
    id: id ?? defaults.id,
    occurred: occurred ?? microsToWire(defaults.nowUs),
    related: [...(Array.isArray(related) ? related : []), ...webhookResource(defaults)],
  };
  const problem = parseEvent(event);
  if (typeof problem === 'string') throw new NoEvent(`the template made no event: ${problem}`);
  return JSON.stringify(event);
}

function parsed(text: string): unknown {
  try {
    return parseJsonBody(text);
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    const { msg = '' } = (error.details[0] ?? {}) as { msg?: string }; // as `parseJsonBody` words it
    throw new NoEvent(`the template made no JSON (${msg}); texts of the call need the filter tojson`);
  }
}

const webhookResource = ({ webhook }: EventDefaults): object[] =>
  webhook === null
    ? []
    : [
        {
          'prefect.resource.id': `prefect-cloud.webhook.${webhook.id}`,
          'prefect.resource.name': webhook.name,
          'prefect.resource.role': 'webhook',
        },
      ];

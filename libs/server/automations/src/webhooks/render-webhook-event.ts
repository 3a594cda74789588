import { isJsonObject, parseEvent } from '@orch/contract';
import { type Micros, microsToWire } from '@orch/kernel';
import { InvalidRequest, parseJsonBody } from '@orch/platform';
import { TemplateRenderError, TemplateSyntaxError, renderText } from '@orch/triggers';
import { fromCloudEvent } from './cloud-event.ts';
import { bodyJson } from './plain-value.ts';
import { type WebhookCall, visibleHeaders } from './webhook-call.ts';

/** A call that makes no event; the message is for the caller. */
export class NoEvent extends Error {}

/** What an event has that its template does not give. */
export interface EventDefaults {
  readonly id: string;
  readonly nowUs: Micros;
  readonly webhook: { readonly id: string; readonly name: string } | null;
}

/** A body is passed on whole, so an event may be longer than a message of an automation. */
const LIMITS = { outputCharactersMax: 1_200_000, stepsMax: 20_000 };
const FILTERS = { from_cloud_event: fromCloudEvent, tojson: bodyJson };
const MESSAGE_CHARACTERS_MAX = 500;

/**
 * The JSON of the event that a template makes of a call. The template gives at least `event` and
 * `resource["prefect.resource.id"]`.
 * @throws NoEvent
 */
export function renderWebhookEvent(template: string, call: WebhookCall, defaults: EventDefaults): string {
  const text = rendered(template, call);
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

function rendered(template: string, { method, headers, body }: WebhookCall): string {
  try {
    const context = { method, headers: visibleHeaders(headers), body };
    return renderText(template, context, { ...LIMITS, filters: FILTERS });
  } catch (error) {
    if (error instanceof TemplateRenderError || error instanceof TemplateSyntaxError)
      throw new NoEvent(`the template failed: ${error.message.slice(0, MESSAGE_CHARACTERS_MAX)}`);
    throw error;
  }
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

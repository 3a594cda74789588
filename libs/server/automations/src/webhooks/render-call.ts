import { TemplateRenderError, TemplateSyntaxError, renderText } from '@orch/triggers';
import type { Rendered } from '../templates/render-job.ts';
import { fromCloudEvent } from './cloud-event.ts';
import { bodyJson } from './plain-value.ts';
import { type WebhookCall, bodyOf, visibleHeaders } from './webhook-call.ts';

/** A template of a webhook and the call that it is rendered over; all of it can be sent to another thread. */
export interface CallJob {
  readonly template: string;
  readonly call: WebhookCall;
}

/** A body is passed on whole, so an event may be longer than a message of an automation. */
const LIMITS = { outputCharactersMax: 800_000, stepsMax: 20_000 };
const FILTERS = { from_cloud_event: fromCloudEvent, tojson: bodyJson };

/** What a template makes of a call. */
export function renderCall({ template, call: { method, headers, contentType, text } }: CallJob): Rendered {
  try {
    const context = { method, headers: visibleHeaders(headers), body: bodyOf(contentType, text) };
    return { text: renderText(template, context, { ...LIMITS, filters: FILTERS }) };
  } catch (error) {
    if (error instanceof TemplateRenderError || error instanceof TemplateSyntaxError)
      return { problem: error.message };
    throw error;
  }
}

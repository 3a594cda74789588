import * as z from 'zod';

import { embeddedBody, limitMember, offsetMember } from './filters.ts';
import { wireBool, wireEnum, wireRecord, wireStr, wireStrMax, wireUuid, readStr } from './primitives.ts';
import { maybe, optional, orNull, withDefault } from './wire-type.ts';

const displayName = wireStrMax(255);
const description = wireStrMax(4_096);
const page = { offset: offsetMember, limit: limitMember };

/** Bytes of what may be sent to a webhook. */
export const WEBHOOK_BODY_BYTES_MAX = 512 * 1024;
/** Calls of one webhook that are kept. */
export const WEBHOOK_CALLS_KEPT = 50;

/** A webhook that turns calls into events; `template` is Jinja and makes the JSON of one event. */
export const webhookCreate = z.object({
  name: displayName,
  description: withDefault(description, ''),
  enabled: withDefault(wireBool, true),
  template: wireStr,
  service_account_id: orNull(wireUuid),
});
export type WebhookCreate = z.output<typeof webhookCreate>;

/** PATCH: absent members stay as they are. */
export const webhookUpdate = z.object({
  name: optional(displayName),
  description: optional(description),
  enabled: optional(wireBool),
  template: optional(wireStr),
  service_account_id: maybe(wireUuid),
});
export type WebhookUpdate = z.output<typeof webhookUpdate>;

/** PUT: the client of the reference leaves out what it does not know of, which then stays as it is. */
export const webhookReplace = z.object({
  name: displayName,
  description: optional(description),
  enabled: optional(wireBool),
  template: wireStr,
  service_account_id: maybe(wireUuid),
});
export type WebhookReplace = z.output<typeof webhookReplace>;

export const webhooksFilterBody = embeddedBody(page);
export type WebhooksFilterBody = z.output<typeof webhooksFilterBody>;
export const webhookCallsFilterBody = webhooksFilterBody;

/** `body`: text as it would be sent, or any JSON value. */
export const webhookPreviewBody = z.object({
  template: wireStr,
  method: withDefault(wireEnum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']), 'POST'),
  headers: withDefault(wireRecord(readStr), {}),
  body: z.unknown().optional(),
});
export type WebhookPreviewBody = z.output<typeof webhookPreviewBody>;

/** A webhook. `slug`: the last part of its address, `/hooks/{slug}`; null for who may not send events. */
export interface WebhookOfWire {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly account: string;
  readonly workspace: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly template: string;
  readonly slug: string | null;
  readonly service_account_id: string | null;
}

/** A call of a webhook: what became of it, not what was sent. */
export interface WebhookCallOfWire {
  readonly id: string;
  readonly received_at: string;
  readonly status_code: number;
  readonly method: string;
  readonly content_type: string | null;
  readonly body_bytes: number;
  /** The event that was made; null when none was, or when it is too large to be kept. */
  readonly rendered: Readonly<Record<string, unknown>> | null;
  readonly error: string | null;
}

/** What a template makes of a call; one of both is null. */
export interface WebhookPreview {
  readonly event: Readonly<Record<string, unknown>> | null;
  readonly error: string | null;
}

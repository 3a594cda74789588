import type { WebhookOfWire } from '@orch/contract';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { isUuid } from '../../values.ts';

export const webhookThing = {
  kind: 'webhook',
  argument: ['<webhook>', 'name or id'],
  find: async ({ client }: CommandContext, wanted: string): Promise<WebhookOfWire> =>
    isUuid(wanted)
      ? client.call('GET /webhooks/{id}', { path: { id: wanted } })
      : pickOne(await client.call('POST /webhooks/filter', { body: { limit: 200 } }), wanted, 'webhook'),
  name: ({ name }: WebhookOfWire) => name,
} as const;

/** Where others call it: at the root of the server. Null for who may not send events. */
export const addressOf = ({ client }: CommandContext, { slug }: WebhookOfWire): string | null =>
  slug === null ? null : `${client.place.root.replace(/\/api$/, '')}/hooks/${slug}`;

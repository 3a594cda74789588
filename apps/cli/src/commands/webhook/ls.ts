import type { WebhookOfWire } from '@orch/contract';
import type { Command } from '../../command.ts';
import { idColumn, since } from '../../output/columns.ts';
import { addressOf, webhookThing } from './webhook-thing.ts';

export const lsWebhooks: Command = {
  name: 'ls',
  summary: 'List webhooks and their addresses',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['webhook ls', 'webhook ls -o json'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /webhooks/filter', { body: { limit: given.limit() } });
    await context.print.list(rows, {
      columns: [
        { head: 'NAME', text: (row: WebhookOfWire) => row.name, flexible: true },
        {
          head: 'ENABLED',
          text: ({ enabled }) => (enabled ? 'yes' : 'no'),
          style: ({ enabled }) => (enabled ? 'green' : 'dim'),
        },
        { head: 'ADDRESS', text: (row) => addressOf(context, row) ?? '', flexible: true },
        since('UPDATED', 'updated', context.nowMs),
        idColumn,
      ],
      name: (row) => row.name,
      empty: 'No webhooks.',
    });
  },
};

export const lsWebhookCalls: Command = {
  name: 'calls',
  summary: 'List the last calls of a webhook and what became of them',
  takes: [webhookThing.argument],
  options: [['--limit <count>', 'how many', '50']],
  examples: ['webhook calls orders', 'webhook calls orders -o json'],
  run: async (context, given) => {
    const { id } = await webhookThing.find(context, given.arg(0));
    const rows = await context.client.call('POST /webhooks/{id}/calls/filter', {
      path: { id },
      body: { limit: given.limit() },
    });
    await context.print.list(rows, {
      columns: [
        since('RECEIVED', 'received_at', context.nowMs),
        {
          head: 'STATUS',
          text: ({ status_code }) => String(status_code),
          style: ({ status_code }) => (status_code < 300 ? 'green' : 'red'),
        },
        { head: 'METHOD', text: ({ method }) => method },
        { head: 'BYTES', text: ({ body_bytes }) => String(body_bytes), align: 'right' },
        {
          head: 'EVENT',
          text: ({ rendered, error }) => String(rendered?.['event'] ?? error ?? ''),
          flexible: true,
        },
      ],
      name: (row) => row.id,
      empty: 'It has not been called yet.',
    });
  },
};

import type { WebhookOfWire } from '@orch/contract';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { createWebhook, rotateWebhook, updateWebhook } from './create.ts';
import { lsWebhookCalls, lsWebhooks } from './ls.ts';
import { webhookThing } from './webhook-thing.ts';

const setEnabled =
  (enabled: boolean) =>
  ({ client }: CommandContext, { id }: WebhookOfWire): Promise<unknown> =>
    client.call('PATCH /webhooks/{id}', { path: { id }, body: { enabled } });

export const webhook: Noun = {
  name: 'webhook',
  commands: [
    lsWebhooks,
    createWebhook,
    updateWebhook,
    inspectCommand(
      webhookThing,
      'name id slug enabled description template service_account_id created updated'.split(' '),
      { examples: ['webhook inspect orders'] },
    ),
    lsWebhookCalls,
    changeCommand(webhookThing, setEnabled(false), {
      verb: 'disable',
      summary: 'Let its address answer 404',
      past: 'Disabled',
      examples: ['webhook disable orders'],
    }),
    changeCommand(webhookThing, setEnabled(true), {
      verb: 'enable',
      summary: 'Let it take calls again',
      past: 'Enabled',
      examples: ['webhook enable orders'],
    }),
    rotateWebhook,
    deleteCommand(
      webhookThing,
      ({ client }, { id }) => client.call('DELETE /webhooks/{id}', { path: { id } }),
      { examples: ['webhook delete orders --yes'] },
    ),
  ],
};

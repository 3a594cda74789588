import type { JSX } from 'react';
import { type WebhookBody, webhooks, webhooksKey } from '../../api/webhooks.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { BackToWebhooks, useOpenWebhook } from './webhook-links.tsx';
import { TEMPLATES } from './webhook-templates.ts';

const START: WebhookBody = {
  name: '',
  description: '',
  enabled: true,
  template: TEMPLATES[0]?.template ?? '',
  service_account_id: null,
};

/** A new webhook. */
export function CreateWebhookPage(): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpenWebhook();
  const create = useAction({
    run: (body: WebhookBody) => webhooks.create(place, body),
    refresh: [webhooksKey(place)],
    quiet: true,
    done: 'Webhook created',
    then: ({ id }) => open.one(id),
  });
  return (
    <>
      <PageHeader above={<BackToWebhooks />} title="New webhook" />
      <WebhookForm
        isNew
        start={START}
        isBusy={create.isPending}
        error={create.error}
        onSubmit={(body) => create.mutate(body)}
        onCancel={open.list}
      />
    </>
  );
}

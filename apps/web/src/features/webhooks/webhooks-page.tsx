import type { WebhookOfWire } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { webhooks, webhooksKey, webhooksQuery, webhookUrl } from '../../api/webhooks.ts';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { WebhookLink } from '../runs/place-link.tsx';
import { useOpenWebhook } from './webhook-links.tsx';

const columnsOf = (toggle: (one: WebhookOfWire) => void): readonly Column<WebhookOfWire>[] => [
  {
    key: 'enabled',
    title: 'On',
    hideTitle: true,
    width: '32px',
    cell: (one) => (
      <Switch bare label={`${one.name} on`} checked={one.enabled} onChange={() => toggle(one)} />
    ),
  },
  {
    key: 'name',
    title: 'Webhook',
    width: 'minmax(140px, 1fr)',
    cell: (one) => (
      <span className="flex min-w-0 flex-col py-2">
        <WebhookLink id={one.id} className="font-medium">
          {one.name}
        </WebhookLink>
        {one.description && <span className="truncate text-12 text-ink-3">{one.description}</span>}
      </span>
    ),
  },
  {
    key: 'url',
    title: 'Address',
    width: 'minmax(140px, 1fr)',
    wideOnly: true,
    cell: (one) => <Address webhook={one} />,
  },
  {
    key: 'updated',
    title: 'Changed',
    width: '120px',
    align: 'end',
    wideOnly: true,
    cell: (one) => (
      <span className="text-ink-2">
        <Time at={one.updated} />
      </span>
    ),
  },
];

function Address({ webhook }: { webhook: WebhookOfWire }): JSX.Element {
  const url = webhookUrl(webhook);
  if (url === undefined) return <span className="text-ink-3">Hidden</span>;
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="truncate font-mono text-12 text-ink-2">/hooks/{webhook.slug}</span>
      <CopyButton text={url} label={`Copy the address of ${webhook.name}`} />
    </span>
  );
}

/** Addresses to which other systems send what happens there. */
export function WebhooksPage(): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpenWebhook();
  const toggle = useAction({
    run: (one: WebhookOfWire) => webhooks.update(place, one.id, { enabled: !one.enabled }),
    refresh: [webhooksKey(place)],
    done: (_, one) => (one.enabled ? 'Webhook is off' : 'Webhook is on'),
  });
  const add = (
    <Button kind="primary" icon="plus" onClick={open.create}>
      New webhook
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Addresses to which other systems send what happens there; each call becomes an event."
        actions={add}
      />
      <QueryView query={useQuery(webhooksQuery(place))} rows={4}>
        {(rows) => (
          <Table
            label="Webhooks"
            rows={rows}
            columns={columnsOf((one) => toggle.mutate(one))}
            rowKey={(one) => one.id}
            rowHeight={56}
            onRowClick={(one) => open.one(one.id)}
            empty={
              <EmptyState icon="link" title="No webhooks yet" action={add}>
                Let GitHub, Stripe or your own services tell this workspace what happened, and let automations
                act on it.
              </EmptyState>
            }
          />
        )}
      </QueryView>
    </>
  );
}

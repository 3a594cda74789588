import type { WebhookOfWire } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { type WebhookBody, webhookQuery, webhooks, webhooksKey, webhookUrl } from '../../api/webhooks.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useAction } from '../inside/use-action.ts';
import { ThingView } from '../runs/thing-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { CallsTab } from './calls-tab.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { BackToWebhooks, useOpenWebhook } from './webhook-links.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/webhooks/webhook/$id');

/** One webhook: its address, its last calls, its template. */
export function WebhookPage(): JSX.Element {
  const { place } = useWorkspace();
  const { id } = route.useParams();
  return (
    <ThingView what="webhook" list="webhooks" query={useQuery(webhookQuery(place, id))}>
      {(webhook) => <Shown key={id} webhook={webhook} />}
    </ThingView>
  );
}

function Shown({ webhook }: { webhook: WebhookOfWire }): JSX.Element {
  const { place } = useWorkspace();
  const { tab = 'calls' } = route.useSearch();
  const navigate = route.useNavigate();
  const save = useAction({
    run: (body: WebhookBody) => webhooks.update(place, webhook.id, body),
    refresh: [webhooksKey(place)],
    quiet: true,
    done: 'Webhook saved',
  });
  const { name, description, enabled, template, service_account_id } = webhook;
  return (
    <>
      <PageHeader
        above={<BackToWebhooks />}
        title={name}
        description={
          <span className="mt-1.5 flex flex-wrap items-center gap-2">
            {enabled ? (
              <Badge tone="ok" icon="check">
                On
              </Badge>
            ) : (
              <Badge icon="pause">Off</Badge>
            )}
            {description}
          </span>
        }
        actions={<Actions webhook={webhook} />}
      />
      <Address webhook={webhook} />
      <Tabs
        label="About the webhook"
        value={tab}
        onChange={(next) =>
          void navigate({ to: '.', search: next === 'calls' ? {} : { tab: next }, replace: true })
        }
        tabs={[
          { value: 'calls', label: 'Last calls', content: <CallsTab webhook={webhook} /> },
          {
            value: 'template',
            label: 'Template',
            content: (
              <WebhookForm
                isNew={false}
                start={{ name, description, enabled, template, service_account_id }}
                isBusy={save.isPending}
                error={save.error}
                onSubmit={(body) => save.mutate({ ...body, enabled })}
              />
            ),
          },
        ]}
      />
    </>
  );
}

function Address({ webhook }: { webhook: WebhookOfWire }): JSX.Element {
  const url = webhookUrl(webhook);
  return (
    <div className="mb-5 flex items-center gap-3 rounded-8 border border-line bg-sunken py-1.5 pr-2 pl-4">
      <span className="text-12 font-medium text-ink-3">POST</span>
      {url === undefined ? (
        <span className="flex-1 py-1 text-ink-3">The address is shown to those who may send events.</span>
      ) : (
        <>
          <code
            tabIndex={0}
            className="scroll-quiet min-w-0 flex-1 overflow-x-auto font-mono text-12 whitespace-nowrap"
          >
            {url}
          </code>
          <CopyButton text={url} label="Copy address" />
        </>
      )}
    </div>
  );
}

function Actions({ webhook }: { webhook: WebhookOfWire }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpenWebhook();
  const [asked, setAsked] = useState<'rotate' | 'delete' | undefined>();
  const refresh = [webhooksKey(place)];
  const { id, name, enabled } = webhook;
  const toggle = useAction({
    run: () => webhooks.update(place, id, { enabled: !enabled }),
    refresh,
    done: enabled ? 'Webhook is off' : 'Webhook is on',
  });
  const rotate = useAction({
    run: () => webhooks.rotate(place, id),
    refresh,
    done: 'It has a new address',
  });
  const remove = useAction({
    run: () => webhooks.remove(place, id),
    refresh,
    done: 'Webhook deleted',
    then: open.list,
  });
  return (
    <>
      <Button icon={enabled ? 'pause' : 'play'} busy={toggle.isPending} onClick={() => toggle.mutate()}>
        {enabled ? 'Turn off' : 'Turn on'}
      </Button>
      <Button icon="refresh" onClick={() => setAsked('rotate')}>
        New address
      </Button>
      <Menu trigger={<IconButton icon="dots" kind="secondary" label="More actions" />}>
        <MenuItem icon="copy" onSelect={() => void copyText(id)}>
          Copy id
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" danger onSelect={() => setAsked('delete')}>
          Delete webhook
        </MenuItem>
      </Menu>
      <Confirm
        open={asked === 'rotate'}
        onOpenChange={() => setAsked(undefined)}
        title="Give it a new address?"
        action="New address"
        onConfirm={() => rotate.mutateAsync()}
      >
        The old address stops at once: who calls it gets an error until it has the new one.
      </Confirm>
      <Confirm
        open={asked === 'delete'}
        onOpenChange={() => setAsked(undefined)}
        title={`Delete ${name}?`}
        action="Delete webhook"
        onConfirm={() => remove.mutateAsync()}
      >
        Calls to its address fail from now on. Events that it made stay.
      </Confirm>
    </>
  );
}

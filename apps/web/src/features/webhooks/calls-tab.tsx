import type { WebhookCallOfWire, WebhookOfWire } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { webhookCallsQuery, webhookUrl } from '../../api/webhooks.ts';
import { Badge } from '../../ui/badge.tsx';
import { Facts } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { exact } from '../../ui/time-text.ts';
import { QueryView } from '../inside/query-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

const isFine = ({ status_code: code }: WebhookCallOfWire): boolean => code < 400;

const COLUMNS: readonly Column<WebhookCallOfWire>[] = [
  {
    key: 'status',
    title: 'Answer',
    width: '64px',
    cell: (call) => <Badge tone={isFine(call) ? 'ok' : 'danger'}>{call.status_code}</Badge>,
  },
  {
    key: 'result',
    title: 'Result',
    width: 'minmax(140px, 1fr)',
    cell: (call) =>
      call.error !== null ? (
        <span className="truncate text-danger">{call.error}</span>
      ) : (
        <span className="truncate font-mono text-12">{String(call.rendered?.['event'] ?? 'An event')}</span>
      ),
  },
  {
    key: 'sent',
    title: 'Sent',
    width: 'minmax(120px, 200px)',
    wideOnly: true,
    cell: (call) => (
      <span className="truncate text-ink-2">
        {call.method} · {call.body_bytes} bytes
      </span>
    ),
  },
  {
    key: 'at',
    title: 'When',
    width: '112px',
    align: 'end',
    cell: (call) => (
      <span className="text-ink-2">
        <Time at={call.received_at} />
      </span>
    ),
  },
];

/** The last calls, with what became of each. */
export function CallsTab({ webhook }: { readonly webhook: WebhookOfWire }): JSX.Element {
  const { place } = useWorkspace();
  const [shown, setShown] = useState<WebhookCallOfWire | undefined>();
  const url = webhookUrl(webhook);
  const sample = `curl -X POST ${url ?? ''} -H 'content-type: application/json' -d '{"type": "paid", "id": 42, "name": "Order 42"}'`;
  return (
    <QueryView query={useQuery(webhookCallsQuery(place, webhook.id))}>
      {(rows) => (
        <>
          <Table
            label="Calls"
            rows={rows}
            columns={COLUMNS}
            rowKey={(call) => call.id}
            rowHeight={44}
            onRowClick={setShown}
            empty={
              <EmptyState icon="link" title="Nobody has called yet" {...(url ? { command: sample } : {})}>
                The last 50 calls are listed here, with the events that they made.
              </EmptyState>
            }
          />
          {shown && (
            <Drawer
              wide
              open
              onOpenChange={() => setShown(undefined)}
              title="Call"
              description={exact(shown.received_at)}
            >
              <div className="flex flex-col gap-5">
                {shown.error !== null && <Notice tone="danger">{shown.error}</Notice>}
                <Facts
                  rows={[
                    ['Answer', String(shown.status_code)],
                    ['Method', shown.method],
                    ['Content type', shown.content_type ?? '–'],
                    ['Size', `${shown.body_bytes} bytes`],
                  ]}
                />
                {shown.rendered && <JsonView value={shown.rendered} label="Event" />}
              </div>
            </Drawer>
          )}
        </>
      )}
    </QueryView>
  );
}

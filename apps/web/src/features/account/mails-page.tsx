import type { MailOfAccount } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { mailsQuery } from '../../api/accounts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAccount } from './account-shell.tsx';

const COLUMNS: readonly Column<MailOfAccount>[] = [
  {
    key: 'mail',
    title: 'Mail',
    width: 'minmax(160px, 2fr)',
    cell: (mail) => (
      <span className="min-w-0">
        <span className="block truncate font-medium">{mail.subject}</span>
        <span className="block truncate text-12 text-ink-3">To {mail.to}</span>
      </span>
    ),
  },
  {
    key: 'created',
    title: 'Written',
    width: '120px',
    wideOnly: true,
    cell: (mail) => (
      <span className="text-ink-2">
        <Time at={mail.created} />
      </span>
    ),
  },
  {
    key: 'link',
    title: 'Link',
    width: '96px',
    align: 'end',
    hideTitle: true,
    cell: (mail) =>
      mail.link ? (
        <CopyButton text={mail.link} label="Copy link" withLabel />
      ) : (
        <span className="text-12 text-ink-3">No link</span>
      ),
  },
];

/** While the server sends no mail, owners hand its links on themselves. */
export function MailsPage(): JSX.Element {
  const query = useQuery(mailsQuery(useAccount().account_id));
  return (
    <>
      <PageHeader title="Mails" description="What would have been sent." />
      <div className="mb-4">
        <Notice title="This server has no mail server">
          Hand these links on yourself, each only to the person it is for. Set ORCH_SMTP_URL to send mails.
        </Notice>
      </div>
      <QueryView query={query}>
        {(rows) => (
          <Table
            label="Mails"
            rows={rows}
            columns={COLUMNS}
            rowKey={(mail) => mail.id}
            rowHeight={56}
            empty={
              <EmptyState icon="mail" title="No mails yet">
                Invitations and password links appear here.
              </EmptyState>
            }
          />
        )}
      </QueryView>
    </>
  );
}

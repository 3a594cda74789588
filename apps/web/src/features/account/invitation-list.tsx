import type { Invitation, InvitationStatus } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { invitations, invitationsQuery } from '../../api/invitations.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter, FilterBar } from '../../ui/filter-bar.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

const STATUS: Record<InvitationStatus, { label: string; tone: Tone }> = {
  pending: { label: 'Open', tone: 'accent' },
  accepted: { label: 'Accepted', tone: 'ok' },
  declined: { label: 'Declined', tone: 'warn' },
  revoked: { label: 'Revoked', tone: 'neutral' },
  expired: { label: 'Expired', tone: 'neutral' },
};
const isStatus = (value: string | undefined): value is InvitationStatus =>
  value !== undefined && Object.hasOwn(STATUS, value);

const columnsWith = (actions: (one: Invitation) => JSX.Element): readonly Column<Invitation>[] => [
  {
    key: 'email',
    title: 'Address',
    width: 'minmax(160px, 2fr)',
    cell: (one) => (
      <span className="min-w-0">
        <span className="block truncate font-medium">{one.email}</span>
        <span className="block truncate text-12 text-ink-3">
          {one.workspace_name
            ? `${one.workspace_name} · ${one.workspace_role_name ?? 'Viewer'}`
            : (one.account_role_name ?? 'Member')}{' '}
          · by {one.invited_by.name}
        </span>
      </span>
    ),
  },
  {
    key: 'status',
    title: 'Status',
    width: '80px',
    cell: (one) => <Badge tone={STATUS[one.status].tone}>{STATUS[one.status].label}</Badge>,
  },
  {
    key: 'sent',
    title: 'Sent',
    width: '120px',
    wideOnly: true,
    cell: (one) => (
      <span className="text-ink-2">
        <Time at={one.last_sent} />
      </span>
    ),
  },
  {
    key: 'expires',
    title: 'Expires',
    width: '120px',
    wideOnly: true,
    cell: (one) => (
      <span className="text-ink-2">
        <Time at={one.expires} />
      </span>
    ),
  },
  { key: 'actions', title: 'Actions', width: '32px', align: 'end', hideTitle: true, cell: actions },
];

/** Who was asked to join, and what became of it. */
export function InvitationList({ onInvite }: { readonly onInvite: () => void }): JSX.Element {
  const { account_id } = useAccount();
  const [status, setStatus] = useState<string | undefined>('pending');
  const query = useQuery(invitationsQuery(account_id, isStatus(status) ? status : undefined));
  const refresh = [['account', account_id, 'invitations']];
  const resend = useAction({
    run: (one: Invitation) => invitations.resend(account_id, one.id),
    refresh,
    done: (_, one) => `Sent again to ${one.email}`,
  });
  const revoke = useAction({
    run: (one: Invitation) => invitations.revoke(account_id, one.id),
    refresh,
    done: 'Invitation revoked',
  });
  const columns = columnsWith((one) =>
    one.status === 'pending' || one.status === 'expired' ? (
      <Menu trigger={<IconButton icon="dots" label={`Actions for ${one.email}`} size="small" />}>
        <MenuItem icon="send" onSelect={() => resend.mutate(one)}>
          Send again
        </MenuItem>
        <MenuItem icon="x" danger onSelect={() => revoke.mutate(one)}>
          Revoke
        </MenuItem>
      </Menu>
    ) : (
      <></>
    ),
  );
  return (
    <>
      <FilterBar>
        <Filter
          label="Status"
          icon="filter"
          options={Object.entries(STATUS).map(([value, { label }]) => ({ value, label }))}
          value={status}
          onChange={setStatus}
        />
      </FilterBar>
      <QueryView query={query}>
        {(rows) => (
          <Table
            label="Invitations"
            rows={rows}
            columns={columns}
            rowKey={(one) => one.id}
            rowHeight={56}
            empty={
              <EmptyState
                icon="mail"
                title={status === 'pending' ? 'No open invitations' : 'No such invitations'}
                action={
                  <Button icon="mail" onClick={onInvite}>
                    Invite somebody
                  </Button>
                }
              >
                An invitation is a link that works once and for seven days.
              </EmptyState>
            }
          />
        )}
      </QueryView>
    </>
  );
}

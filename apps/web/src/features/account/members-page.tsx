import type { AccountMember } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, lazy, Suspense, useDeferredValue, useState } from 'react';
import { accountRolesQuery, accounts, membersQuery, PAGE_SIZE } from '../../api/accounts.ts';
import { invitationsQuery } from '../../api/invitations.ts';
import { authStateQuery, meQuery } from '../../api/session.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pagination } from '../../ui/pagination.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Time } from '../../ui/time.tsx';
import { personName } from '../inside/person-menu.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';
import { InvitationList } from './invitation-list.tsx';

const InviteDialog = lazy(() =>
  import('./invite-dialog.tsx').then((module) => ({ default: module.InviteDialog })),
);

/** The people of an account, and those who are asked to join. */
export function MembersPage(): JSX.Element {
  const { account_id, account_name } = useAccount();
  const [tab, setTab] = useState('members');
  const [isInviting, setInviting] = useState(false);
  const open = useQuery(invitationsQuery(account_id, 'pending'));
  return (
    <>
      <PageHeader
        title="Members"
        description={`People who belong to ${account_name}.`}
        actions={
          <Button kind="primary" icon="mail" onClick={() => setInviting(true)}>
            Invite
          </Button>
        }
      />
      <Tabs
        label="Members"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'members', label: 'Members', content: <MemberList /> },
          {
            value: 'invitations',
            label: 'Invitations',
            count: open.data?.length,
            content: <InvitationList onInvite={() => setInviting(true)} />,
          },
        ]}
      />
      {isInviting && (
        <Suspense fallback={null}>
          <InviteDialog
            onClose={() => setInviting(false)}
            onSent={() => {
              setInviting(false);
              setTab('invitations');
            }}
          />
        </Suspense>
      )}
    </>
  );
}

const columnsWith = (
  myId: string | undefined,
  actions: (member: AccountMember) => JSX.Element,
): readonly Column<AccountMember>[] => [
  {
    key: 'person',
    title: 'Person',
    width: 'minmax(200px, 2fr)',
    cell: (member) => (
      <span className="flex min-w-0 items-center gap-3">
        <Avatar name={personName(member)} size={32} />
        <span className="min-w-0">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium">{personName(member)}</span>
            {member.user_id === myId && <Badge>You</Badge>}
          </span>
          <span className="block truncate text-12 text-ink-3">{member.email}</span>
        </span>
      </span>
    ),
  },
  { key: 'role', title: 'Role', width: '88px', cell: (member) => member.account_role_name ?? '–' },
  {
    key: 'login',
    title: 'Last sign-in',
    width: '120px',
    wideOnly: true,
    cell: (member) => (
      <span className="text-ink-2">
        <Time at={member.last_login} />
      </span>
    ),
  },
  { key: 'actions', title: 'Actions', width: '32px', align: 'end', hideTitle: true, cell: actions },
];

function MemberList(): JSX.Element {
  const { account_id } = useAccount();
  const { data: state } = useQuery(authStateQuery);
  const { data: me } = useQuery(meQuery);
  const [search, setSearch] = useState('');
  const [offset, setOffset] = useState(0);
  const [leaving, setLeaving] = useState<AccountMember | undefined>();
  const query = useQuery(membersQuery(account_id, useDeferredValue(search.trim()), offset));
  const refresh = [['account', account_id, 'members'], ['me']];
  const remove = useAction({
    run: (member: AccountMember) => accounts.removeMember(account_id, member.id),
    refresh,
    done: (_, member) => `${personName(member)} was removed`,
  });
  const columns = columnsWith(state?.session?.user.id ?? me?.id, (member) => (
    <MemberMenu member={member} onRemove={() => setLeaving(member)} />
  ));
  return (
    <>
      <FilterBar
        search={{
          value: search,
          label: 'Search people',
          onChange: (value) => (setSearch(value), setOffset(0)),
        }}
      />
      <QueryView query={query}>
        {(rows) => (
          <>
            <Table
              label="Members"
              rows={rows.slice(0, PAGE_SIZE)}
              columns={columns}
              rowKey={(member) => member.id}
              rowHeight={56}
              empty={
                <EmptyState icon="users" title={search ? `Nobody matches “${search}”` : 'Nobody here yet'} />
              }
            />
            <Pagination
              offset={offset}
              shown={Math.min(rows.length, PAGE_SIZE)}
              pageSize={PAGE_SIZE}
              hasMore={rows.length > PAGE_SIZE}
              onChange={setOffset}
            />
          </>
        )}
      </QueryView>
      {leaving && (
        <Confirm
          open
          onOpenChange={() => setLeaving(undefined)}
          title={`Remove ${personName(leaving)}?`}
          action="Remove"
          onConfirm={() => remove.mutateAsync(leaving)}
        >
          They lose access to every workspace of this account at once, and their API keys stop working here.
        </Confirm>
      )}
    </>
  );
}

function MemberMenu({ member, onRemove }: { member: AccountMember; onRemove: () => void }): JSX.Element {
  const { account_id } = useAccount();
  const { data: roles = [] } = useQuery(accountRolesQuery(account_id));
  const change = useAction({
    run: (roleId: string) => accounts.changeRole(account_id, member.id, roleId),
    refresh: [['account', account_id, 'members']],
    done: 'Role changed',
  });
  return (
    <Menu trigger={<IconButton icon="dots" label={`Actions for ${personName(member)}`} size="small" />}>
      <MenuChoice
        label="Account role"
        value={member.account_role_id}
        onChange={(roleId) => change.mutate(roleId)}
        options={roles.map((role) => ({ value: role.id, label: role.name }))}
      />
      <MenuLine />
      <MenuItem danger icon="trash" onSelect={onRemove}>
        Remove from account
      </MenuItem>
    </Menu>
  );
}

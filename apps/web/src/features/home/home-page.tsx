import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { myAccountsQuery, myWorkspacesQuery } from '../../api/accounts.ts';
import { invitations, myInvitationsQuery } from '../../api/invitations.ts';
import { authStateQuery } from '../../api/session.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Logo } from '../../ui/logo.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ToastPlace } from '../../ui/toast.tsx';
import { PersonMenu } from '../inside/person-menu.tsx';
import { useAction } from '../inside/use-action.ts';
import { CreateAccountDialog } from './create-account-dialog.tsx';
import { DeletedAccounts } from './deleted-accounts.tsx';

const route = getRouteApi('/');

/** Every workspace one may enter. With exactly one, straight into it, unless the list was asked for. */
export function HomePage(): JSX.Element {
  const { all } = route.useSearch();
  const { data: state } = useQuery(authStateQuery);
  const accounts = useQuery(myAccountsQuery);
  const workspaces = useQuery(myWorkspacesQuery);
  const invited = useQuery({ ...myInvitationsQuery, enabled: state?.session != null });
  const [isCreating, setCreating] = useState(false);
  const [only] = workspaces.data ?? [];
  if (only && workspaces.data?.length === 1 && !all && !invited.data?.length && !invited.isLoading) {
    return (
      <Navigate
        to="/account/$account/workspace/$workspace"
        params={{ account: only.account_id, workspace: only.workspace_id }}
        replace
      />
    );
  }
  return (
    <ToastPlace>
      <header className="flex h-14 items-center justify-between border-b border-line px-4 sm:px-6">
        <span className="flex items-center gap-2 text-14 font-semibold">
          <Logo />
          Orch Cloud
        </span>
        <div className="max-w-52">
          <PersonMenu />
        </div>
      </header>
      <main className="mx-auto w-full max-w-[760px] px-4 pt-8 pb-16 sm:px-6 sm:pt-12">
        <PageHeader
          title="Workspaces"
          actions={
            <Button icon="plus" onClick={() => setCreating(true)}>
              New account
            </Button>
          }
        />
        <Invited />
        {!accounts.data || !workspaces.data ? (
          <SkeletonRows />
        ) : accounts.data.length === 0 ? (
          <EmptyState
            icon="cube"
            title="You are in no account yet"
            action={
              <Button kind="primary" onClick={() => setCreating(true)}>
                Create an account
              </Button>
            }
          >
            Create one for yourself or your organisation, or ask a colleague for an invitation.
          </EmptyState>
        ) : (
          <div className="flex flex-col gap-6">
            {accounts.data.map((account) => (
              <Card
                key={account.account_id}
                flush
                title={account.account_name}
                actions={
                  <Link
                    to="/account/$account"
                    params={{ account: account.account_handle }}
                    className="text-13 font-medium text-ink-2 hover:text-ink"
                  >
                    Manage
                  </Link>
                }
              >
                <WorkspaceList accountId={account.account_id} />
              </Card>
            ))}
          </div>
        )}
        <DeletedAccounts />
      </main>
      <CreateAccountDialog open={isCreating} onOpenChange={setCreating} />
    </ToastPlace>
  );
}

function WorkspaceList({ accountId }: { accountId: string }): JSX.Element {
  const { data = [] } = useQuery(myWorkspacesQuery);
  const own = data.filter((workspace) => workspace.account_id === accountId);
  if (own.length === 0) return <p className="px-5 py-4 text-ink-3">No workspace that you may enter.</p>;
  return (
    <ul className="divide-y divide-line">
      {own.map((workspace) => (
        <li key={workspace.workspace_id}>
          <Link
            to="/account/$account/workspace/$workspace"
            params={{ account: workspace.account_id, workspace: workspace.workspace_id }}
            className="flex min-h-14 items-center gap-3 px-4 py-2 transition-colors last:rounded-b-8 hover:bg-hover focus-visible:outline-offset-[-2px] sm:px-5"
          >
            <Avatar name={workspace.workspace_name} square size={32} />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{workspace.workspace_name}</span>
              <span className="block truncate text-12 text-ink-3">
                {workspace.workspace_description ||
                  `${workspace.account_handle}/${workspace.workspace_handle}`}
              </span>
            </span>
            <Icon name="chevronRight" size={14} className="text-ink-3" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Invited(): JSX.Element | null {
  const { data: state } = useQuery(authStateQuery);
  const { data = [] } = useQuery({ ...myInvitationsQuery, enabled: state?.session != null });
  const refresh = [['me']];
  const accept = useAction({ run: invitations.acceptMine, refresh, done: 'You joined' });
  const decline = useAction({ run: invitations.declineMine, refresh, done: 'Invitation declined' });
  if (data.length === 0) return null;
  return (
    <ul className="mb-6 flex flex-col gap-2">
      {data.map((one) => (
        <li
          key={one.id}
          className="flex flex-wrap items-center gap-3 rounded-8 border border-line bg-accent-soft px-4 py-3"
        >
          <Icon name="mail" className="text-accent-strong" />
          <p className="min-w-0 flex-1 text-13">
            {one.invited_by} invited you to{' '}
            <strong className="font-medium">{one.workspace_name ?? one.account_name}</strong>
            {one.workspace_name && ` in ${one.account_name}`}.
          </p>
          <Button size="small" onClick={() => decline.mutate(one.id)}>
            Decline
          </Button>
          <Button size="small" kind="primary" busy={accept.isPending} onClick={() => accept.mutate(one.id)}>
            Accept
          </Button>
        </li>
      ))}
    </ul>
  );
}

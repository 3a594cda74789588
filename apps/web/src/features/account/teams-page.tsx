import type { Team } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { accounts, teamsQuery } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { DayText } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';
import { TeamDrawer } from './team-drawer.tsx';

const columnsWith = (
  open: (team: Team) => void,
  actions: (team: Team) => JSX.Element,
): readonly Column<Team>[] => [
  {
    key: 'name',
    title: 'Team',
    width: 'minmax(160px, 2fr)',
    cell: (team) => (
      <button
        type="button"
        onClick={() => open(team)}
        className="flex min-w-0 items-center gap-3 rounded-4 py-1 text-left"
      >
        <Avatar name={team.name} icon="users" square size={32} />
        <span className="min-w-0">
          <span className="block truncate font-medium hover:underline">{team.name}</span>
          <span className="block truncate text-12 text-ink-3">{team.description || 'No description'}</span>
        </span>
      </button>
    ),
  },
  { key: 'members', title: 'Members', width: '72px', align: 'end', cell: (team) => team.member_count },
  {
    key: 'created',
    title: 'Created',
    width: '120px',
    align: 'end',
    wideOnly: true,
    cell: (team) => (
      <span className="text-ink-2">
        <DayText at={team.created} />
      </span>
    ),
  },
  { key: 'actions', title: 'Actions', width: '32px', align: 'end', hideTitle: true, cell: actions },
];

type Doing =
  { readonly kind: 'create' } | { readonly kind: 'edit' | 'delete' | 'members'; readonly team: Team };

/** Groups of people and service accounts that get access together. */
export function TeamsPage(): JSX.Element {
  const { account_id } = useAccount();
  const query = useQuery(teamsQuery(account_id));
  const [doing, setDoing] = useState<Doing | undefined>();
  const close = (): void => setDoing(undefined);
  const remove = useAction({
    run: (team: Team) => accounts.removeTeam(account_id, team.id),
    refresh: [['account', account_id, 'teams']],
    done: (_, team) => `${team.name} was deleted`,
  });
  const create = (
    <Button kind="primary" icon="plus" onClick={() => setDoing({ kind: 'create' })}>
      New team
    </Button>
  );
  const openMembers = (team: Team): void => setDoing({ kind: 'members', team });
  const columns = columnsWith(openMembers, (team) => (
    <Menu trigger={<IconButton icon="dots" label={`Actions for ${team.name}`} size="small" />}>
      <MenuItem icon="users" onSelect={() => openMembers(team)}>
        Members
      </MenuItem>
      <MenuItem icon="pencil" onSelect={() => setDoing({ kind: 'edit', team })}>
        Rename
      </MenuItem>
      <MenuLine />
      <MenuItem icon="trash" danger onSelect={() => setDoing({ kind: 'delete', team })}>
        Delete
      </MenuItem>
    </Menu>
  ));
  return (
    <>
      <PageHeader
        title="Teams"
        description="Give a team access to a workspace, and everybody in it has it."
        actions={create}
      />
      <QueryView query={query}>
        {(rows) => (
          <Table
            label="Teams"
            rows={rows}
            columns={columns}
            rowKey={(team) => team.id}
            rowHeight={56}
            onRowClick={openMembers}
            empty={
              <EmptyState icon="users" title="No teams yet" action={create}>
                Teams save work when many people need the same access.
              </EmptyState>
            }
          />
        )}
      </QueryView>
      {(doing?.kind === 'create' || doing?.kind === 'edit') && (
        <TeamForm team={doing.kind === 'edit' ? doing.team : undefined} onClose={close} />
      )}
      {doing?.kind === 'members' && <TeamDrawer team={doing.team} onClose={close} />}
      {doing?.kind === 'delete' && (
        <Confirm
          open
          onOpenChange={close}
          title={`Delete ${doing.team.name}?`}
          action="Delete"
          onConfirm={() => remove.mutateAsync(doing.team)}
        >
          Its members lose the access that they have only through this team.
        </Confirm>
      )}
    </>
  );
}

function TeamForm({ team, onClose }: { team: Team | undefined; onClose: () => void }): JSX.Element {
  const { account_id } = useAccount();
  const [name, setName] = useState(team?.name ?? '');
  const [description, setDescription] = useState(team?.description ?? '');
  const body = { name, description: description || null };
  const save = useAction({
    run: (): Promise<unknown> =>
      team ? accounts.updateTeam(account_id, team.id, body) : accounts.createTeam(account_id, body),
    refresh: [['account', account_id, 'teams']],
    quiet: true,
    then: onClose,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={team ? 'Rename team' : 'New team'}
      action={team ? 'Save' : 'Create team'}
      busy={save.isPending}
      error={formError(save.error, ['name', 'description'])}
      onSubmit={() => save.mutate()}
    >
      <Field label="Name" error={fieldError(save.error, 'name')}>
        <Input
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="Data platform"
        />
      </Field>
      <Field label="Description" optional error={fieldError(save.error, 'description')}>
        <TextArea rows={2} value={description} onChange={(event) => setDescription(event.target.value)} />
      </Field>
    </FormDialog>
  );
}

import type { WorkspaceRoleOfWire } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { accounts, workspaceRolesQuery } from '../../api/accounts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';
import { RoleEditor } from './role-editor.tsx';

const BUILT_IN: Readonly<Record<string, string>> = {
  Owner: 'Everything, and who else may enter',
  Developer: 'Everything but access and settings',
  Runner: 'Sees everything and starts, stops and resumes runs',
  Viewer: 'Sees everything, changes nothing',
  Worker: 'For workers: polls, runs and reports',
};

const columnsWith = (
  open: (role: WorkspaceRoleOfWire) => void,
  actions: (role: WorkspaceRoleOfWire) => JSX.Element,
): readonly Column<WorkspaceRoleOfWire>[] => [
  {
    key: 'name',
    title: 'Role',
    width: 'minmax(180px, 3fr)',
    cell: (role) => (
      <button type="button" onClick={() => open(role)} className="min-w-0 rounded-4 text-left">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium hover:underline">{role.name}</span>
          {role.account_id === null && <Badge>Built in</Badge>}
        </span>
        <span className="block truncate text-12 text-ink-3">
          {role.description ?? BUILT_IN[role.name] ?? 'No description'}
        </span>
      </button>
    ),
  },
  {
    key: 'count',
    title: 'Permissions',
    width: '96px',
    align: 'end',
    wideOnly: true,
    cell: (role) => <span className="text-ink-2">{role.effective_scopes.length}</span>,
  },
  { key: 'actions', title: 'Actions', width: '32px', align: 'end', hideTitle: true, cell: actions },
];

type Doing =
  | { readonly kind: 'edit'; readonly role: WorkspaceRoleOfWire | undefined }
  | { readonly kind: 'delete'; readonly role: WorkspaceRoleOfWire };

/** What people and programs may do in a workspace. */
export function RolesPage(): JSX.Element {
  const { account_id } = useAccount();
  const query = useQuery(workspaceRolesQuery(account_id));
  const [doing, setDoing] = useState<Doing | undefined>();
  const close = (): void => setDoing(undefined);
  const edit = (role: WorkspaceRoleOfWire | undefined): void => setDoing({ kind: 'edit', role });
  const remove = useAction({
    run: (role: WorkspaceRoleOfWire) => accounts.removeRole(account_id, role.id),
    refresh: [['account', account_id, 'workspace-roles']],
    done: (_, role) => `${role.name} was deleted`,
  });
  const columns = columnsWith(edit, (role) =>
    role.account_id === null ? (
      <></>
    ) : (
      <Menu trigger={<IconButton icon="dots" label={`Actions for ${role.name}`} size="small" />}>
        <MenuItem icon="pencil" onSelect={() => edit(role)}>
          Edit
        </MenuItem>
        <MenuItem icon="trash" danger onSelect={() => setDoing({ kind: 'delete', role })}>
          Delete
        </MenuItem>
      </Menu>
    ),
  );
  return (
    <>
      <PageHeader
        title="Roles"
        description="What people and programs may do in a workspace. Add your own when the built-in ones do not fit."
        actions={
          <Button kind="primary" icon="plus" onClick={() => edit(undefined)}>
            New role
          </Button>
        }
      />
      <QueryView query={query}>
        {(rows) => (
          <Table
            label="Roles"
            rows={rows}
            columns={columns}
            rowKey={(role) => role.id}
            rowHeight={56}
            onRowClick={edit}
          />
        )}
      </QueryView>
      {doing?.kind === 'edit' && <RoleEditor role={doing.role} onClose={close} />}
      {doing?.kind === 'delete' && (
        <Confirm
          open
          onOpenChange={close}
          title={`Delete ${doing.role.name}?`}
          action="Delete"
          onConfirm={() => remove.mutateAsync(doing.role)}
        >
          A role that somebody still has cannot be deleted.
        </Confirm>
      )}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import type { WorkspaceOfWire } from '../../api/wire.ts';
import { workspaces, workspacesQuery } from '../../api/workspaces.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { DayText } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';
import { DeletedWorkspaces } from './deleted-workspaces.tsx';
import { handleOf } from './handle-of.ts';

const COLUMNS: readonly Column<WorkspaceOfWire>[] = [
  {
    key: 'name',
    title: 'Workspace',
    width: 'minmax(200px, 2fr)',
    cell: (workspace) => (
      <Link
        to="/account/$account/workspace/$workspace"
        params={{ account: workspace.account_id, workspace: workspace.id }}
        className="flex min-w-0 items-center gap-3 rounded-4 py-1.5"
      >
        <Avatar name={workspace.name} square size={32} />
        <span className="min-w-0">
          <span className="block truncate font-medium hover:underline">{workspace.name}</span>
          <span className="block truncate text-12 text-ink-3">
            {workspace.description || 'No description'}
          </span>
        </span>
      </Link>
    ),
  },
  {
    key: 'handle',
    title: 'Handle',
    width: 'minmax(120px, 1fr)',
    wideOnly: true,
    cell: (workspace) => <code className="truncate font-mono text-12 text-ink-2">{workspace.handle}</code>,
  },
  {
    key: 'created',
    title: 'Created',
    width: '120px',
    align: 'end',
    wideOnly: true,
    cell: (workspace) => (
      <span className="text-ink-2">
        <DayText at={workspace.created} />
      </span>
    ),
  },
];

/** The home of an account: its workspaces. */
export function WorkspacesPage(): JSX.Element {
  const { account_id, account_name } = useAccount();
  const query = useQuery(workspacesQuery(account_id));
  const navigate = useNavigate();
  const [isCreating, setCreating] = useState(false);
  const create = (
    <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
      New workspace
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Workspaces"
        description={`Each workspace of ${account_name} has its own flows, runs and work pools.`}
        actions={create}
      />
      <QueryView query={query}>
        {(rows) => (
          <Table
            label="Workspaces"
            rows={rows}
            columns={COLUMNS}
            rowKey={(row) => row.id}
            rowHeight={60}
            onRowClick={(row) =>
              void navigate({
                to: '/account/$account/workspace/$workspace',
                params: { account: row.account_id, workspace: row.id },
              })
            }
            empty={
              <EmptyState icon="cube" title="No workspaces yet" action={create}>
                Flows run in workspaces. Most teams begin with one for development and one for production.
              </EmptyState>
            }
          />
        )}
      </QueryView>
      <DeletedWorkspaces />
      {isCreating && <CreateWorkspace onClose={() => setCreating(false)} />}
    </>
  );
}

function CreateWorkspace({ onClose }: { onClose: () => void }): JSX.Element {
  const { account_id, account_handle } = useAccount();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [given, setGiven] = useState<string | undefined>();
  const [description, setDescription] = useState('');
  const handle = given ?? handleOf(name);
  const create = useAction({
    run: () => workspaces.create(account_id, { name, description, ...(handle ? { handle } : {}) }),
    refresh: [['me'], ['account', account_id, 'workspaces']],
    quiet: true,
    then: (made) =>
      void navigate({
        to: '/account/$account/workspace/$workspace',
        params: { account: account_id, workspace: made.id },
      }),
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="New workspace"
      action="Create workspace"
      busy={create.isPending}
      error={formError(create.error, ['name', 'handle', 'description'])}
      onSubmit={() => create.mutate()}
    >
      <Field label="Name" error={fieldError(create.error, 'name')}>
        <Input
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="Production"
        />
      </Field>
      <Field
        label="Handle"
        error={fieldError(create.error, 'handle')}
        hint={`In commands: ${account_handle}/${handle || 'handle'}`}
      >
        <Input mono value={handle} onChange={(event) => setGiven(event.target.value)} />
      </Field>
      <Field label="Description" optional error={fieldError(create.error, 'description')}>
        <TextArea rows={2} value={description} onChange={(event) => setDescription(event.target.value)} />
      </Field>
    </FormDialog>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { workspaceRolesQuery } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import type { WorkspaceOfWire } from '../../api/wire.ts';
import { workspaceQuery, workspaces } from '../../api/workspaces.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Select } from '../../ui/select.tsx';
import { DeleteCard } from '../inside/delete-card.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { TransferCard } from './transfer-card.tsx';
import { useWorkspace } from './workspace-shell.tsx';

/** Name, handle, default role, move and end of a workspace. */
export function WorkspaceSettingsPage(): JSX.Element {
  const { place } = useWorkspace();
  const query = useQuery(workspaceQuery(place));
  return (
    <>
      <PageHeader title="Settings" />
      <QueryView query={query}>
        {(workspace) => (
          <div className="flex max-w-[720px] flex-col gap-6">
            <General workspace={workspace} />
            <TransferCard workspace={workspace} />
            <DeleteWorkspace workspace={workspace} />
          </div>
        )}
      </QueryView>
    </>
  );
}

const FIELDS = ['name', 'handle', 'description', 'default_workspace_role_id'];
const NONE = 'none';

function useGeneral(workspace: WorkspaceOfWire) {
  const { place } = useWorkspace();
  const router = useRouter();
  const [form, setForm] = useState({
    name: workspace.name,
    handle: workspace.handle,
    description: workspace.description,
    role: workspace.default_workspace_role_id ?? NONE,
  });
  const save = useAction({
    run: () =>
      workspaces.update(place, {
        name: form.name,
        handle: form.handle,
        description: form.description,
        ...(form.role === (workspace.default_workspace_role_id ?? NONE)
          ? {}
          : { default_workspace_role_id: form.role === NONE ? null : form.role }),
      }),
    refresh: [['me'], ['workspace', workspace.id], ['account', workspace.account_id, 'workspaces']],
    quiet: true,
    done: 'Saved',
    then: () => void router.invalidate(),
  });
  return { form, set: (change: Partial<typeof form>) => setForm({ ...form, ...change }), save };
}

function General({ workspace }: { workspace: WorkspaceOfWire }): JSX.Element {
  const { form, set, save } = useGeneral(workspace);
  const { data: roles = [] } = useQuery(workspaceRolesQuery(workspace.account_id));
  const problem = formError(save.error, FIELDS);
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), save.mutate())}>
      <Card
        title="General"
        footer={
          <Button type="submit" kind="primary" busy={save.isPending}>
            Save
          </Button>
        }
      >
        <div className="flex flex-col gap-4">
          {problem && <Notice tone="danger">{problem}</Notice>}
          <Field label="Name" error={fieldError(save.error, 'name')}>
            <Input value={form.name} onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <Field
            label="Handle"
            error={fieldError(save.error, 'handle')}
            hint="Part of commands. Old ones lead to the new one."
          >
            <Input mono value={form.handle} onChange={(event) => set({ handle: event.target.value })} />
          </Field>
          <Field label="Description" optional error={fieldError(save.error, 'description')}>
            <TextArea
              rows={2}
              value={form.description}
              onChange={(event) => set({ description: event.target.value })}
            />
          </Field>
          <Field
            label="Default role"
            error={fieldError(save.error, 'default_workspace_role_id')}
            hint="For invited people when no other role is chosen."
          >
            <Select
              options={[
                { value: NONE, label: 'None' },
                ...roles.map((role) => ({ value: role.id, label: role.name })),
              ]}
              value={form.role}
              onChange={(role) => set({ role })}
            />
          </Field>
          <Field label="Workspace id" hint="For Terraform and the REST API.">
            <div className="relative">
              <Input mono readOnly value={workspace.id} className="pr-10" />
              <CopyButton
                text={workspace.id}
                label="Copy workspace id"
                className="absolute top-0.5 right-0.5"
              />
            </div>
          </Field>
        </div>
      </Card>
    </form>
  );
}

function DeleteWorkspace({ workspace }: { workspace: WorkspaceOfWire }): JSX.Element {
  const { place, account_handle } = useWorkspace();
  const navigate = useNavigate();
  const remove = useAction({
    run: () => workspaces.remove(place),
    refresh: [['me'], ['account', place.accountId]],
    quiet: true,
    done: `${workspace.name} was deleted`,
    then: () => void navigate({ to: '/account/$account', params: { account: account_handle } }),
  });
  return (
    <DeleteCard
      what="workspace"
      name={workspace.name}
      handle={workspace.handle}
      description="Its flows, runs, logs, blocks and schedules. It can be brought back for a while; then it is gone for good."
      warning="Workers lose their connection, and nothing is scheduled any more."
      isBusy={remove.isPending}
      error={remove.error}
      onDelete={() => remove.mutate()}
    />
  );
}

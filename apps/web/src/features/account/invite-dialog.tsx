import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { accountRolesQuery, workspaceRolesQuery } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import { invitations } from '../../api/invitations.ts';
import { workspacesQuery } from '../../api/workspaces.ts';
import { Checkbox } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

const ALL = 'all';

function useInvite(onSent: () => void) {
  const { account_id } = useAccount();
  const { data: accountRoles = [] } = useQuery(accountRolesQuery(account_id));
  const { data: workspaceRoles = [] } = useQuery(workspaceRolesQuery(account_id));
  const { data: workspaces = [] } = useQuery(workspacesQuery(account_id));
  const [form, setForm] = useState({
    email: '',
    workspace: ALL,
    accountRole: '',
    workspaceRole: '',
    isForAnybody: false,
  });
  const roleNamed = (roles: readonly { id: string; name: string }[], name: string): string =>
    roles.find((role) => role.name === name)?.id ?? '';
  const accountRole = form.accountRole || roleNamed(accountRoles, 'Member');
  const workspaceRole = form.workspaceRole || roleNamed(workspaceRoles, 'Developer');
  const isForOne = form.workspace !== ALL;
  const send = useAction({
    run: () =>
      invitations.create(account_id, {
        email: form.email.trim(),
        allow_other_address: form.isForAnybody,
        ...(accountRole && !isForOne ? { account_role_id: accountRole } : {}),
        ...(isForOne
          ? { workspace_id: form.workspace, ...(workspaceRole ? { workspace_role_id: workspaceRole } : {}) }
          : {}),
      }),
    refresh: [
      ['account', account_id, 'invitations'],
      ['account', account_id, 'mails'],
    ],
    quiet: true,
    done: (made) => `Invitation sent to ${made.email}`,
    then: onSent,
  });
  return {
    form,
    setForm,
    accountRoles,
    workspaceRoles,
    workspaces,
    accountRole,
    workspaceRole,
    isForOne,
    send,
  };
}

/** Asks somebody to join the account, or just one workspace. */
export function InviteDialog({
  onClose,
  onSent,
}: {
  readonly onClose: () => void;
  readonly onSent: () => void;
}): JSX.Element {
  const {
    form,
    setForm,
    accountRoles,
    workspaceRoles,
    workspaces,
    accountRole,
    workspaceRole,
    isForOne,
    send,
  } = useInvite(onSent);
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change });
  const shown = ['email', 'account_role_id', 'workspace_id', 'workspace_role_id'];
  const optionsOf = (list: readonly { id: string; name: string; description?: string | null }[]) =>
    list.map(({ id, name, description }) => ({ value: id, label: name, hint: description ?? undefined }));
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Invite somebody"
      description="They get a mail with a link that works once."
      action="Send invitation"
      busy={send.isPending}
      error={formError(send.error, shown)}
      onSubmit={() => send.mutate()}
    >
      <Field label="E-mail address" error={fieldError(send.error, 'email')}>
        <Input
          type="email"
          autoFocus
          autoComplete="off"
          value={form.email}
          onChange={(event) => set({ email: event.target.value })}
          placeholder="colleague@example.com"
        />
      </Field>
      <Field
        label="Access to"
        error={fieldError(send.error, 'workspace_id')}
        hint={isForOne ? 'They see this workspace and no other.' : undefined}
      >
        <Select
          value={form.workspace}
          onChange={(workspace) => set({ workspace })}
          options={[{ value: ALL, label: 'The account' }, ...optionsOf(workspaces)]}
        />
      </Field>
      {isForOne ? (
        <Field label="Role in the workspace" error={fieldError(send.error, 'workspace_role_id')}>
          <Select
            value={workspaceRole}
            onChange={(role) => set({ workspaceRole: role })}
            options={optionsOf(workspaceRoles)}
          />
        </Field>
      ) : (
        <Field
          label="Role in the account"
          error={fieldError(send.error, 'account_role_id')}
          hint="Members see only workspaces that they are given."
        >
          <Select
            value={accountRole}
            onChange={(role) => set({ accountRole: role })}
            options={optionsOf(accountRoles)}
          />
        </Field>
      )}
      <Checkbox
        label="Anybody with the link may accept"
        hint="Also with another address than this one."
        checked={form.isForAnybody}
        onChange={(isForAnybody) => set({ isForAnybody })}
      />
    </FormDialog>
  );
}

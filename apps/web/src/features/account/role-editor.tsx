import type { ScopeOfWire, WorkspaceRoleOfWire } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { accounts, scopesQuery, workspaceRolesQuery } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { useAction } from '../inside/use-action.ts';
import { actionText } from './action-text.ts';
import { useAccount } from './account-shell.tsx';

const NONE = 'none';

function useRoleForm(role: WorkspaceRoleOfWire | undefined, onClose: () => void) {
  const { account_id } = useAccount();
  const { data: roles = [] } = useQuery(workspaceRolesQuery(account_id));
  const [form, setForm] = useState({
    name: role?.name ?? '',
    description: role?.description ?? '',
    parent: role?.inherited_role_id ?? NONE,
    scopes: new Set(role?.scopes ?? []),
  });
  const inherited = new Set(roles.find((one) => one.id === form.parent)?.effective_scopes ?? []);
  const body = {
    name: form.name,
    description: form.description || null,
    scopes: [...form.scopes].filter((scope) => !inherited.has(scope)),
    inherited_role_id: form.parent === NONE ? null : form.parent,
  };
  const save = useAction({
    run: (): Promise<unknown> =>
      role ? accounts.updateRole(account_id, role.id, body) : accounts.createRole(account_id, body),
    refresh: [['account', account_id, 'workspace-roles']],
    quiet: true,
    done: role ? 'Role saved' : 'Role created',
    then: onClose,
  });
  const parents = [
    { value: NONE, label: 'No other role' },
    ...roles.filter((one) => one.id !== role?.id).map((one) => ({ value: one.id, label: one.name })),
  ];
  return { form, setForm, inherited, save, parents };
}

/** A role with its permissions, by what they are about. Built-in roles are shown and cannot be changed. */
export function RoleEditor({
  role,
  onClose,
}: {
  readonly role: WorkspaceRoleOfWire | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const { account_id } = useAccount();
  const { data: scopes = [] } = useQuery(scopesQuery(account_id));
  const { form, setForm, inherited, save, parents } = useRoleForm(role, onClose);
  const isFixed = role !== undefined && role.account_id === null;
  const problem = formError(save.error, ['name', 'description', 'inherited_role_id']);
  const toggle = (scope: string, isOn: boolean): void => {
    const next = new Set(form.scopes);
    if (isOn) next.add(scope);
    else next.delete(scope);
    setForm({ ...form, scopes: next });
  };
  const footer = isFixed ? (
    <Button onClick={onClose}>Close</Button>
  ) : (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" busy={save.isPending} onClick={() => save.mutate()}>
        {role ? 'Save role' : 'Create role'}
      </Button>
    </>
  );
  return (
    <Drawer
      open
      onOpenChange={onClose}
      wide
      title={role?.name ?? 'New role'}
      description={
        isFixed ? 'Built in. It cannot be changed; a role of your own can inherit from it.' : undefined
      }
      footer={footer}
    >
      <div className="flex flex-col gap-4">
        {problem && <Notice tone="danger">{problem}</Notice>}
        {!isFixed && (
          <>
            <Field label="Name" error={fieldError(save.error, 'name')}>
              <Input
                autoFocus
                value={form.name}
                onChange={(event) => setForm({ ...form, name: event.target.value })}
                placeholder="Release manager"
              />
            </Field>
            <Field label="Description" optional error={fieldError(save.error, 'description')}>
              <TextArea
                rows={2}
                value={form.description}
                onChange={(event) => setForm({ ...form, description: event.target.value })}
              />
            </Field>
            <Field
              label="Includes"
              error={fieldError(save.error, 'inherited_role_id')}
              hint="Everything that this role may do, and follows its changes."
            >
              <Select
                options={parents}
                value={form.parent}
                onChange={(parent) => setForm({ ...form, parent })}
              />
            </Field>
          </>
        )}
        <Permissions
          scopes={scopes}
          isOn={(scope) => inherited.has(scope) || form.scopes.has(scope)}
          isFixed={(scope) => isFixed || inherited.has(scope)}
          onChange={toggle}
        />
      </div>
    </Drawer>
  );
}

function Permissions(props: {
  readonly scopes: readonly ScopeOfWire[];
  readonly isOn: (scope: string) => boolean;
  readonly isFixed: (scope: string) => boolean;
  readonly onChange: (scope: string, isOn: boolean) => void;
}): JSX.Element {
  const { scopes, isOn, isFixed, onChange } = props;
  const groups = Map.groupBy(scopes, ({ scope }) => scope.slice(0, scope.indexOf(':')));
  return (
    <div className="divide-y divide-line rounded-8 border border-line">
      {[...groups].map(([group, members]) => (
        <fieldset key={group} className="grid gap-x-4 gap-y-2 px-4 py-3 grid-cols-1 sm:grid-cols-[112px_1fr]">
          <legend className="float-left contents font-medium sm:block">{actionText(group)}</legend>
          <div className="flex flex-col gap-2">
            {members.map(({ scope, description }) => (
              <Checkbox
                key={scope}
                label={description}
                checked={isOn(scope)}
                disabled={isFixed(scope)}
                onChange={(next) => onChange(scope, next)}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

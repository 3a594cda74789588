import type { SsoConnectionResponse, SsoGroupMappingCreate, SsoGroupMappingResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { accountRolesQuery, teamsQuery, workspaceRolesQuery } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import { sso, ssoGroupsQuery } from '../../api/sso.ts';
import { workspacesQuery } from '../../api/workspaces.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

/** Everything that a group can be given, by id. */
function useNames() {
  const { account_id } = useAccount();
  const { data: accountRoles = [] } = useQuery(accountRolesQuery(account_id));
  const { data: workspaces = [] } = useQuery(workspacesQuery(account_id));
  const { data: workspaceRoles = [] } = useQuery(workspaceRolesQuery(account_id));
  const { data: teams = [] } = useQuery(teamsQuery(account_id));
  const options = (list: readonly { readonly id: string; readonly name: string }[]) =>
    list.map(({ id, name }) => ({ value: id, label: name }));
  const all = [...accountRoles, ...workspaces, ...workspaceRoles, ...teams];
  const names = new Map(all.map(({ id, name }) => [id, name]));
  return {
    nameOf: (id: string | null) => names.get(id ?? '') ?? '…',
    accountRoles: options(accountRoles),
    workspaces: options(workspaces),
    workspaceRoles: options(workspaceRoles),
    teams: options(teams),
  };
}

/** What people of a provider's group get when they sign in. */
export function SsoGroups({ connection }: { readonly connection: SsoConnectionResponse }): JSX.Element {
  const { account_id } = useAccount();
  const { id, group_claim: claim } = connection;
  const { data: mappings = [] } = useQuery(ssoGroupsQuery(account_id, id));
  const names = useNames();
  const [isAdding, setAdding] = useState(false);
  const remove = useAction({
    run: (mapping: SsoGroupMappingResponse) => sso.unmapGroup(account_id, id, mapping.id),
    refresh: [['account', account_id, 'sso', id]],
    done: 'Group taken away',
  });
  const gainOf = (one: SsoGroupMappingResponse): string => {
    if (one.team_id) return `Member of ${names.nameOf(one.team_id)}`;
    if (one.workspace_id)
      return `${names.nameOf(one.workspace_role_id)} in ${names.nameOf(one.workspace_id)}`;
    return `${names.nameOf(one.account_role_id)} of the account`;
  };
  return (
    <section aria-label="Groups" className="mt-4 border-t border-line pt-4">
      <div className="flex items-start justify-between gap-4">
        <div>
          <h3 className="font-medium">Groups</h3>
          <p className="mb-3 text-ink-2">
            {claim
              ? `What people of a group get at each sign-in; groups are read from “${claim}”.`
              : 'Name the group claim of the provider first (Edit).'}
          </p>
        </div>
        <Button size="small" icon="plus" disabled={!claim} onClick={() => setAdding(true)}>
          Map a group
        </Button>
      </div>
      {mappings.length > 0 && (
        <ul aria-label="Mapped groups" className="divide-y divide-line rounded-6 border border-line">
          {mappings.map((one) => (
            <li key={one.id} className="flex items-center gap-3 px-3 py-2">
              <span className="min-w-0 flex-1 truncate font-mono text-12 font-medium">{one.group}</span>
              <span className="min-w-0 flex-1 truncate text-ink-2">{gainOf(one)}</span>
              <IconButton
                icon="trash"
                size="small"
                label={`Take away ${one.group}`}
                onClick={() => remove.mutate(one)}
              />
            </li>
          ))}
        </ul>
      )}
      {isAdding && <MapDialog connectionId={id} names={names} onClose={() => setAdding(false)} />}
    </section>
  );
}

const GAINS = [
  { value: 'account', label: 'Account role' },
  { value: 'workspace', label: 'Workspace role' },
  { value: 'team', label: 'Team' },
] as const;
const FIELDS = ['group', 'account_role_id', 'workspace_id', 'workspace_role_id', 'team_id'];
type Gain = (typeof GAINS)[number]['value'];

function MapDialog(props: {
  connectionId: string;
  names: ReturnType<typeof useNames>;
  onClose: () => void;
}): JSX.Element {
  const { connectionId, names, onClose } = props;
  const { account_id } = useAccount();
  const [group, setGroup] = useState('');
  const [gain, setGain] = useState<Gain>('workspace');
  const [ids, setIds] = useState<Partial<Record<keyof SsoGroupMappingCreate, string>>>({});
  const put = (name: keyof SsoGroupMappingCreate) => (id: string) => setIds({ ...ids, [name]: id });
  const body: SsoGroupMappingCreate = {
    group: group.trim(),
    account_role_id: gain === 'account' ? (ids.account_role_id ?? null) : null,
    workspace_id: gain === 'workspace' ? (ids.workspace_id ?? null) : null,
    workspace_role_id: gain === 'workspace' ? (ids.workspace_role_id ?? null) : null,
    team_id: gain === 'team' ? (ids.team_id ?? null) : null,
  };
  const isWhole =
    body.group !== '' &&
    Boolean(body.account_role_id ?? body.team_id ?? (body.workspace_id && body.workspace_role_id));
  const add = useAction({
    run: () => sso.mapGroup(account_id, connectionId, body),
    refresh: [['account', account_id, 'sso', connectionId]],
    quiet: true,
    done: 'Group mapped',
    then: onClose,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Map a group"
      description="People who are in the group get this when they sign in, and lose it when they are no longer in it."
      action="Map group"
      busy={add.isPending}
      disabled={!isWhole}
      error={formError(add.error, FIELDS)}
      onSubmit={() => add.mutate()}
    >
      <Field label="Group" hint="As the provider names it." error={fieldError(add.error, 'group')}>
        <Input
          mono
          autoFocus
          autoComplete="off"
          value={group}
          onChange={({ target }) => setGroup(target.value)}
        />
      </Field>
      <div>
        <Segments label="Gets" options={GAINS} value={gain} onChange={setGain} />
      </div>
      {gain === 'account' && (
        <Field label="Account role" error={fieldError(add.error, 'account_role_id')}>
          <Select
            options={names.accountRoles}
            value={ids.account_role_id}
            onChange={put('account_role_id')}
          />
        </Field>
      )}
      {gain === 'workspace' && (
        <>
          <Field label="Workspace" error={fieldError(add.error, 'workspace_id')}>
            <Combobox options={names.workspaces} value={ids.workspace_id} onChange={put('workspace_id')} />
          </Field>
          <Field label="Workspace role" error={fieldError(add.error, 'workspace_role_id')}>
            <Select
              options={names.workspaceRoles}
              value={ids.workspace_role_id}
              onChange={put('workspace_role_id')}
            />
          </Field>
        </>
      )}
      {gain === 'team' && (
        <Field label="Team" error={fieldError(add.error, 'team_id')}>
          <Combobox options={names.teams} value={ids.team_id} onChange={put('team_id')} />
        </Field>
      )}
    </FormDialog>
  );
}

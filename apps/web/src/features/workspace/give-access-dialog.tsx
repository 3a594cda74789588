import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { botsQuery, membersQuery, teamsQuery, workspaceRolesQuery } from '../../api/accounts.ts';
import { formError } from '../../api/api-error.ts';
import { type AccessKind, workspaces } from '../../api/workspaces.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { personName } from '../inside/person-menu.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from './workspace-shell.tsx';

const isKind = (text: string): text is AccessKind => text === 'user' || text === 'bot' || text === 'team';

/** A role in this workspace for somebody of the account. */
export function GiveAccessDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { place } = useWorkspace();
  const { accountId } = place;
  const { data: people = [] } = useQuery(membersQuery(accountId));
  const { data: bots = [] } = useQuery(botsQuery(accountId));
  const { data: teams = [] } = useQuery(teamsQuery(accountId));
  const { data: roles = [] } = useQuery(workspaceRolesQuery(accountId));
  const [who, setWho] = useState<string | undefined>();
  const [role, setRole] = useState<string | undefined>();
  const chosen = role ?? roles.find((one) => one.name === 'Developer')?.id;
  const options = [
    ...people.map((one) => ({ value: `user:${one.user_id}`, label: personName(one), hint: one.email })),
    ...teams.map((one) => ({ value: `team:${one.id}`, label: one.name, hint: 'Team' })),
    ...bots.map((one) => ({ value: `bot:${one.id}`, label: one.name, hint: 'Service account' })),
  ];
  const give = useAction({
    run: async () => {
      const [kind = '', id = ''] = (who ?? '').split(':');
      if (isKind(kind) && chosen) await workspaces.grant(place, kind, id, chosen);
    },
    refresh: [['workspace', place.workspaceId, 'access']],
    quiet: true,
    done: 'Access given',
    then: onClose,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Give access"
      description="To somebody who is already in the account. Others are invited under Members."
      action="Give access"
      busy={give.isPending}
      disabled={!who || !chosen}
      error={formError(give.error, [])}
      onSubmit={() => give.mutate()}
    >
      <Field label="Who">
        <Combobox
          options={options}
          value={who}
          onChange={setWho}
          placeholder="Choose a person, team or service account"
          searchLabel="Search"
        />
      </Field>
      <Field label="Role">
        <Select
          value={chosen}
          onChange={setRole}
          options={roles.map((one) => ({
            value: one.id,
            label: one.name,
            hint: one.description ?? undefined,
          }))}
        />
      </Field>
    </FormDialog>
  );
}

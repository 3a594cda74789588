import type { Team, TeamMembership } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { accounts, botsQuery, membersQuery, teamQuery } from '../../api/accounts.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { personName } from '../inside/person-menu.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

/** Who is in a team. */
export function TeamDrawer({
  team,
  onClose,
}: {
  readonly team: Team;
  readonly onClose: () => void;
}): JSX.Element {
  const { account_id } = useAccount();
  const query = useQuery(teamQuery(account_id, team.id));
  const { data: people = [] } = useQuery(membersQuery(account_id));
  const { data: bots = [] } = useQuery(botsQuery(account_id));
  const members = query.data?.memberships ?? [];
  const set = useAction({
    run: (next: readonly Pick<TeamMembership, 'member_id' | 'member_type'>[]) =>
      accounts.setTeamMembers(
        account_id,
        team.id,
        next.map(({ member_id, member_type }) => ({ member_id, member_type })),
      ),
    refresh: [['account', account_id, 'teams']],
  });
  const known = new Set(members.map((member) => member.member_id));
  const candidates = [
    ...people.map((person) => ({
      value: `user:${person.user_id}`,
      label: personName(person),
      hint: person.email,
    })),
    ...bots.map((bot) => ({ value: `service_account:${bot.id}`, label: bot.name, hint: 'Service account' })),
  ].filter(({ value }) => !known.has(value.slice(value.indexOf(':') + 1)));
  const add = (value: string): void => {
    const [type, id = ''] = value.split(':');
    set.mutate([...members, { member_id: id, member_type: type === 'user' ? 'user' : 'service_account' }]);
  };
  return (
    <Drawer open onOpenChange={onClose} title={team.name} description={team.description ?? undefined}>
      <Combobox
        label="Add a member"
        placeholder="Add a member…"
        searchLabel="Search people and service accounts"
        options={candidates}
        value={undefined}
        onChange={add}
        className="mb-4 w-full"
      />
      <QueryView query={query} rows={3}>
        {() =>
          members.length === 0 ? (
            <p className="py-8 text-center text-ink-3">Nobody is in this team yet.</p>
          ) : (
            <ul
              aria-label="Members of the team"
              className="divide-y divide-line rounded-8 border border-line"
            >
              {members.map((member) => (
                <li key={member.id} className="flex h-14 items-center gap-3 px-3">
                  {member.member_type === 'user' ? (
                    <Avatar name={member.name} size={32} />
                  ) : (
                    <Avatar name={member.name} icon="bot" square size={32} />
                  )}
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{member.name}</span>
                    <span className="block truncate text-12 text-ink-3">
                      {member.email ?? 'Service account'}
                    </span>
                  </span>
                  <IconButton
                    icon="x"
                    size="small"
                    label={`Take ${member.name} out`}
                    onClick={() => set.mutate(members.filter((one) => one.id !== member.id))}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Drawer>
  );
}

import type { WorkspaceAccessOfWire } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { workspaceRolesQuery } from '../../api/accounts.ts';
import { type AccessKind, accessQuery, workspaces } from '../../api/workspaces.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { DayText } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { GiveAccessDialog } from './give-access-dialog.tsx';
import { useWorkspace } from './workspace-shell.tsx';

interface Grant extends WorkspaceAccessOfWire {
  readonly kind: AccessKind;
}
const SIGNS = { user: undefined, bot: 'bot', team: 'users' } as const;
const WORDS = { user: 'Person', bot: 'Service account', team: 'Team' } as const;
const nameOf = (grant: Grant): string => grant.name ?? grant.email ?? grant.actor_id;

const columnsWith = (actions: (grant: Grant) => JSX.Element): readonly Column<Grant>[] => [
  {
    key: 'actor',
    title: 'Who',
    width: 'minmax(160px, 2fr)',
    cell: (grant) => {
      const icon = SIGNS[grant.kind];
      return (
        <span className="flex min-w-0 items-center gap-3">
          {icon ? (
            <Avatar name={nameOf(grant)} icon={icon} square size={32} />
          ) : (
            <Avatar name={nameOf(grant)} size={32} />
          )}
          <span className="min-w-0">
            <span className="block truncate font-medium">{nameOf(grant)}</span>
            <span className="block truncate text-12 text-ink-3">{grant.email ?? WORDS[grant.kind]}</span>
          </span>
        </span>
      );
    },
  },
  {
    key: 'role',
    title: 'Role',
    width: '104px',
    cell: (grant) => <span className="truncate">{grant.workspace_role_name ?? '–'}</span>,
  },
  {
    key: 'since',
    title: 'Since',
    width: '120px',
    align: 'end',
    wideOnly: true,
    cell: (grant) => (
      <span className="text-ink-2">
        <DayText at={grant.created} />
      </span>
    ),
  },
  { key: 'actions', title: 'Actions', width: '32px', align: 'end', hideTitle: true, cell: actions },
];

/** Who may enter the workspace. Owners and admins of the account always may, and are not listed. */
export function AccessPage(): JSX.Element {
  const { place } = useWorkspace();
  const query = useQuery(accessQuery(place));
  const [isGiving, setGiving] = useState(false);
  const give = (
    <Button kind="primary" icon="plus" onClick={() => setGiving(true)}>
      Give access
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Access"
        description="Owners and admins of the account may always enter. Others need a role here."
        actions={give}
      />
      <QueryView query={query}>
        {({ users, bots, teams }) => {
          const rows: Grant[] = [
            ...users.map((grant) => ({ ...grant, kind: 'user' as const })),
            ...teams.map((grant) => ({ ...grant, kind: 'team' as const })),
            ...bots.map((grant) => ({ ...grant, kind: 'bot' as const })),
          ];
          return (
            <Table
              label="Access"
              rows={rows}
              columns={columnsWith((grant) => (
                <GrantMenu grant={grant} />
              ))}
              rowKey={(grant) => grant.id}
              rowHeight={56}
              empty={
                <EmptyState icon="users" title="Nobody else has access yet" action={give}>
                  Give a role to people, teams or service accounts.
                </EmptyState>
              }
            />
          );
        }}
      </QueryView>
      {isGiving && <GiveAccessDialog onClose={() => setGiving(false)} />}
    </>
  );
}

function GrantMenu({ grant }: { grant: Grant }): JSX.Element {
  const { place } = useWorkspace();
  const { data: roles = [] } = useQuery(workspaceRolesQuery(place.accountId));
  const refresh = [['workspace', place.workspaceId, 'access']];
  const change = useAction({
    run: (roleId: string) => workspaces.grant(place, grant.kind, grant.actor_id, roleId),
    refresh,
    done: 'Role changed',
  });
  const take = useAction({
    run: () =>
      workspaces.take(
        place,
        grant.kind,
        grant.kind === 'team' ? (grant.team_id ?? grant.actor_id) : grant.id,
      ),
    refresh,
    done: `${nameOf(grant)} has no access any more`,
  });
  return (
    <Menu trigger={<IconButton icon="dots" label={`Actions for ${nameOf(grant)}`} size="small" />}>
      <MenuChoice
        label="Role"
        value={grant.workspace_role_id}
        onChange={(roleId) => change.mutate(roleId)}
        options={roles.map((role) => ({ value: role.id, label: role.name }))}
      />
      <MenuLine />
      <MenuItem icon="trash" danger onSelect={() => take.mutate()}>
        Take access away
      </MenuItem>
    </Menu>
  );
}

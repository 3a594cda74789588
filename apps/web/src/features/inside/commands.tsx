import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type LinkProps, useRouter } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { myAccountsQuery, myWorkspacesQuery } from '../../api/accounts.ts';
import { type NamedKind, namedThingsQuery } from '../../api/named-things.ts';
import type { WorkspacePlace } from '../../api/workspaces.ts';
import { type CommandItem, CommandMenu } from '../../ui/command-menu.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { setTheme } from '../../ui/theme.ts';
import type { NavGroup } from './navigation.ts';
import { useRested } from './use-rested.ts';

type Go = (link: Pick<LinkProps, 'to' | 'params'>) => () => void;
interface CommandsProps {
  readonly groups: readonly NavGroup[];
  /** Where things are looked for by name. */
  readonly searchIn: WorkspacePlace | undefined;
  readonly onKeys: () => void;
  readonly onOpenChange: (open: boolean) => void;
}

/** Pages, workspaces, settings of one's own; in a workspace also its runs, flows, deployments and work pools by name. */
export function Commands({ groups, searchIn, onKeys, onOpenChange }: CommandsProps): JSX.Element {
  const router = useRouter();
  const go: Go = (link) => () => void router.navigate(link as Parameters<typeof router.navigate>[0]);
  const places = usePlaces(go);
  const [query, setQuery] = useState('');
  const things = useThings(searchIn, query, go);
  const pages = groups.flatMap(({ label = 'Here', items }) =>
    items.map((entry) => ({
      id: `${label}/${entry.label}`,
      label: entry.label,
      group: label,
      icon: entry.icon,
      run: go(entry.link),
    })),
  );
  return (
    <CommandMenu
      open
      onOpenChange={onOpenChange}
      items={[...pages, ...places, ...own(go, onKeys)]}
      {...(searchIn ? { ...things, onQuery: setQuery } : {})}
    />
  );
}

function usePlaces(go: Go): readonly CommandItem[] {
  const { data: accounts = [] } = useQuery(myAccountsQuery);
  const { data: workspaces = [] } = useQuery(myWorkspacesQuery);
  return [
    ...workspaces.map((one) => ({
      id: one.workspace_id,
      label: one.workspace_name,
      hint: one.account_name,
      group: 'Workspaces',
      icon: 'cube' as const,
      run: go({
        to: '/account/$account/workspace/$workspace',
        params: { account: one.account_id, workspace: one.workspace_id },
      }),
    })),
    ...accounts.map((one) => ({
      id: one.account_id,
      label: one.account_name,
      group: 'Accounts',
      icon: 'users' as const,
      run: go({ to: '/account/$account', params: { account: one.account_handle } }),
    })),
  ];
}

const BASE = '/account/$account/workspace/$workspace';
const THINGS: Readonly<
  Record<NamedKind, { group: string; icon: IconName; path: string; by: 'id' | 'name' }>
> = {
  deployment: { group: 'Deployments', icon: 'rocket', path: 'deployments/deployment/$id', by: 'id' },
  flow: { group: 'Flows', icon: 'flow', path: 'flows/flow/$id', by: 'id' },
  pool: { group: 'Work pools', icon: 'layers', path: 'work-pools/work-pool/$name', by: 'name' },
  run: { group: 'Runs', icon: 'activity', path: 'runs/flow-run/$id', by: 'id' },
};
const NOWHERE: WorkspacePlace = { accountId: '', workspaceId: '' };

function useThings(
  place: WorkspacePlace | undefined,
  query: string,
  go: Go,
): { readonly found: readonly CommandItem[]; readonly isSearching: boolean } {
  const text = useRested(query.trim());
  const asked = namedThingsQuery(place ?? NOWHERE, place ? text : '');
  const { data = [], isFetching } = useQuery({ ...asked, placeholderData: keepPreviousData });
  const found = data.map(({ kind, id, name }) => {
    const { group, icon, path, by } = THINGS[kind];
    const params = {
      account: place?.accountId,
      workspace: place?.workspaceId,
      [by]: by === 'id' ? id : name,
    };
    return { id: `${kind}/${id}`, label: name, group, icon, run: go({ to: `${BASE}/${path}`, params }) };
  });
  return { found, isSearching: isFetching || query.trim() !== text };
}

const own = (go: Go, onKeys: () => void): readonly CommandItem[] => [
  { id: 'profile', label: 'Profile', group: 'You', icon: 'user', run: go({ to: '/profile' }) },
  { id: 'api-keys', label: 'API keys', group: 'You', icon: 'key', run: go({ to: '/profile/keys' }) },
  { id: 'keys', label: 'Keys of the keyboard', group: 'You', icon: 'info', hint: '?', run: onKeys },
  { id: 'light', label: 'Light theme', group: 'You', icon: 'sun', run: () => setTheme('light') },
  { id: 'dark', label: 'Dark theme', group: 'You', icon: 'moon', run: () => setTheme('dark') },
  {
    id: 'system',
    label: 'Theme of the system',
    group: 'You',
    icon: 'desktop',
    run: () => setTheme('system'),
  },
];

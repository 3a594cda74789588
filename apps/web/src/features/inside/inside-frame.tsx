import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps, Outlet, useRouter } from '@tanstack/react-router';
import { type JSX, lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { myAccountsQuery, myWorkspacesQuery } from '../../api/accounts.ts';
import { authStateQuery } from '../../api/session.ts';
import type { CommandItem } from '../../ui/command-menu.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Shell, SideGroup, sideItemClass } from '../../ui/shell.tsx';
import { setTheme } from '../../ui/theme.ts';
import { ToastPlace } from '../../ui/toast.tsx';
import { useCommandKey } from '../../ui/use-command-key.ts';
import { PersonMenu } from './person-menu.tsx';

const CommandMenu = lazy(() =>
  import('../../ui/command-menu.tsx').then((module) => ({ default: module.CommandMenu })),
);

/** One place of the navigation. */
export interface NavItem {
  readonly label: string;
  readonly icon: IconName;
  readonly link: Pick<LinkProps, 'to' | 'params'>;
  /** Only at exactly this address. */
  readonly exact?: boolean;
}
export interface NavGroup {
  readonly label?: string;
  readonly items: readonly NavItem[];
}

function NavLink({ item }: { item: NavItem }): JSX.Element {
  return (
    <Link {...item.link} activeOptions={{ exact: item.exact ?? false }} className={sideItemClass}>
      <Icon name={item.icon} />
      {item.label}
    </Link>
  );
}

/** The frame of all pages inside, with the command menu. */
export function InsideFrame(props: {
  readonly place: ReactNode;
  readonly groups: readonly NavGroup[];
  readonly wide?: boolean;
}): JSX.Element {
  const { place, groups, wide = false } = props;
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(() => setOpen(true), []);
  useCommandKey(open);
  const isMac = navigator.userAgent.includes('Mac');
  return (
    <ToastPlace>
      <Shell
        place={place}
        wide={wide}
        person={<PersonMenu />}
        banner={<LocalBanner />}
        nav={
          <>
            <button
              type="button"
              onClick={open}
              className="mb-4 flex h-8 w-full items-center gap-2.5 rounded-6 border border-line bg-surface px-2 text-13 text-ink-3 shadow-0 transition-colors hover:border-line-strong"
            >
              <Icon name="search" size={14} />
              <span className="flex-1 text-left">Go to…</span>
              <kbd className="font-sans text-12">{isMac ? '⌘K' : 'Ctrl K'}</kbd>
            </button>
            {groups.map((group) => (
              <SideGroup key={group.label ?? ''} {...(group.label ? { label: group.label } : {})}>
                {group.items.map((item) => (
                  <NavLink key={item.label} item={item} />
                ))}
              </SideGroup>
            ))}
          </>
        }
      >
        <Outlet />
      </Shell>
      {isOpen && (
        <Suspense fallback={null}>
          <Commands groups={groups} onOpenChange={setOpen} />
        </Suspense>
      )}
    </ToastPlace>
  );
}

/** A machine in local mode acts for whoever sits there: that must not be mistaken for a sign-in. */
function LocalBanner(): JSX.Element | null {
  const { data: state } = useQuery(authStateQuery);
  if (!state?.local_mode || state.session) return null;
  return (
    <p className="flex flex-wrap items-center justify-center gap-x-2 border-b border-line bg-accent-soft px-4 py-1.5 text-center text-12 text-accent-strong">
      Local mode: on this machine everybody is the owner.
      <Link to="/auth/sign-up" className="font-medium underline underline-offset-2">
        Create a user
      </Link>
    </p>
  );
}

function Commands({
  groups,
  onOpenChange,
}: {
  groups: readonly NavGroup[];
  onOpenChange: (open: boolean) => void;
}): JSX.Element {
  const router = useRouter();
  const { data: accounts = [] } = useQuery(myAccountsQuery);
  const { data: workspaces = [] } = useQuery(myWorkspacesQuery);
  const go = (link: Pick<LinkProps, 'to' | 'params'>) => () =>
    void router.navigate(link as Parameters<typeof router.navigate>[0]);
  const items: CommandItem[] = [
    ...groups.flatMap(({ label = 'Here', items: entries }) =>
      entries.map((entry) => ({
        id: `${label}/${entry.label}`,
        label: entry.label,
        group: label,
        icon: entry.icon,
        run: go(entry.link),
      })),
    ),
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
    { id: 'profile', label: 'Profile', group: 'You', icon: 'user', run: go({ to: '/profile' }) },
    { id: 'keys', label: 'API keys', group: 'You', icon: 'key', run: go({ to: '/profile/keys' }) },
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
  return <CommandMenu items={items} open onOpenChange={onOpenChange} />;
}

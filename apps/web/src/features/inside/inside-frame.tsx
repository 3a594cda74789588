import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { type JSX, lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { authStateQuery } from '../../api/session.ts';
import type { WorkspacePlace } from '../../api/workspaces.ts';
import { Icon } from '../../ui/icon.tsx';
import { Shell, SideGroup, sideItemClass } from '../../ui/shell.tsx';
import { ToastPlace } from '../../ui/toast.tsx';
import { useCommandKey } from '../../ui/use-command-key.ts';
import { useHelpKey } from '../../ui/use-help-key.ts';
import type { NavGroup, NavItem } from './navigation.ts';
import { PersonMenu } from './person-menu.tsx';

const Commands = lazy(() => import('./commands.tsx').then((module) => ({ default: module.Commands })));
const KeysDialog = lazy(() => import('./keys-dialog.tsx').then((module) => ({ default: module.KeysDialog })));

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
  /** The workspace whose things the command menu finds by name. */
  readonly searchIn?: WorkspacePlace;
}): JSX.Element {
  const { place, groups, wide = false, searchIn } = props;
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(() => setOpen(true), []);
  useCommandKey(open);
  const [isHelping, setHelping] = useState(false);
  const help = useCallback(() => setHelping(true), []);
  useHelpKey(help);
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
          <Commands groups={groups} searchIn={searchIn} onKeys={help} onOpenChange={setOpen} />
        </Suspense>
      )}
      {isHelping && (
        <Suspense fallback={null}>
          <KeysDialog onClose={() => setHelping(false)} />
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

import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { auth, authStateQuery, meQuery } from '../../api/session.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { itemClass } from '../../ui/layer.ts';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { setTheme, useTheme } from '../../ui/theme.ts';
import { useForgetPerson } from '../auth/use-signed-in.ts';

/** What to call somebody. */
export const personName = (person: {
  first_name?: string | null;
  last_name?: string | null;
  handle: string;
}): string => [person.first_name, person.last_name].filter(Boolean).join(' ') || person.handle;

/** Who one is, with what concerns only oneself. */
export function PersonMenu(): JSX.Element {
  const { data: me } = useQuery(meQuery);
  const { data: state } = useQuery(authStateQuery);
  const theme = useTheme();
  const forget = useForgetPerson();
  const signOut = useMutation({ mutationFn: auth.signOut, onSettled: forget });
  const name = me ? personName(me) : ' ';
  return (
    <Menu
      align="start"
      className="w-56"
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-2.5 rounded-6 p-1.5 text-left transition-colors hover:bg-hover"
          aria-label={`${name}, your menu`}
        >
          <Avatar name={name} size={24} />
          <span className="min-w-0 flex-1">
            <span className="block truncate text-13 font-medium">{name}</span>
          </span>
          <Icon name="chevronsUpDown" size={14} className="text-ink-3" />
        </button>
      }
    >
      <p className="px-2 pt-1.5 pb-1 text-12 break-words text-ink-3">
        {me?.email ?? (state?.local_mode ? 'On this machine' : me?.handle)}
      </p>
      <MenuItem asChild>
        <Link to="/profile" className={itemClass}>
          <Icon name="user" size={14} className="text-ink-3" />
          Profile
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/profile/keys" className={itemClass}>
          <Icon name="key" size={14} className="text-ink-3" />
          API keys
        </Link>
      </MenuItem>
      <MenuLine />
      <MenuChoice
        label="Theme"
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: 'System', icon: 'desktop' },
          { value: 'light', label: 'Light', icon: 'sun' },
          { value: 'dark', label: 'Dark', icon: 'moon' },
        ]}
      />
      <MenuLine />
      {state?.session ? (
        <MenuItem icon="exit" onSelect={() => signOut.mutate()}>
          Sign out
        </MenuItem>
      ) : (
        <MenuItem asChild>
          <Link to="/auth/sign-in" className={itemClass}>
            <Icon name="exit" size={14} className="text-ink-3" />
            Sign in as a user
          </Link>
        </MenuItem>
      )}
    </Menu>
  );
}

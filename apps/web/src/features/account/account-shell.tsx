import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useQuery } from '@tanstack/react-query';
import { authStateQuery } from '../../api/session.ts';
import { InsideFrame } from '../inside/inside-frame.tsx';
import type { NavGroup } from '../inside/navigation.ts';
import { PlaceMenu } from '../inside/place-menu.tsx';

const route = getRouteApi('/account/$account');

/** The frame of an account. */
export function AccountShell(): JSX.Element {
  const account = route.useLoaderData();
  const params = route.useParams();
  const { data: state } = useQuery(authStateQuery);
  const base = '/account/$account';
  const at = (path: string) => ({ to: `${base}${path}`, params });
  const groups: NavGroup[] = [
    { items: [{ label: 'Workspaces', icon: 'cube', link: at(''), exact: true }] },
    {
      label: 'People',
      items: [
        { label: 'Members', icon: 'user', link: at('/members') },
        { label: 'Teams', icon: 'users', link: at('/teams') },
        { label: 'Service accounts', icon: 'bot', link: at('/service-accounts') },
        { label: 'Roles', icon: 'shieldCheck', link: at('/roles') },
      ],
    },
    {
      label: 'Security',
      items: [
        { label: 'Single sign-on', icon: 'lock', link: at('/sso') },
        { label: 'Network', icon: 'globe', link: at('/network') },
        { label: 'Audit log', icon: 'history', link: at('/audit') },
      ],
    },
    {
      label: 'Account',
      items: [
        { label: 'Usage', icon: 'gauge', link: at('/usage') },
        ...(state?.mail === false ? [{ label: 'Mails', icon: 'mail', link: at('/mails') } as const] : []),
        { label: 'Settings', icon: 'gear', link: at('/settings') },
      ],
    },
  ];
  return <InsideFrame place={<PlaceMenu name={account.account_name} detail="Account" />} groups={groups} />;
}

/** The account of the page. */
export const useAccount = () => route.useLoaderData();

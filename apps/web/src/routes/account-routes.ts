import { createRoute, notFound } from '@tanstack/react-router';
import { handleQuery, myAccountsQuery } from '../api/accounts.ts';
import { lazy, requirePerson, rootRoute } from './root.ts';

/** `/account/{handle or id}`; former handles lead to the account too. */
const account = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account/$account',
  beforeLoad: requirePerson,
  loader: async ({ context: { queryClient }, params }) => {
    const mine = await queryClient.ensureQueryData(myAccountsQuery);
    const known = mine.find(
      (one) => one.account_id === params.account || one.account_handle === params.account,
    );
    if (known) return known;
    const moved = await queryClient.ensureQueryData(handleQuery(params.account)).catch(() => undefined);
    const found = mine.find((one) => one.account_id === moved?.account_id);
    if (!found) throw notFound();
    return found;
  },
  component: lazy(() => import('../features/account/account-shell.tsx'), 'AccountShell'),
});
const getParentRoute = () => account;

export const accountRoutes = account.addChildren([
  createRoute({
    getParentRoute,
    path: '/',
    component: lazy(() => import('../features/account/workspaces-page.tsx'), 'WorkspacesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/members',
    component: lazy(() => import('../features/account/members-page.tsx'), 'MembersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/service-accounts',
    component: lazy(() => import('../features/account/service-accounts-page.tsx'), 'ServiceAccountsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/teams',
    component: lazy(() => import('../features/account/teams-page.tsx'), 'TeamsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/roles',
    component: lazy(() => import('../features/account/roles-page.tsx'), 'RolesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/sso',
    component: lazy(() => import('../features/account/sso-page.tsx'), 'SsoPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/network',
    component: lazy(() => import('../features/account/network-page.tsx'), 'NetworkPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audit',
    component: lazy(() => import('../features/account/audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/usage',
    component: lazy(() => import('../features/account/usage-page.tsx'), 'UsagePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/mails',
    component: lazy(() => import('../features/account/mails-page.tsx'), 'MailsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    component: lazy(() => import('../features/account/settings-page.tsx'), 'SettingsPage'),
  }),
]);

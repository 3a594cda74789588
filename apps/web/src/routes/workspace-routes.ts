import { createRoute, notFound } from '@tanstack/react-router';
import { myWorkspacesQuery } from '../api/accounts.ts';
import { lazy, requirePerson, rootRoute } from './root.ts';

/** Ids, as clients print them in links; handles work too. */
const workspace = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account/$account/workspace/$workspace',
  beforeLoad: requirePerson,
  loader: async ({ context: { queryClient }, params }) => {
    const mine = await queryClient.ensureQueryData(myWorkspacesQuery);
    const found = mine.find(
      (one) =>
        (one.account_id === params.account || one.account_handle === params.account) &&
        (one.workspace_id === params.workspace || one.workspace_handle === params.workspace),
    );
    if (!found) throw notFound();
    return found;
  },
  component: lazy(() => import('../features/workspace/workspace-shell.tsx'), 'WorkspaceShell'),
});
const getParentRoute = () => workspace;
const dashboard = lazy(() => import('../features/workspace/dashboard-page.tsx'), 'DashboardPage');

export const workspaceRoutes = workspace.addChildren([
  createRoute({ getParentRoute, path: '/', component: dashboard }),
  createRoute({ getParentRoute, path: '/dashboard', component: dashboard }),
  createRoute({
    getParentRoute,
    path: '/settings',
    component: lazy(() => import('../features/workspace/settings-page.tsx'), 'WorkspaceSettingsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/access',
    component: lazy(() => import('../features/workspace/access-page.tsx'), 'AccessPage'),
  }),
]);

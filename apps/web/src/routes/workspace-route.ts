import { createRoute, notFound } from '@tanstack/react-router';
import { myWorkspacesQuery } from '../api/accounts.ts';
import { lazy, requirePerson, rootRoute } from './root.ts';

/** Ids, as clients print them in links; handles work too. */
export const workspaceRoute = createRoute({
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

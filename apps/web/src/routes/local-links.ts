import { createRoute, redirect } from '@tanstack/react-router';
import { myWorkspacesQuery } from '../api/accounts.ts';
import { requirePerson, rootRoute, type RouterContext } from './root.ts';

interface Loaded {
  readonly context: RouterContext;
  readonly location: { readonly href: string };
}

/**
 * Links that clients print when they were told only the address of the server: they name no workspace, so they mean
 * the first one that the person has.
 * @throws a redirect
 */
async function toFirstWorkspace({ context, location }: Loaded): Promise<void> {
  const [first] = await context.queryClient.ensureQueryData(myWorkspacesQuery);
  if (!first) throw redirect({ to: '/' });
  throw redirect({
    href: `/account/${first.account_id}/workspace/${first.workspace_id}${location.href}`,
    replace: true,
  });
}

export const localLinks = (
  ['/dashboard', '/runs/$', '/flows/$', '/deployments/$', '/work-pools/$'] as const
).map((path) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    beforeLoad: requirePerson,
    loader: toFirstWorkspace,
  }),
);

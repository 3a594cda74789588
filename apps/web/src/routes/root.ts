import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { authStateQuery } from '../api/session.ts';
import { Root } from './root-page.tsx';

export interface RouterContext {
  readonly queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Root });

interface Guarded {
  readonly context: RouterContext;
  readonly location: { readonly href: string };
}

/**
 * Lets pass who is signed in, and everybody on a machine in local mode; others sign in first and come back.
 * @throws a redirect
 */
export async function requirePerson({ context, location }: Guarded): Promise<void> {
  const state = await context.queryClient.ensureQueryData(authStateQuery);
  if (state.session || state.local_mode) return;
  throw redirect({ to: '/auth/sign-in', search: { next: location.href } });
}

/** A page in a file of its own: it is loaded when somebody goes there. */
export const lazy = lazyRouteComponent;

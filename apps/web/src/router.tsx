import { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { ApiError } from './api/api-error.ts';
import { reach, whenSessionEnds } from './api/http.ts';
import { authStateQuery } from './api/session.ts';
import { CrashPage, NotFoundPage, PendingPage } from './routes/states.tsx';
import { routeTree } from './routes/tree.ts';

const RETRIES_MAX = 2;

/** What the pages know about the server. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // a refusal stays a refusal; only a busy or unreachable server is asked again
      retry: (failures, error) =>
        failures < RETRIES_MAX && error instanceof ApiError && (error.status === 0 || error.status >= 502),
    },
  },
});

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultPendingMs: 200,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: CrashPage,
  defaultPendingComponent: PendingPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

// An answer said that the session is over: one signs in again and comes back to where one was.
whenSessionEnds(() => {
  const known = queryClient.getQueryData(authStateQuery.queryKey);
  if (!known?.session) return;
  queryClient.setQueryData(authStateQuery.queryKey, { ...known, session: null });
  const { href, pathname } = router.state.location;
  if (known.local_mode || pathname.startsWith('/auth/')) return void router.invalidate();
  void router.navigate({ to: '/auth/sign-in', search: { next: href, ended: 'yes' }, replace: true });
});

// The server answers again: what could not be read, or may have changed meanwhile, is asked for by itself.
reach.subscribe(() => {
  if (!reach.now()) return;
  void queryClient.invalidateQueries();
  if (router.state.matches.some(({ status }) => status === 'error')) void router.invalidate();
});

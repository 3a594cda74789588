import { createRoute } from '@tanstack/react-router';
import { accountRoutes } from './account-routes.ts';
import { authRoutes } from './auth-routes.ts';
import { localLinks } from './local-links.ts';
import { profileRoutes } from './profile-routes.ts';
import { lazy, requirePerson, rootRoute } from './root.ts';
import { texts } from './search.ts';
import { workspaceRoutes } from './workspace-routes.ts';

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: texts('all'),
  beforeLoad: requirePerson,
  component: lazy(() => import('../features/home/home-page.tsx'), 'HomePage'),
});

/** Every primitive of the design system; no link leads here. */
const design = createRoute({
  getParentRoute: () => rootRoute,
  path: '/design',
  component: lazy(() => import('../features/design/design-page.tsx'), 'DesignPage'),
});

export const routeTree = rootRoute.addChildren([
  home,
  design,
  ...authRoutes,
  accountRoutes,
  profileRoutes,
  workspaceRoutes,
  ...localLinks,
]);

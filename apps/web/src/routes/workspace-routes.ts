import { createRoute } from '@tanstack/react-router';
import { automationRoutes } from './automation-routes.ts';
import { blockRoutes } from './block-routes.ts';
import { lazy } from './root.ts';
import { workRoutes } from './work-routes.ts';
import { workspaceRoute } from './workspace-route.ts';

const getParentRoute = () => workspaceRoute;
const dashboard = lazy(() => import('../features/workspace/dashboard-page.tsx'), 'DashboardPage');

export const workspaceRoutes = workspaceRoute.addChildren([
  ...workRoutes,
  ...automationRoutes,
  ...blockRoutes,
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

import { createRoute } from '@tanstack/react-router';
import { lazy, requirePerson, rootRoute } from './root.ts';

const profile = createRoute({
  getParentRoute: () => rootRoute,
  path: '/profile',
  beforeLoad: requirePerson,
  component: lazy(() => import('../features/profile/profile-shell.tsx'), 'ProfileShell'),
});
const getParentRoute = () => profile;

export const profileRoutes = profile.addChildren([
  createRoute({
    getParentRoute,
    path: '/',
    component: lazy(() => import('../features/profile/profile-page.tsx'), 'ProfilePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/security',
    component: lazy(() => import('../features/profile/security-page.tsx'), 'SecurityPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/keys',
    component: lazy(() => import('../features/profile/keys-page.tsx'), 'KeysPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/appearance',
    component: lazy(() => import('../features/profile/appearance-page.tsx'), 'AppearancePage'),
  }),
]);

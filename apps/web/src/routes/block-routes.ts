import { createRoute } from '@tanstack/react-router';
import { lazy } from './root.ts';
import { texts } from './search.ts';
import { workspaceRoute } from './workspace-route.ts';

const getParentRoute = () => workspaceRoute;

/** Settings and secrets. */
export const blockRoutes = [
  createRoute({
    getParentRoute,
    path: '/blocks',
    validateSearch: texts('name', 'offset', 'type'),
    component: lazy(() => import('../features/blocks/blocks-page.tsx'), 'BlocksPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/blocks/catalog',
    component: lazy(() => import('../features/blocks/catalog-page.tsx'), 'CatalogPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/blocks/catalog/$slug/create',
    component: lazy(() => import('../features/blocks/create-block-page.tsx'), 'CreateBlockPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/blocks/block/$id',
    component: lazy(() => import('../features/blocks/block-page.tsx'), 'BlockPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/blocks/block/$id/edit',
    component: lazy(() => import('../features/blocks/edit-block-page.tsx'), 'EditBlockPage'),
  }),
] as const;

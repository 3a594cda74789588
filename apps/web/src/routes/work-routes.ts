import { createRoute, redirect } from '@tanstack/react-router';
import { lazy } from './root.ts';
import { texts } from './search.ts';
import { workspaceRoute } from './workspace-route.ts';

const getParentRoute = () => workspaceRoute;

/** What runs, and where: paths as clients print them. */
export const workRoutes = [
  createRoute({
    getParentRoute,
    path: '/runs',
    validateSearch: texts('state', 'flow', 'deployment', 'tag', 'pool', 'name', 'hours', 'from', 'to'),
    component: lazy(() => import('../features/runs/runs-page.tsx'), 'RunsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/runs/flow-run/$id',
    validateSearch: texts('tab'),
    component: lazy(() => import('../features/runs/run-page.tsx'), 'RunPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/runs/task-run/$id',
    validateSearch: texts('tab'),
    component: lazy(() => import('../features/runs/task-run-page.tsx'), 'TaskRunPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/flows',
    validateSearch: texts('name', 'offset'),
    component: lazy(() => import('../features/flows/flows-page.tsx'), 'FlowsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/flows/flow/$id',
    validateSearch: texts('tab'),
    component: lazy(() => import('../features/flows/flow-page.tsx'), 'FlowPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/deployments',
    validateSearch: texts('name', 'offset'),
    component: lazy(() => import('../features/deployments/deployments-page.tsx'), 'DeploymentsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/deployments/deployment/$id',
    validateSearch: texts('tab'),
    component: lazy(() => import('../features/deployments/deployment-page.tsx'), 'DeploymentPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/deployments/deployment/$id/edit',
    component: lazy(() => import('../features/deployments/edit-deployment-page.tsx'), 'EditDeploymentPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/deployments/deployment/$id/run',
    component: lazy(() => import('../features/deployments/custom-run-page.tsx'), 'CustomRunPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/work-pools',
    component: lazy(() => import('../features/work-pools/work-pools-page.tsx'), 'WorkPoolsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/work-pools/work-pool/$name',
    validateSearch: texts('tab'),
    component: lazy(() => import('../features/work-pools/work-pool-page.tsx'), 'WorkPoolPage'),
  }),
  createRoute({
    getParentRoute,
    // printed in a worker's logs
    path: '/work-pools/work-pool/$name/worker/$worker',
    beforeLoad: ({ params }) => {
      throw redirect({
        to: '/account/$account/workspace/$workspace/work-pools/work-pool/$name',
        // the parameters of the workspace are in the same address
        params: params as typeof params & { account: string; workspace: string },
      });
    },
  }),
  createRoute({
    getParentRoute,
    path: '/variables',
    validateSearch: texts('name', 'offset'),
    component: lazy(() => import('../features/variables/variables-page.tsx'), 'VariablesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/artifacts',
    validateSearch: texts('name', 'offset'),
    component: lazy(() => import('../features/artifacts/artifacts-page.tsx'), 'ArtifactsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/artifacts/key/$key',
    component: lazy(() => import('../features/artifacts/artifact-page.tsx'), 'ArtifactPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/concurrency',
    component: lazy(() => import('../features/concurrency/concurrency-page.tsx'), 'ConcurrencyPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/events',
    validateSearch: texts('kind', 'resource'),
    component: lazy(() => import('../features/events/events-page.tsx'), 'EventsPage'),
  }),
] as const;

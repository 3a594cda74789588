import { createRoute } from '@tanstack/react-router';
import { lazy } from './root.ts';
import { texts } from './search.ts';
import { workspaceRoute } from './workspace-route.ts';

const getParentRoute = () => workspaceRoute;

/** What happens by itself, and what comes in from outside. */
export const automationRoutes = [
  createRoute({
    getParentRoute,
    path: '/automations',
    validateSearch: texts('offset'),
    component: lazy(() => import('../features/automations/automations-page.tsx'), 'AutomationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/automations/create',
    validateSearch: texts('from', 'event', 'resource'),
    component: lazy(
      () => import('../features/automations/create-automation-page.tsx'),
      'CreateAutomationPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/automations/failures',
    component: lazy(() => import('../features/automations/failures-page.tsx'), 'FailuresPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/automations/automation/$id',
    validateSearch: texts('tab'),
    component: lazy(() => import('../features/automations/automation-page.tsx'), 'AutomationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/automations/automation/$id/edit',
    component: lazy(() => import('../features/automations/edit-automation-page.tsx'), 'EditAutomationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/webhooks',
    component: lazy(() => import('../features/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/webhooks/create',
    component: lazy(() => import('../features/webhooks/create-webhook-page.tsx'), 'CreateWebhookPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/webhooks/webhook/$id',
    validateSearch: texts('tab'),
    component: lazy(() => import('../features/webhooks/webhook-page.tsx'), 'WebhookPage'),
  }),
] as const;

import type { UiWorld } from './ui-world.ts';

/** A page by a short name, and its address. */
export type UiPage = readonly [name: string, path: string];

/** Pages that there are before anything is in the workspace. */
export function emptyPages({ account, workspace }: UiWorld): readonly UiPage[] {
  const ws = `/account/${account}/workspace/${workspace}`;
  return [
    ['dashboard', ws],
    ['runs', `${ws}/runs`],
    ['flows', `${ws}/flows`],
    ['deployments', `${ws}/deployments`],
    ['work-pools', `${ws}/work-pools`],
    ['automations', `${ws}/automations`],
    ['automations-failures', `${ws}/automations/failures`],
    ['blocks', `${ws}/blocks`],
    ['concurrency', `${ws}/concurrency`],
    ['artifacts', `${ws}/artifacts`],
    ['events', `${ws}/events`],
    ['webhooks', `${ws}/webhooks`],
    ['variables', `${ws}/variables`],
  ];
}

/** Every page of a workspace with data, of its account, of a person, and those before one is inside. */
export function allPages(world: UiWorld): readonly UiPage[] {
  const { account, workspace, ids } = world;
  const ws = `/account/${account}/workspace/${workspace}`;
  const at = (name: string): string => ids[name] ?? '';
  return [
    ...emptyPages(world),
    ['run', `${ws}/runs/flow-run/${at('run')}`],
    ['run-logs', `${ws}/runs/flow-run/${at('run')}?tab=logs`],
    ['task-run', `${ws}/runs/task-run/${at('task')}`],
    ['flow', `${ws}/flows/flow/${at('flow')}`],
    ['deployment', `${ws}/deployments/deployment/${at('deployment')}`],
    ['deployment-schedules', `${ws}/deployments/deployment/${at('deployment')}?tab=schedules`],
    ['deployment-versions', `${ws}/deployments/deployment/${at('deployment')}?tab=versions`],
    ['deployment-access', `${ws}/deployments/deployment/${at('deployment')}?tab=access`],
    ['deployment-edit', `${ws}/deployments/deployment/${at('deployment')}/edit`],
    ['deployment-custom-run', `${ws}/deployments/deployment/${at('deployment')}/run`],
    ['work-pool', `${ws}/work-pools/work-pool/zoompool`],
    ['work-pool-queues', `${ws}/work-pools/work-pool/zoompool?tab=queues`],
    ['work-pool-template', `${ws}/work-pools/work-pool/zoompool?tab=template`],
    ['automation-create', `${ws}/automations/create`],
    ['automation-form', `${ws}/automations/create?event=prefect.flow-run.Failed`],
    ['automation', `${ws}/automations/automation/${at('automation')}`],
    ['automation-watch', `${ws}/automations/automation/${at('automation')}?tab=watch`],
    ['block', `${ws}/blocks/block/${at('block')}`],
    ['block-edit', `${ws}/blocks/block/${at('block')}/edit`],
    ['block-catalog', `${ws}/blocks/catalog`],
    ['block-create', `${ws}/blocks/catalog/sqlalchemy-connector/create`],
    ['artifact', `${ws}/artifacts/key/duration-model-report`],
    ['webhook', `${ws}/webhooks/webhook/${at('webhook')}`],
    ['webhook-template', `${ws}/webhooks/webhook/${at('webhook')}?tab=template`],
    ['access', `${ws}/access`],
    ['workspace-settings', `${ws}/settings`],
    ['account', `/account/${account}`],
    ...[
      'members',
      'teams',
      'roles',
      'service-accounts',
      'sso',
      'audit',
      'network',
      'usage',
      'mails',
      'settings',
    ].map((name): UiPage => [`account-${name}`, `/account/${account}/${name}`]),
    ['profile', '/profile'],
    ['profile-appearance', '/profile/appearance'],
    ['home', '/?all=yes'],
    ['sign-in', '/auth/sign-in'],
    ['sign-up', '/auth/sign-up'],
    ['forgot-password', '/auth/forgot-password'],
    ['design', '/design'],
  ];
}

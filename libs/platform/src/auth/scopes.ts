/**
 * Every permission there is, with the sentence people read. One table drives `@Allow`, the roles, docs and UI.
 * Workspace permissions first; those that begin with `account:` belong to an account.
 */
export const SCOPES = {
  'flows:read': 'See flows',
  'flows:register': 'Register flows by their names',
  'flows:write': 'Change and delete flows',
  'runs:read': 'See flow runs, task runs, their states and logs',
  'runs:create': 'Create flow runs and task runs',
  'runs:control': 'Propose states of flow runs: cancel, pause, resume and retry them',
  'runs:report': 'Report task runs, logs, labels and inputs of runs',
  'runs:write': 'Delete runs, and change many at once',
  'deployments:read': 'See deployments and their schedules',
  'deployments:write': 'Create, change and delete deployments and schedules',
  'deployments:run': 'Start runs of a deployment',
  'pools:read': 'See work pools, queues and workers',
  'pools:write': 'Create, change and delete work pools and queues',
  'pools:poll': 'Poll a work pool for runs and send heartbeats',
  'blocks:read': 'See block types, schemas and documents without secrets',
  'blocks:write': 'Create, change and delete blocks',
  'blocks:secrets': 'Read secret values of blocks',
  'variables:read': 'See variables',
  'variables:write': 'Create, change and delete variables',
  'artifacts:read': 'See artifacts',
  'artifacts:write': 'Create, change and delete artifacts',
  'limits:read': 'See concurrency limits',
  'limits:write': 'Create, change and delete concurrency limits',
  'limits:use': 'Take and release concurrency slots',
  'events:read': 'See events',
  'events:write': 'Send events',
  'automations:read': 'See automations',
  'automations:write': 'Create, change and delete automations',
  'workspace:read': 'See the workspace and its settings',
  'workspace:manage': 'Change and delete the workspace and its settings',
  'workspace:access': 'Give and take access to the workspace',
  'account:read': 'See the account and its workspaces',
  'account:workspaces': 'Create workspaces in the account',
  'account:members': 'Invite, change and remove members and service accounts',
  'account:manage': 'Change the account and its settings',
  'account:audit': 'See, export and verify the audit log of the account',
} as const;

export type Scope = keyof typeof SCOPES;
export type WorkspacePermission = Exclude<Scope, `account:${string}`>;
export type AccountPermission = Extract<Scope, `account:${string}`>;

import type { Noun } from './command.ts';

/** A noun as the first help page shows it; its commands are read when it is called. */
export interface NounEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  readonly load: () => Promise<Noun>;
}

const RUNS = 'Runs and deployments';
const WORK = 'Work and limits';
const DATA = 'Configuration and data';
const PEOPLE = 'Accounts and people';
const HERE = 'This machine';

/** Every noun, in the order of help. */
export const NOUNS: readonly NounEntry[] = [
  {
    name: 'flow',
    summary: 'Flows and their names',
    group: RUNS,
    load: async () => (await import('./commands/flow/flow.ts')).flow,
  },
  {
    name: 'flow-run',
    summary: 'Runs: list, follow, cancel, retry, explain',
    group: RUNS,
    load: async () => (await import('./commands/flow-run/flow-run.ts')).flowRun,
  },
  {
    name: 'task-run',
    summary: 'Task runs of a flow run',
    group: RUNS,
    load: async () => (await import('./commands/task-run/task-run.ts')).taskRun,
  },
  {
    name: 'deployment',
    summary: 'Deployments: run, pause, schedule',
    group: RUNS,
    load: async () => (await import('./commands/deployment/deployment.ts')).deployment,
  },
  {
    name: 'init',
    summary: 'Begin a project: writes its files',
    group: RUNS,
    load: async () => (await import('./commands/init/init.ts')).init,
  },
  {
    name: 'deploy',
    summary: 'Deploy flows, by name or from project files',
    group: RUNS,
    load: async () => (await import('./commands/deploy/deploy.ts')).deploy,
  },
  {
    name: 'shell',
    summary: 'Commands of the shell as flow runs',
    group: RUNS,
    load: async () => (await import('./commands/shell/shell.ts')).shell,
  },
  {
    name: 'task',
    summary: 'Tasks that are submitted by themselves',
    group: RUNS,
    load: async () => (await import('./commands/task/task.ts')).task,
  },
  {
    name: 'artifact',
    summary: 'What runs have published',
    group: RUNS,
    load: async () => (await import('./commands/artifact/artifact.ts')).artifact,
  },
  {
    name: 'logs',
    summary: 'Logs of a run, or lines of all runs',
    group: RUNS,
    load: async () => (await import('./commands/logs/logs.ts')).logs,
  },
  {
    name: 'work-pool',
    summary: 'Work pools: create, pause, limit',
    group: WORK,
    load: async () => (await import('./commands/work-pool/work-pool.ts')).workPool,
  },
  {
    name: 'work-queue',
    summary: 'Queues of a work pool',
    group: WORK,
    load: async () => (await import('./commands/work-queue/work-queue.ts')).workQueue,
  },
  {
    name: 'worker',
    summary: 'Workers: start one, list them',
    group: WORK,
    load: async () => (await import('./commands/worker/worker.ts')).worker,
  },
  {
    name: 'concurrency-limit',
    summary: 'Limits on tasks by tag',
    group: WORK,
    load: async () => (await import('./commands/concurrency-limit/concurrency-limit.ts')).concurrencyLimit,
  },
  {
    name: 'global-concurrency-limit',
    summary: 'Named limits for anything',
    group: WORK,
    load: async () =>
      (await import('./commands/global-concurrency-limit/global-concurrency-limit.ts'))
        .globalConcurrencyLimit,
  },
  {
    name: 'automation',
    summary: 'Automations: create, explain, try on past events',
    group: DATA,
    load: async () => (await import('./commands/automation/automation.ts')).automation,
  },
  {
    name: 'webhook',
    summary: 'Addresses that turn calls into events',
    group: DATA,
    load: async () => (await import('./commands/webhook/webhook.ts')).webhook,
  },
  {
    name: 'block',
    summary: 'Blocks and their types: create, register',
    group: DATA,
    load: async () => (await import('./commands/block/block.ts')).block,
  },
  {
    name: 'variable',
    summary: 'Variables of the workspace',
    group: DATA,
    load: async () => (await import('./commands/variable/variable.ts')).variable,
  },
  {
    name: 'events',
    summary: 'Events: send, list, follow',
    group: DATA,
    load: async () => (await import('./commands/events/events.ts')).events,
  },
  {
    name: 'diff',
    summary: 'What apply would create and change',
    group: DATA,
    load: async () => (await import('./commands/diff/diff.ts')).diff,
  },
  {
    name: 'apply',
    summary: 'Create and change what a file declares',
    group: DATA,
    load: async () => (await import('./commands/apply/apply.ts')).apply,
  },
  {
    name: 'export',
    summary: 'What the workspace holds, as a file for apply',
    group: DATA,
    load: async () => (await import('./commands/export/export.ts')).exportResources,
  },
  {
    name: 'transfer',
    summary: 'Copy from one profile’s workspace to another',
    group: DATA,
    load: async () => (await import('./commands/transfer/transfer.ts')).transfer,
  },
  {
    name: 'account',
    summary: 'Accounts you belong to',
    group: PEOPLE,
    load: async () => (await import('./commands/account/account.ts')).account,
  },
  {
    name: 'member',
    summary: 'People of the account',
    group: PEOPLE,
    load: async () => (await import('./commands/member/member.ts')).member,
  },
  {
    name: 'invite',
    summary: 'Invitations to the account',
    group: PEOPLE,
    load: async () => (await import('./commands/invite/invite.ts')).invite,
  },
  {
    name: 'role',
    summary: 'Roles and what they allow',
    group: PEOPLE,
    load: async () => (await import('./commands/role/role.ts')).role,
  },
  {
    name: 'team',
    summary: 'Teams of the account',
    group: PEOPLE,
    load: async () => (await import('./commands/team/team.ts')).team,
  },
  {
    name: 'service-account',
    summary: 'Accounts of machines, and their keys',
    group: PEOPLE,
    load: async () => (await import('./commands/service-account/service-account.ts')).serviceAccount,
  },
  {
    name: 'api-key',
    summary: 'Your own keys',
    group: PEOPLE,
    load: async () => (await import('./commands/api-key/api-key.ts')).apiKey,
  },
  {
    name: 'audit',
    summary: 'Audit log: list, export, verify',
    group: PEOPLE,
    load: async () => (await import('./commands/audit/audit.ts')).audit,
  },
  {
    name: 'sso',
    summary: 'Sign-in by an identity provider',
    group: PEOPLE,
    load: async () => (await import('./commands/sso/sso.ts')).sso,
  },
  {
    name: 'cloud',
    summary: 'Log in, log out, choose a workspace',
    group: HERE,
    load: async () => (await import('./commands/cloud/cloud.ts')).cloud,
  },
  {
    name: 'profile',
    summary: 'Servers and keys this machine knows',
    group: HERE,
    load: async () => (await import('./commands/profile/profile.ts')).profile,
  },
  {
    name: 'config',
    summary: 'Settings of the profile',
    group: HERE,
    load: async () => (await import('./commands/config/config.ts')).config,
  },
  {
    name: 'dashboard',
    summary: 'The web interface',
    group: HERE,
    load: async () => (await import('./commands/dashboard/dashboard.ts')).dashboard,
  },
  {
    name: 'server',
    summary: 'A control plane on this machine',
    group: HERE,
    load: async () => (await import('./commands/server/server.ts')).server,
  },
  {
    name: 'sdk',
    summary: 'Types for the TypeScript SDK',
    group: HERE,
    load: async () => (await import('./commands/sdk/sdk.ts')).sdk,
  },
  {
    name: 'api',
    summary: 'Any request of the REST API',
    group: HERE,
    load: async () => (await import('./commands/api/api.ts')).api,
  },
  {
    name: 'doctor',
    summary: 'Checks profile, server, key, clock and workers',
    group: HERE,
    load: async () => (await import('./commands/doctor/doctor.ts')).doctor,
  },
  {
    name: 'completion',
    summary: 'Completion script for a shell',
    group: HERE,
    load: async () => (await import('./commands/completion/completion.ts')).completion,
  },
  {
    name: 'version',
    summary: 'Versions of this command and of the server',
    group: HERE,
    load: async () => (await import('./commands/version/version.ts')).version,
  },
];

/** Words people try first, and what they mean. */
export const OTHER_WORDS: Readonly<Record<string, string>> = {
  'start server': 'server start',
  'project init': 'init',
  'project deploy': 'deploy',
  'deploy init': 'init',
  login: 'cloud login',
  logout: 'cloud logout',
  workspace: 'cloud workspace',
  run: 'deployment run',
  runs: 'flow-run ls',
  'variable unset': 'variable delete',
  backfill: 'deployment backfill',
  explain: 'flow-run explain',
  'cloud webhook': 'webhook',
  'cloud webhooks': 'webhook',
  'cloud workspaces': 'cloud workspace',
  'cloud ip-allowlists': 'cloud ip-allowlist',
  'webhook get': 'webhook inspect',
};

/** Other words for nouns: with a verb behind them they mean the noun, alone its list. */
export const OTHER_NOUNS: Readonly<Record<string, string>> = {
  artifacts: 'artifact',
  automations: 'automation',
  blocks: 'block',
  'concurrency-limits': 'concurrency-limit',
  deployments: 'deployment',
  event: 'events',
  flows: 'flow',
  'flow-runs': 'flow-run',
  gcl: 'global-concurrency-limit',
  'global-concurrency-limits': 'global-concurrency-limit',
  profiles: 'profile',
  'task-runs': 'task-run',
  variables: 'variable',
  webhooks: 'webhook',
  'work-pools': 'work-pool',
  'work-queues': 'work-queue',
  workers: 'worker',
};

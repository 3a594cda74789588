import type { Route } from './routes-of-app.ts';
import type { World } from './world.ts';

type Body = (o: World, fresh: string) => object;
const any = (...ids: (string | undefined)[]) => ({ id: { any_: ids } });
const state = { type: 'RUNNING' };
const HOUR = {
  history_start: '2026-01-01T00:00:00Z',
  history_end: '2026-01-01T01:00:00Z',
  history_interval_seconds: 600,
};
const line = { name: 'l', level: 20, message: 'm', timestamp: '2026-11-01T00:00:00Z' };
const trigger = { type: 'event', posture: 'Reactive', expect: ['x'], threshold: 1, within: 0 };
const automation: Body = (o, fresh) => ({
  name: fresh,
  trigger,
  actions: [{ type: 'run-deployment', source: 'selected', deployment_id: o['deployment'] }],
});
const accessLists: Body = (o) => ({
  access_control: { manage_actor_ids: [o['user']], view_team_ids: [o['team']] },
});
const runsFilter: Body = (o) => ({ flow_runs: any(o['flow_run']), flows: any(o['flow']) });
const tasksFilter: Body = (o) => ({ task_runs: any(o['task_run']), flow_runs: any(o['flow_run']) });
const deploymentsFilter: Body = (o) => ({ deployments: any(o['deployment']), flows: any(o['flow']) });
const artifactsFilter: Body = (o) => ({ artifacts: any(o['artifact']), flow_runs: any(o['flow_run']) });
const documentsFilter: Body = (o) => ({ block_documents: any(o['block_document']), include_secrets: true });
const variablesFilter: Body = (o) => ({ variables: any(o['variable']) });
const nothing: Body = () => ({});

/**
 * A body for each route that takes one, with every reference it knows set to objects of the given world. `fresh` is a
 * name that nobody has.
 */
export const BODIES: Readonly<Record<string, Body>> = {
  'POST /api/flows': (_, fresh) => ({ name: fresh }),
  'PATCH /api/flows/:id': () => ({ tags: ['x'] }),
  'POST /api/flows/count': (o) => ({ flows: any(o['flow']) }),
  'POST /api/flows/filter': (o) => ({ flows: any(o['flow']) }),
  'POST /api/flows/paginate': (o) => ({ flows: any(o['flow']) }),
  'POST /api/flows/bulk_delete': (o) => ({ flows: any(o['flow']) }),
  'POST /api/flow_runs': (o) => ({
    flow_id: o['flow'],
    deployment_id: o['deployment'],
    state: { type: 'PENDING' },
  }),
  'PATCH /api/flow_runs/:id': () => ({ tags: ['x'] }),
  'POST /api/flow_runs/count': runsFilter,
  'POST /api/flow_runs/lateness': runsFilter,
  'POST /api/flow_runs/history': (o) => ({ ...HOUR, ...runsFilter(o, '') }),
  'POST /api/flow_runs/:id/resume': nothing,
  'POST /api/flow_runs/filter': runsFilter,
  'POST /api/ui/flow_runs/csv': runsFilter,
  'POST /api/flow_runs/paginate': runsFilter,
  'POST /api/flow_runs/bulk_delete': runsFilter,
  'POST /api/flow_runs/bulk_set_state': (o) => ({ ...runsFilter(o, ''), state: { type: 'CANCELLED' } }),
  'POST /api/flow_runs/:id/set_state': () => ({ state, force: true }),
  'POST /api/flow_runs/:id/input': (_, fresh) => ({ key: fresh, value: '1' }),
  'POST /api/flow_runs/:id/input/filter': () => ({ prefix: '' }),
  'PATCH /api/flow_runs/:id/labels': () => ({ a: 'b' }),
  'POST /api/task_runs': (o, fresh) => ({ flow_run_id: o['flow_run'], task_key: fresh, dynamic_key: '1' }),
  'PATCH /api/task_runs/:id': () => ({ name: 'x' }),
  'POST /api/task_runs/count': tasksFilter,
  'POST /api/task_runs/history': (o) => ({ ...HOUR, ...tasksFilter(o, '') }),
  'POST /api/task_runs/filter': tasksFilter,
  'POST /api/task_runs/paginate': tasksFilter,
  'POST /api/task_runs/:id/set_state': () => ({ state }),
  'POST /api/deployments': (o, fresh) => ({
    name: fresh,
    flow_id: o['flow'],
    work_pool_name: o['pool_name'],
  }),
  'PATCH /api/deployments/:id': () => ({ description: 'x' }),
  'POST /api/deployments/filter': deploymentsFilter,
  'POST /api/deployments/paginate': deploymentsFilter,
  'POST /api/deployments/count': deploymentsFilter,
  'POST /api/deployments/bulk_delete': deploymentsFilter,
  'POST /api/deployments/get_scheduled_flow_runs': (o) => ({ deployment_ids: [o['deployment']] }),
  'POST /api/deployments/:id/branch': (_, fresh) => ({ branch: fresh }),
  'POST /api/deployments/:id/schedule': nothing,
  'POST /api/deployments/:id/create_flow_run': nothing,
  'POST /api/deployments/:id/create_flow_run/bulk': () => [{}],
  'POST /api/deployments/:id/schedules': () => [{ schedule: { interval: 7_200 } }],
  'PATCH /api/deployments/:id/schedules/:scheduleId': () => ({ active: false }),
  'PUT /api/saved_searches': (_, fresh) => ({ name: fresh }),
  'POST /api/saved_searches/filter': nothing,
  'POST /api/logs': (o) => [{ ...line, flow_run_id: o['flow_run'], task_run_id: o['task_run'] }],
  'POST /api/logs/filter': (o) => ({ logs: { flow_run_id: { any_: [o['flow_run']] } } }),
  'POST /api/concurrency_limits': (_, fresh) => ({ tag: fresh, concurrency_limit: 1 }),
  'POST /api/concurrency_limits/filter': nothing,
  'POST /api/concurrency_limits/tag/:tag/reset': nothing,
  'POST /api/concurrency_limits/increment': (o) => ({ names: [o['tag']], task_run_id: o['task_run'] }),
  'POST /api/concurrency_limits/decrement': (o) => ({ names: [o['tag']], task_run_id: o['task_run'] }),
  'POST /api/v2/concurrency_limits': (_, fresh) => ({ name: fresh, limit: 1 }),
  'PATCH /api/v2/concurrency_limits/:id_or_name': () => ({ limit: 5 }),
  'POST /api/v2/concurrency_limits/filter': nothing,
  'POST /api/v2/concurrency_limits/increment': (o) => ({ slots: 1, names: [o['limit_name']] }),
  'POST /api/v2/concurrency_limits/increment-with-lease': (o) => ({ slots: 1, names: [o['limit_name']] }),
  'POST /api/v2/concurrency_limits/decrement': (o) => ({ slots: 1, names: [o['limit_name']] }),
  'POST /api/v2/concurrency_limits/decrement-with-lease': (o) => ({ lease_id: o['lease'] }),
  'POST /api/v2/concurrency_limits/leases/:lease_id/renew': () => ({ lease_duration: 60 }),
  'POST /api/block_types': (_, fresh) => ({ name: fresh, slug: fresh }),
  'PATCH /api/block_types/:id': () => ({ description: 'x' }),
  'POST /api/block_types/filter': nothing,
  'POST /api/block_documents': (o, fresh) => ({
    name: fresh,
    block_type_id: o['block_type'],
    block_schema_id: o['block_schema'],
    data: { nested: { $ref: { block_document_id: o['block_document'] } } },
  }),
  'POST /api/block_documents/filter': documentsFilter,
  'POST /api/block_documents/count': documentsFilter,
  'PATCH /api/block_documents/:id': () => ({ data: { password: 'x' } }),
  'POST /api/block_schemas': (o) => ({
    block_type_id: o['block_type'],
    fields: { title: 'x', type: 'object' },
  }),
  'POST /api/block_schemas/filter': (o) => ({
    block_schemas: { block_type_id: { any_: [o['block_type']] } },
  }),
  'POST /api/work_pools': (_, fresh) => ({ name: fresh }),
  'PATCH /api/work_pools/:pool': () => ({ description: 'x' }),
  'POST /api/work_pools/filter': (o) => ({ work_pools: any(o['pool']) }),
  'POST /api/work_pools/count': (o) => ({ work_pools: any(o['pool']) }),
  'POST /api/work_pools/:pool/concurrency_status': nothing,
  'POST /api/work_pools/:pool/get_scheduled_flow_runs': nothing,
  'POST /api/work_pools/:pool/queues': (_, fresh) => ({ name: fresh }),
  'PATCH /api/work_pools/:pool/queues/:name': () => ({ description: 'x' }),
  'POST /api/work_pools/:pool/queues/filter': nothing,
  'POST /api/work_pools/:pool/workers/heartbeat': (_, fresh) => ({ name: fresh }),
  'POST /api/work_pools/:pool/workers/filter': nothing,
  'POST /api/task_workers/filter': nothing,
  'POST /api/work_queues': (_, fresh) => ({ name: fresh }),
  'PATCH /api/work_queues/:id': () => ({ description: 'x' }),
  'POST /api/work_queues/:id/get_runs': nothing,
  'POST /api/work_queues/filter': (o) => ({ work_queues: any(o['queue']) }),
  'POST /api/work_queues/:id/concurrency_status': nothing,
  'POST /api/artifacts': (o) => ({
    type: 'markdown',
    data: 'x',
    flow_run_id: o['flow_run'],
    task_run_id: o['task_run'],
  }),
  'PATCH /api/artifacts/:id': () => ({ description: 'x' }),
  'POST /api/artifacts/filter': artifactsFilter,
  'POST /api/artifacts/latest/filter': (o) => ({ artifacts: { latest_id: { any_: [o['artifact']] } } }),
  'POST /api/artifacts/count': artifactsFilter,
  'POST /api/artifacts/latest/count': (o) => ({ artifacts: { latest_id: { any_: [o['artifact']] } } }),
  'POST /api/variables': (_, fresh) => ({ name: fresh.replaceAll('-', '_'), value: 1 }),
  'PATCH /api/variables/:id': () => ({ value: 2 }),
  'PATCH /api/variables/name/:name': () => ({ value: 3 }),
  'POST /api/variables/filter': variablesFilter,
  'POST /api/variables/count': variablesFilter,
  'POST /api/events': (o) => [
    {
      occurred: '2026-11-01T00:00:00Z',
      event: 'x',
      resource: { 'prefect.resource.id': `prefect.flow-run.${o['flow_run']}` },
      related: [],
      payload: {},
      id: '00000000-0000-4000-8000-000000000001',
    },
  ],
  'POST /api/events/filter': (o) => ({
    filter: { any_resource: { id: [`prefect.deployment.${o['deployment']}`] } },
  }),
  'POST /api/events/count-by/:countable': (o) => ({
    filter: {
      any_resource: { id: [`prefect.deployment.${o['deployment']}`] },
      occurred: { since: '2026-11-01T00:00:00Z', until: '2026-11-02T00:00:00Z' },
    },
  }),
  'POST /api/automations': automation,
  'PUT /api/automations/:id': automation,
  'PATCH /api/automations/:id': () => ({ enabled: true }),
  'POST /api/automations/filter': nothing,
  'POST /api/automations/count': nothing,
  'POST /api/automations/:id/firings/filter': nothing,
  'POST /api/automations/last_firings': (o) => ({ automation_ids: [o['automation']] }),
  'POST /api/automations/failures/filter': (o) => ({ automation_id: o['automation'] }),
  'POST /api/automations/failures/:id/retry': nothing,
  'POST /api/automations/test_action': (o) => ({
    action: { type: 'run-deployment', source: 'selected', deployment_id: o['deployment'] },
  }),
  'POST /api/automations/backtest': (o, fresh) => ({
    automation: automation(o, fresh),
    since: '2026-11-01T00:00:00Z',
    until: '2026-11-02T00:00:00Z',
  }),
  'POST /api/ui/flows/count-deployments': (o) => ({ flow_ids: [o['flow']] }),
  'POST /api/ui/flows/next-runs': (o) => ({ flow_ids: [o['flow']] }),
  'POST /api/ui/flow_runs/history': runsFilter,
  'POST /api/ui/flow_runs/count-task-runs': (o) => ({ flow_run_ids: [o['flow_run']] }),
  'POST /api/ui/task_runs/dashboard/counts': (o) => ({
    task_runs: { ...any(o['task_run']), start_time: { after_: '2026-11-01T00:00:00Z' } },
  }),
  'POST /api/ui/schemas/validate': () => ({ schema: { type: 'object' }, values: {} }),
  'POST /api/graphql': () => ({ query: '{ __typename }' }),
  'POST /api/ui/task_runs/count': (o) => ({ task_runs: any(o['task_run']) }),
  'PUT /api/admin/storage': (o) => ({ default_result_storage_block_id: o['block_document'] }),

  'PATCH /api/accounts/:accountId': () => ({ name: 'x' }),
  'PATCH /api/accounts/:accountId/settings': nothing,
  'PATCH /api/accounts/:accountId/domains': () => ({ domain_names: [] }),
  'POST /api/accounts/:accountId/account_memberships/filter': nothing,
  'POST /api/accounts/:accountId/account_memberships/count': nothing,
  'PATCH /api/accounts/:accountId/account_memberships/:membershipId': (o) => ({
    account_role_id: o['member_role'],
  }),
  'POST /api/accounts/:accountId/account_roles/filter': nothing,
  'POST /api/accounts/:accountId/workspace_roles': (o, fresh) => ({
    name: fresh,
    inherited_role_id: o['workspace_role'],
  }),
  'POST /api/accounts/:accountId/workspace_roles/filter': nothing,
  'PATCH /api/accounts/:accountId/workspace_roles/:roleId': () => ({ description: 'x' }),
  'POST /api/accounts/:accountId/teams': (_, fresh) => ({ name: fresh }),
  'POST /api/accounts/:accountId/teams/filter': nothing,
  'PUT /api/accounts/:accountId/teams/:teamId': (_, fresh) => ({ name: fresh }),
  'PUT /api/accounts/:accountId/teams/:teamId/members': (o) => ({
    members: [{ member_id: o['bot'], member_type: 'service_account' }],
  }),
  'POST /api/accounts/:accountId/bots': (_, fresh) => ({ name: fresh }),
  'POST /api/accounts/:accountId/bots/filter': nothing,
  'PATCH /api/accounts/:accountId/bots/:botId': (_, fresh) => ({ name: fresh }),
  'POST /api/accounts/:accountId/bots/:botId/rotate_api_key': nothing,
  'POST /api/accounts/:accountId/invitations': (o, fresh) => ({
    email: `${fresh}@example.com`,
    workspace_id: o['workspace'],
  }),
  'POST /api/accounts/:accountId/invitations/filter': nothing,
  'POST /api/invitations': (o, fresh) => ({
    email: `${fresh}@example.com`,
    workspace_role_id: o['workspace_role'],
  }),
  'POST /api/invitations/filter': nothing,
  'POST /api/accounts/:accountId/workspaces': (_, fresh) => ({ name: fresh }),
  'POST /api/accounts/:accountId/workspaces/filter': (o) => ({
    workspaces: { id: { any_: [o['workspace']] } },
  }),
  'PATCH /api/accounts/:accountId/workspaces/:workspaceId': (o) => ({
    default_workspace_role_id: o['workspace_role'],
  }),
  'POST /api/accounts/:accountId/deleted_workspaces/:deletedId/restore': nothing,
  'POST /api/transfer': (o) => ({ account_id: o['account'] }),
  'POST /api/user_access': (o) => [{ workspace_role_id: o['workspace_role'], user_id: o['member'] }],
  'POST /api/bot_access': (o) => [{ workspace_role_id: o['workspace_role'], bot_id: o['bot'] }],
  'PUT /api/team_access': (o) => [{ workspace_role_id: o['workspace_role'], team_id: o['team'] }],
  'POST /api/team_access/filter': nothing,
  'POST /api/webhooks': (o, fresh) => ({ name: fresh, template: '{}', service_account_id: o['bot'] }),
  'POST /api/webhooks/filter': nothing,
  'POST /api/block_documents/:id/test_notification': nothing,
  'POST /api/webhooks/preview': () => ({ template: '{}' }),
  'PUT /api/webhooks/:id': (o, fresh) => ({ name: fresh, template: '{}', service_account_id: o['bot'] }),
  'PATCH /api/webhooks/:id': (o) => ({ service_account_id: o['bot'] }),
  'POST /api/webhooks/:id/rotate': nothing,
  'POST /api/webhooks/:id/calls/filter': nothing,
  'PUT /api/deployments/:id/access': accessLists,
  'PUT /api/work_pools/:pool/access': accessLists,
  'PUT /api/block_documents/:id/access': accessLists,
  'POST /api/accounts/:accountId/audit-events/filter': (o) => ({
    audit_events: { actor_id: { any_: [o['user']] } },
  }),
  'POST /api/accounts/:accountId/audit-events/verify': nothing,
  'PUT /api/accounts/:accountId/ip_allowlist': () => ({ entries: [] }),
  'POST /api/accounts/:accountId/scim/tokens': (_, fresh) => ({ name: fresh }),
  'POST /api/users/:userId/api_keys': (o, fresh) => ({ name: fresh, workspace_id: o['workspace'] }),
  'POST /api/users/:userId/api_keys/:keyId/rotate': () => ({ old_key_expires_in_seconds: 60 }),
  'PATCH /api/users/:userId': () => ({ first_name: 'x' }),
};

/** Queries that routes cannot do without. */
export const QUERIES: Readonly<Record<string, (o: World) => string>> = {
  'GET /api/flow_run_states': (o) => `?flow_run_id=${o['flow_run']}`,
  'GET /api/task_run_states': (o) => `?task_run_id=${o['task_run']}`,
};

/** What the owner is told when the recipe is right and yet it cannot be done a second time, or with what there is. */
export const OTHERWISE: Readonly<Record<string, number>> = {
  'POST /api/accounts/:accountId/invitations/:invitationId/resend': 429, // sent a moment ago
  'POST /api/invitations/:invitationId/resend': 429,
  'POST /api/v2/concurrency_limits/leases/:lease_id/renew': 410, // given back by the route before
  'DELETE /api/accounts/:accountId/workspace_roles/:roleId': 409, // given to somebody
  // removed by id before
  'DELETE /api/concurrency_limits/tag/:tag': 404,
  'DELETE /api/variables/name/:name': 404,
  'DELETE /api/work_queues/:id': 404, // by name
  'PUT /api/admin/storage': 422, // not a block that stores results
  'GET /api/events/filter/next': 422, // wants the token of a page
};

/** Parts of paths by the folder they stand in; plain names go by themselves. */
const ID_OF: Readonly<Record<string, string>> = {
  flows: 'flow',
  flow_runs: 'flow_run',
  task_runs: 'task_run',
  flow_run_states: 'flow_run_state',
  task_run_states: 'task_run_state',
  deployments: 'deployment',
  saved_searches: 'search',
  concurrency_limits: 'tag_limit',
  block_types: 'block_type',
  block_schemas: 'block_schema',
  block_documents: 'block_document',
  work_queues: 'queue',
  artifacts: 'artifact',
  variables: 'variable',
  automations: 'automation',
  webhooks: 'webhook',
  user_access: 'user_access',
  bot_access: 'bot_access',
  team_access: 'team_access',
};
const NAME_OF: Readonly<Record<string, string>> = {
  flows: 'flow_name',
  work_pools: 'pool_name',
  work_queues: 'queue_name',
  variables: 'variable_name',
  block_types: 'block_document_name',
};
const PARAMS: Readonly<Record<string, string>> = {
  accountId: 'account',
  workspaceId: 'workspace',
  userId: 'user',
  keyId: 'key',
  membershipId: 'membership',
  roleId: 'workspace_role',
  teamId: 'team',
  memberId: 'bot',
  botId: 'bot',
  deletedId: 'second_workspace',
  tokenId: 'scim_token',
  scheduleId: 'schedule',
  flow: 'flow_name',
  lease_id: 'lease',
  id_or_name: 'limit_name',
  tag: 'tag',
  checksum: 'checksum',
  slug: 'block_slug',
  pool: 'pool_name',
};
const CONSTANTS: Readonly<Record<string, string>> = { view: 'aggregate-worker-metadata', countable: 'event' };

/** What takes other things along when it is removed, from the smaller to the larger. */
const PARENTS: readonly RegExp[] = [
  /^\/api\/(flow_runs|block_schemas|deployments)\/:id$/,
  /^\/api\/(flows|block_types)\/:id$|\/work_pools\/:pool$|\/(teams|bots|account_memberships|workspace_roles)\/:\w+$/,
  /^\/api\/accounts\/:accountId\/workspaces\/:workspaceId$/,
  /^\/api\/accounts\/:accountId$/,
];
/** The order in which all of it can be removed. */
export const removalOrder = ({ path }: Route): number => PARENTS.findIndex((pattern) => pattern.test(path));

/** The part of a world that a parameter of a path names; undefined: there is no recipe. */
export function paramOf({ method, path }: Route, name: string, o: World): string | undefined {
  const constant = CONSTANTS[name];
  if (constant !== undefined) return constant;
  const root = path.replace('/api/v2/', '/api/').replace('/api/ui/', '/api/').split('/')[2]!;
  let kind = PARAMS[name];
  if (name === 'id') kind = ID_OF[root];
  if (path.includes('/automations/failures/'))
    kind = method === 'DELETE' ? 'dropped_action' : 'failed_action';
  if (name === 'accessId') kind = ID_OF[root];
  if (name === 'roleId' && path.includes('/account_roles/')) kind = 'member_role';
  if (name === 'invitationId')
    kind = path.startsWith('/api/accounts/') ? 'invitation' : 'workspace_invitation';
  if (name === 'key') kind = root === 'artifacts' ? 'artifact_key' : 'input_key';
  if (name === 'resource') return `prefect.deployment.${o['deployment']}`;
  if (name === 'name') {
    kind = NAME_OF[root];
    if (path.includes('/deployments/name/')) kind = 'deployment_name';
    if (path.includes('/queues/')) kind = 'queue_name';
    if (path.includes('/workers/')) kind = 'worker_name';
  }
  return kind === undefined ? undefined : o[kind];
}

/** Routes that belong to no account and no workspace, each with its reason: they answer to who asks, of who asks. */
export const OF_NOBODY: readonly (readonly [RegExp, string])[] = [
  [
    /^GET \/api\/(admin\/settings|admin\/version|csrf-token|health|hello|ready|version)$/,
    'tells of the server',
  ],
  [/^ALL \/api\/\*$/, 'what is not there'],
  [/^GET \/api\/me(\/|$)/, 'tells of who asks'],
  [/^PATCH \/api\/me$/, 'changes who asks'],
  [
    /^POST \/api\/me\/invitations\/:invitationId\/(accept|decline)$/,
    'only an invitation to the address of who asks',
  ],
  [/^POST \/api\/me\/deleted_accounts\/:accountId\/restore$/, 'only an account that who asks owns'],
  [/^POST \/api\/invitations\/accept$/, 'by a token of 256 bits'],
  [/^POST \/api\/workspace_transfers\/accept$/, 'by a token of 256 bits'],
  [/^\w+ \/api\/auth\//, 'sessions, identities and grants of who asks'],
  [/^POST \/api\/accounts$/, 'makes an account of one’s own'],
  [/^GET \/api\/handles\//, 'only handles of who asks: see the test of handles'],
];

/** Routes with two-account tests of their own: GraphQL names accounts and workspaces in its queries, SSO needs a provider. */
export const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^POST \/api\/graphql$/, 'tests/graphql/graphql.int-spec.ts'],
  [/\/sso\/connections/, 'libs/server/identity/src/sso/sso-connections.int-spec.ts'],
];

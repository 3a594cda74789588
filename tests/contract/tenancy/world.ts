/** What the tests know of one account: kinds of objects → id or name. */
export type World = Readonly<Record<string, string>>;
type Ask = (method: string, path: string, body?: object) => Promise<{ status: number; body: unknown }>;
/** Pick an id out of an answer. */
type Pick = (body: Record<string, unknown>) => unknown;

const INTERVAL = { interval: 86_400 };
const TRIGGER = { type: 'event', posture: 'Reactive', expect: ['x'], threshold: 1, within: 0 };

/**
 * One object of each kind, made through the API. Each carries the canary in its names and contents, so that any part
 * of it that comes back elsewhere is noticed.
 * @param ask A's own key; paths without `account:` are of the workspace, others of the account
 * @throws Error naming the call that failed: a world with holes proves nothing
 */
export async function buildWorld(ask: Ask, known: World, canary: string): Promise<World> {
  const o: Record<string, string> = { ...known };
  const make = async (
    kind: string,
    method: string,
    path: string,
    body: object,
    pick: Pick = (b) => b['id'],
  ): Promise<void> => {
    const answer = await ask(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${kind}: ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    o[kind] = String(pick((answer.body ?? {}) as Record<string, unknown>));
  };
  await make('flow', 'POST', '/flows/', { name: `flow-${canary}`, tags: [canary] });
  o['flow_name'] = `flow-${canary}`;
  const variables = { type: 'object', properties: {} };
  const template = { job_configuration: { command: canary }, variables };
  await make('pool', 'POST', '/work_pools/', {
    name: `pool-${canary}`,
    type: 'process',
    base_job_template: template,
  });
  o['pool_name'] = `pool-${canary}`;
  await make('queue', 'POST', `/work_pools/${o['pool_name']}/queues`, { name: `queue-${canary}` });
  o['queue_name'] = `queue-${canary}`;
  o['worker_name'] = `worker-${canary}`;
  await make('beat', 'POST', `/work_pools/${o['pool_name']}/workers/heartbeat`, { name: o['worker_name'] });
  await make('deployment', 'POST', '/deployments/', {
    name: `dep-${canary}`,
    flow_id: o['flow'],
    work_pool_name: o['pool_name'],
    tags: [canary],
    schedules: [{ active: false, schedule: INTERVAL }],
  });
  o['deployment_name'] = `dep-${canary}`;
  const schedules = (await ask('GET', `/deployments/${o['deployment']}/schedules`)).body as { id: string }[];
  o['schedule'] = schedules[0]!.id;
  const scheduled = { type: 'SCHEDULED', message: canary };
  const run = { name: `run-${canary}`, parameters: { x: canary }, tags: [canary], state: scheduled };
  await make('flow_run', 'POST', `/deployments/${o['deployment']}/create_flow_run`, run);
  const pending = { type: 'PENDING', message: canary };
  const task = {
    flow_run_id: o['flow_run'],
    task_key: canary,
    dynamic_key: '0',
    name: `task-${canary}`,
    state: pending,
  };
  await make('task_run', 'POST', '/task_runs/', task);
  for (const kind of ['flow_run', 'task_run']) {
    const states = (await ask('GET', `/${kind}_states/?${kind}_id=${o[kind]}`)).body as { id: string }[];
    o[`${kind}_state`] = states[0]!.id;
  }
  await make('input', 'POST', `/flow_runs/${o['flow_run']}/input`, {
    key: `key-${canary}`,
    value: JSON.stringify(canary),
  });
  o['input_key'] = `key-${canary}`;
  const line = {
    name: 'l',
    level: 20,
    message: `log ${canary}`,
    timestamp: '2026-11-01T00:00:00Z',
    flow_run_id: o['flow_run'],
  };
  await make('log', 'POST', '/logs/', [line]);
  await make('artifact', 'POST', '/artifacts/', {
    key: `art-${canary}`,
    type: 'markdown',
    data: canary,
    flow_run_id: o['flow_run'],
  });
  o['artifact_key'] = `art-${canary}`;
  await make('variable', 'POST', '/variables/', { name: `var_${canary}`, value: canary });
  o['variable_name'] = `var_${canary}`;
  await make('block_type', 'POST', '/block_types/', { name: `bt-${canary}`, slug: `bt-${canary}` });
  o['block_slug'] = `bt-${canary}`;
  const fields = {
    title: canary,
    type: 'object',
    properties: { password: { type: 'string' } },
    secret_fields: ['password'],
  };
  await make('block_schema', 'POST', '/block_schemas/', {
    block_type_id: o['block_type'],
    fields,
    capabilities: [],
  });
  o['checksum'] = String(
    ((await ask('GET', `/block_schemas/${o['block_schema']}`)).body as { checksum: string }).checksum,
  );
  const kind = { block_type_id: o['block_type'], block_schema_id: o['block_schema'] };
  await make('block_document', 'POST', '/block_documents/', {
    ...kind,
    name: `doc-${canary}`,
    data: { password: canary },
  });
  o['block_document_name'] = `doc-${canary}`;
  await make('tag_limit', 'POST', '/concurrency_limits/', { tag: `tag-${canary}`, concurrency_limit: 1 });
  o['tag'] = `tag-${canary}`;
  await make('limit', 'POST', '/v2/concurrency_limits/', { name: `limit-${canary}`, limit: 5 });
  o['limit_name'] = `limit-${canary}`;
  const lease = { slots: 1, names: [o['limit_name']], lease_duration: 3_600 };
  await make('lease', 'POST', '/v2/concurrency_limits/increment-with-lease', lease, (b) => b['lease_id']);
  await make('search', 'PUT', '/saved_searches/', { name: `search-${canary}` });
  const action = { type: 'run-deployment', source: 'selected', deployment_id: o['deployment'] };
  await make('automation', 'POST', '/automations/', {
    name: `auto-${canary}`,
    trigger: TRIGGER,
    actions: [action],
  });

  await make('webhook', 'POST', '/webhooks/', { name: `hook-${canary}`, template: `{"event":"${canary}"}` });
  await make('workspace_role', 'POST', 'account:/workspace_roles/', {
    name: `role-${canary}`,
    scopes: ['runs:read'],
  });
  await make('team', 'POST', 'account:/teams', { name: `team-${canary}` });
  await make('bot', 'POST', 'account:/bots/', { name: `bot-${canary}` });
  const member = { members: [{ member_id: o['bot'], member_type: 'service_account' }] };
  await make('team_members', 'PUT', `account:/teams/${o['team']}/members`, member);
  const invited = { email: `${canary}@example.com` };
  await make('invitation', 'POST', 'account:/invitations', invited);
  await make('workspace_invitation', 'POST', '/invitations', { email: `w-${canary}@example.com` });
  await make('second_workspace', 'POST', 'account:/workspaces/', {
    name: `gone-${canary}`,
    handle: `gone-${canary}`,
  });
  await make('gone', 'DELETE', `account:/workspaces/${o['second_workspace']}`, {});
  const grant = (who: string, id: string | undefined): object[] => [
    { workspace_role_id: o['viewer_role'], [who]: id },
  ];
  const first: Pick = (b) => (b as unknown as { id: string }[])[0]!.id;
  await make('user_access', 'POST', '/user_access/', grant('user_id', o['member']), first);
  await make('bot_access', 'POST', '/bot_access/', grant('bot_id', o['bot']), first);
  await make('team_access', 'PUT', '/team_access/', grant('team_id', o['team']), first);
  await make('scim_token', 'POST', 'account:/scim/tokens', { name: `scim-${canary}` });
  await make('key', 'POST', `user:/api_keys`, { name: `key-${canary}` });
  return o;
}

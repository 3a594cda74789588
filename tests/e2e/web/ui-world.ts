/** A workspace with something of everything, and the pages that show it. Also what the screenshots are made of. */
export interface UiWorld {
  readonly account: string;
  readonly workspace: string;
  readonly ids: Readonly<Record<string, string>>;
}
interface Made {
  readonly id: string;
}
type Send = <T>(path: string, body?: unknown) => Promise<T>;

const sender =
  (url: string): Send =>
  async <T>(path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/api${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T; // each caller names its route's answer
  };

const SCHEMA = {
  type: 'object',
  title: 'Parameters',
  required: ['train_path'],
  properties: {
    train_path: { type: 'string', title: 'Train path', position: 0, description: 'Trips to learn from' },
    val_path: { type: 'string', title: 'Validation path', position: 1, default: 'data/feb.parquet' },
    depth: { type: 'integer', title: 'Depth', position: 2, default: 20 },
    mode: { type: 'string', title: 'Mode', enum: ['fast', 'exact'], position: 3, default: 'fast' },
  },
};
const FLOWS = ['train-taxi-model', 'ingest-orders', 'nightly-report', 'sync-crm'] as const;
const STATES = ['COMPLETED', 'COMPLETED', 'FAILED', 'COMPLETED', 'CRASHED', 'RUNNING', 'CANCELLED'] as const;
const RUNS = 28;

/** The place of a machine in local mode. */
export async function placeOf(url: string): Promise<UiWorld> {
  const [first] = await sender(url)<{ account_id: string; workspace_id: string }[]>('/me/workspaces');
  if (!first) throw new Error('there is no workspace');
  return { account: first.account_id, workspace: first.workspace_id, ids: {} };
}

async function addPools(send: Send): Promise<void> {
  const kinds = await send<Record<string, Record<string, { default_base_job_configuration: object }>>>(
    '/collections/views/aggregate-worker-metadata',
  );
  const templates = Object.assign({}, ...Object.values(kinds)) as (typeof kinds)[string];
  for (const [name = '', type = ''] of [
    ['zoompool', 'process'],
    ['gpu-pool', 'docker'],
    ['batch', 'kubernetes'],
  ])
    await send('/work_pools/', {
      name,
      type,
      base_job_template: templates[type]?.default_base_job_configuration,
      concurrency_limit: name === 'zoompool' ? 8 : null,
    });
}

async function addWork(send: Send): Promise<Record<string, string>> {
  const flows: string[] = [];
  for (const name of FLOWS) flows.push((await send<Made>('/flows/', { name })).id);
  await addPools(send);
  await send('/work_pools/zoompool/workers/heartbeat', {
    name: 'ProcessWorker 1',
    heartbeat_interval_seconds: 30,
  });
  const deployments: string[] = [];
  for (const [index, name] of ['Taxi1', 'orders-hourly', 'report', 'crm-sync'].entries())
    deployments.push(
      (
        await send<Made>('/deployments/', {
          name,
          flow_id: flows[index],
          work_pool_name: index === 2 ? 'batch' : 'zoompool',
          tags: index < 2 ? ['prod'] : [],
          entrypoint: 'orchestrate.py:main_flow',
          path: '.',
          version: '1.4.0',
          description: 'Learns the duration of taxi rides.\n\n- reads **parquet**\n- writes a report',
          parameters: { train_path: 'data/jan.parquet' },
          parameter_openapi_schema: SCHEMA,
          enforce_parameter_schema: true,
          schedules: [
            {
              active: index !== 3,
              schedule:
                index === 0
                  ? { cron: '0 9 3 * *', timezone: 'Europe/Berlin' }
                  : { interval: 3600 * (index + 1) },
            },
          ],
        })
      ).id,
    );
  return {
    flow: flows[0] ?? '',
    deployment: deployments[0] ?? '',
    deployments: deployments.join(),
    flows: flows.join(),
  };
}

async function addRuns(send: Send, ids: Record<string, string>): Promise<string> {
  const [flows, deployments] = [ids['flows']?.split(',') ?? [], ids['deployments']?.split(',') ?? []];
  let shown = '';
  for (let index = 0; index < RUNS; index += 1) {
    const run = await send<Made>('/flow_runs/', {
      flow_id: flows[index % flows.length],
      deployment_id: deployments[index % deployments.length],
      parameters: { train_path: 'data/jan.parquet', depth: index },
      tags: index % 3 ? [] : ['prod'],
      state: { type: 'PENDING' },
    });
    const set = (type: string, message?: string) =>
      send(`/flow_runs/${run.id}/set_state`, { state: { type, message }, force: true });
    await set('RUNNING');
    const type = STATES[index % STATES.length] ?? 'COMPLETED';
    if (index === 2) {
      shown = run.id;
      await addTasks(send, run.id);
    }
    if (type !== 'RUNNING')
      await set(
        type,
        type === 'FAILED' ? 'Flow run encountered an exception: ValueError: no column tpep' : undefined,
      );
  }
  return shown;
}

async function addTasks(send: Send, runId: string): Promise<void> {
  let before: string | undefined;
  for (const [index, name] of ['Read data', 'Add features', 'Train', 'Evaluate'].entries()) {
    const task: Made = await send<Made>('/task_runs/', {
      flow_run_id: runId,
      name,
      task_key: name,
      dynamic_key: String(index),
      task_inputs: before ? { data: [{ input_type: 'task_run', id: before }] } : {},
    });
    for (const type of ['PENDING', 'RUNNING', index === 3 ? 'FAILED' : 'COMPLETED'])
      await send(`/task_runs/${task.id}/set_state`, { state: { type }, force: true });
    before = task.id;
  }
  const at = Date.now();
  await send(
    '/logs/',
    ['Read 2,900,153 rows', 'RMSE is 5.43', 'Retrying in 2 seconds', 'ValueError: no column tpep'].map(
      (message, index) => ({
        name: 'prefect.flow_runs',
        level: [20, 20, 30, 40][index],
        message,
        timestamp: new Date(at + index).toISOString(),
        flow_run_id: runId,
      }),
    ),
  );
  await send('/artifacts/', {
    key: 'duration-model-report',
    type: 'markdown',
    data: '# Report\n\n| metric | value |\n|---|---|\n| RMSE | 5.43 |',
    description: 'Of the last training',
    flow_run_id: runId,
  });
}

async function addBlock(send: Send, slug: string, name: string, data: object): Promise<string> {
  const [type] = await send<Made[]>('/block_types/filter', { block_types: { slug: { any_: [slug] } } });
  const [schema] = await send<Made[]>('/block_schemas/filter', {
    block_schemas: { block_type_id: { any_: [type?.id] } },
  });
  const body = { name, data, block_type_id: type?.id, block_schema_id: schema?.id };
  return (await send<Made>('/block_documents/', body)).id;
}

async function addSettings(send: Send, ids: Record<string, string>): Promise<Record<string, string>> {
  const slack = await addBlock(send, 'slack-webhook', 'ops-channel', {
    url: 'https://hooks.slack.com/services/T/B/X',
  });
  await addBlock(send, 'secret', 'taxi-token', { value: 's3cret' });
  await addBlock(send, 'local-file-system', 'results', { basepath: '/data/results' });
  const trigger = {
    type: 'event',
    match: { 'prefect.resource.id': 'prefect.flow-run.*' },
    expect: ['prefect.flow-run.Failed', 'prefect.flow-run.Crashed'],
    for_each: ['prefect.resource.id'],
    posture: 'Reactive',
    threshold: 1,
    within: 0,
  };
  const failed = await send<Made>('/automations/', {
    name: 'Tell ops when a run fails',
    tags: ['ops'],
    trigger,
    actions: [
      { type: 'send-notification', block_document_id: slack, subject: 'Failed', body: '{{ flow_run.name }}' },
    ],
  });
  await send('/automations/', {
    name: 'Report after orders',
    enabled: false,
    trigger: {
      ...trigger,
      expect: ['prefect.flow-run.Completed'],
      match_related: {
        'prefect.resource.role': 'flow',
        'prefect.resource.id': [`prefect.flow.${ids['flow'] ?? ''}`],
      },
    },
    actions: [{ type: 'run-deployment', source: 'selected', deployment_id: ids['deployment'] }],
  });
  const webhook = await send<Made & { slug: string }>('/webhooks/', {
    name: 'Shop orders',
    description: 'Orders that were paid',
    template:
      '{"event": "order.{{ body.type }}", "resource": {"prefect.resource.id": "shop.order.{{ body.id }}"}}',
  });
  for (const [name, value] of [
    ['alert_threshold', 0.95],
    ['regions', ['eu', 'us']],
  ])
    await send('/variables/', { name, value, tags: ['ml'] });
  await send('/v2/concurrency_limits/', { name: 'database', limit: 5 });
  await send('/concurrency_limits/', { tag: 'warehouse', concurrency_limit: 3 });
  return { block: slack, automation: failed.id, webhook: webhook.id };
}

/** Fills the workspace of a machine in local mode by REST. */
export async function seedUiWorld(url: string): Promise<UiWorld> {
  const send = sender(url);
  const place = await placeOf(url);
  const ids = await addWork(send);
  Object.assign(ids, await addSettings(send, ids));
  const run = await addRuns(send, ids);
  const [task] = await send<Made[]>('/task_runs/filter', {
    flow_runs: { id: { any_: [run] } },
    sort: 'NAME_ASC',
    limit: 1,
  });
  return { ...place, ids: { ...ids, run, task: task?.id ?? '' } };
}

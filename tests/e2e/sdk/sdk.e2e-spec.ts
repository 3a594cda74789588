import { jest } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KillableServer, SILENCE_SECONDS, startKillableServer } from './killable-server.ts';
import { type FlowProcess, installSdk, type SdkProject } from './sdk-project.ts';
import { runTaxiDeployments } from './taxi-deployments.ts';

jest.setTimeout(90_000); // each test starts a process
let server: KillableServer;
let project: SdkProject;
let spared: FlowProcess;
let lost: FlowProcess;

interface Run {
  readonly id: string;
  readonly name: string;
  readonly state_type: string;
  readonly state_name: string;
  readonly run_count: number;
  readonly tags: readonly string[];
  readonly parent_task_run_id: string | null;
  readonly task_inputs: Record<string, { id: string }[]>;
}
interface Ended {
  readonly state: string;
  readonly error: string | null;
  readonly value: unknown;
}

beforeAll(async () => {
  [server, project] = await Promise.all([startKillableServer(), installSdk()]);
  // takes its time: what comes of it is looked at in the end
  [spared, lost] = [compute('spared'), compute('lost')];
}, 240_000);
afterAll(async () => {
  for (const flow of [spared, lost]) flow?.process.kill('SIGKILL');
  project?.remove();
  await server?.remove();
}, 60_000);

const begin = (words: readonly string[], env: Record<string, string> = {}): FlowProcess =>
  project.node(words, { ORCH_API_URL: server.apiUrl, ORCH_API_KEY: server.key, ...env });
const endOf = async (flow: FlowProcess): Promise<Ended> => {
  const code = await flow.exited;
  const { out, err } = flow.output();
  if (code !== 0) throw new Error(`ended with ${code}: ${out}${err}`);
  return JSON.parse(out) as Ended;
};
const until = async <T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
  for (const deadlineMs = Date.now() + 30_000; ;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadlineMs) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
const compute = (name: string): FlowProcess => {
  const input = JSON.stringify({ name, seconds: SILENCE_SECONDS + 15 });
  return begin(['main.ts', 'computing', input], { PREFECT_FLOWS_HEARTBEAT_FREQUENCY: '2' });
};
const runsOf = (flowName: string): Promise<Run[]> =>
  server.ask('/flow_runs/filter', {
    flows: { name: { any_: [flowName] } },
    sort: 'EXPECTED_START_TIME_DESC',
  });
const runOf = (flowName: string): Promise<Run> =>
  until(`a run of ${flowName}`, async () => (await runsOf(flowName))[0]);
const runIn = (flowName: string, state: string): Promise<Run> =>
  until(`a run of ${flowName} in ${state}`, async () =>
    (await runsOf(flowName)).find(({ state_name: name }) => name === state),
  );
const tasksOf = (run: Run, count: number): Promise<Run[]> =>
  until(`${count} task runs`, async () => {
    const filter = { flow_runs: { id: { any_: [run.id] } }, limit: 200, sort: 'EXPECTED_START_TIME_ASC' };
    const rows = await server.ask<Run[]>('/task_runs/filter', filter);
    const ended = rows.filter(({ state_type: type }) => /COMPLETED|FAILED|CANCELLED|CRASHED/.test(type));
    return ended.length >= count ? rows : undefined;
  });
const logsOf = (run: Run): Promise<{ message: string; level: number }[]> =>
  server.ask('/logs/filter', { logs: { flow_run_id: { any_: [run.id] } }, limit: 200 });

it('hello flow: five lines in an empty project', async () => {
  const lines = [
    "import { flow } from '@orch/sdk';",
    "export const hello = flow({ name: 'hello', logPrints: true, run: async ({ name }: { name: string }) => {",
    '  console.log(`Hello, ${name}!`);',
    '} });',
    "await hello({ name: 'world' });",
  ];
  writeFileSync(join(project.folder, 'hello.ts'), lines.join('\n'));
  const flow = begin(['hello.ts']);
  expect({ code: await flow.exited, err: flow.output().err }).toMatchObject({ code: 0 });
  const run = await runOf('hello');
  expect(run.state_type).toBe('COMPLETED');
  expect((await logsOf(run)).map(({ message }) => message)).toContain('Hello, world!');
});

it('a process is killed that has said that it lives', async () => {
  const run = await until('the run', async () =>
    (await runsOf('computing')).find(({ name }) => name === 'computing-lost'),
  );
  await until('its heartbeat', async () => {
    const resource = { id: [`prefect.flow-run.${run.id}`] };
    const filter = { event: { name: ['prefect.flow-run.heartbeat'] }, resource };
    return (await server.ask<{ events: object[] }>('/events/filter', { filter })).events[0];
  });
  lost.process.kill('SIGKILL');
  expect(await lost.exited).toBeNull();
});

it('retries, edges, maps, subflows and caches are what the control plane shows', async () => {
  const { value } = await endOf(begin(['main.ts', 'shapes', '{"file":"a.csv"}']));
  expect(value).toEqual({ n: 3, doubled: [20, 40, 60], ofChild: 6, sameStamp: true });
  const run = await runOf('shapes');
  expect(run).toMatchObject({ name: 'shapes-a.csv', state_type: 'COMPLETED', run_count: 1 });
  const tasks = await tasksOf(run, 8);
  const named = (start: string): Run[] => tasks.filter(({ name }) => name.startsWith(start));
  expect(tasks).toHaveLength(8);
  const [read, count, child] = [named('read')[0]!, named('count')[0]!, named('child')[0]!];
  expect(read.run_count).toBe(2);
  expect(count).toMatchObject({ tags: ['sums'], task_inputs: { data: [{ id: read.id }] } });
  expect(child.task_inputs).toMatchObject({ n: [{ id: count.id }] });
  expect(named('double').map(({ name }) => name)).toEqual(['double-10', 'double-20', 'double-30']);
  expect(named('stamped').map(({ state_name: name }) => name)).toEqual(['Completed', 'Cached']);
  expect((await runOf('child')).parent_task_run_id).toBe(child.id);

  const states = await server.ask<{ name: string }[]>(`/task_run_states/?task_run_id=${read.id}`);
  expect(states.map(({ name }) => name)).toEqual([
    'Pending',
    'Running',
    'AwaitingRetry',
    'Retrying',
    'Completed',
  ]);
  const graph = await server.ask<{ nodes: [string, { kind: string; parents: { id: string }[] }][] }>(
    `/flow_runs/${run.id}/graph-v2`,
  );
  const nodes = graph.nodes.map(([, node]) => node);
  expect(nodes.filter(({ kind }) => kind === 'flow-run')).toEqual([
    expect.objectContaining({ parents: [{ id: count.id }] }),
  ]);
});

it('a flow is tried again when the control plane says so; bad input is refused with its place', async () => {
  const input = '{"file":"b.csv","failsOnce":true}';
  expect(await endOf(begin(['main.ts', 'shapes', input]))).toMatchObject({
    state: 'Completed',
    value: { n: 3 },
  });
  expect((await runsOf('shapes')).find(({ name }) => name === 'shapes-b.csv')).toMatchObject({
    run_count: 2,
  });
  const refused = await endOf(begin(['main.ts', 'shapes', '{"file":7}']));
  expect(refused.error).toContain('file: ');
});

it('artifacts, variables, secrets and events', async () => {
  const type = await server.ask<{ id: string }>('/block_types/slug/secret');
  const schemas = await server.ask<{ id: string }[]>('/block_schemas/filter', {
    block_schemas: { block_type_id: { any_: [type.id] } },
  });
  const ids = { block_type_id: type.id, block_schema_id: schemas[0]!.id };
  await server.ask('/block_documents/', { name: 'sdk-secret', data: { value: 'open sesame' }, ...ids });
  const { value } = await endOf(begin(['main.ts', 'leavings']));
  expect(value).toEqual({ variable: { rides: 3 }, isRevealed: true });
  const run = await runOf('leavings');
  const artifacts = await server.ask<{ key: string; type: string; data: unknown }[]>('/artifacts/filter', {
    artifacts: { flow_run_id: { any_: [run.id] } },
    sort: 'KEY_ASC',
  });
  expect(artifacts.map(({ key, data }) => [key, data])).toEqual([
    ['sdk-bar', 75],
    ['sdk-image', 'https://example.com/a.png'],
    ['sdk-link', '[more](https://example.com)'],
    ['sdk-report', '# Report'],
    ['sdk-table', '[{"day":"Mon","rides":3}]'],
  ]);
  expect((await logsOf(run)).map(({ message }) => message)).toContain('the password is ********');
  const event = await until('the event', async () => {
    const filter = { event: { name: ['sdk.test.sold'] } };
    return (
      await server.ask<{ events: { related: Record<string, string>[] }[] }>('/events/filter', { filter })
    ).events[0];
  });
  expect(event.related[0]!['prefect.resource.id']).toBe(`prefect.flow-run.${run.id}`);
});

it('global limits, limits of tags and rates hold runs back', async () => {
  for (const limit of [
    { name: 'sdk-limit', limit: 1 },
    { name: 'tag:sdk-tag', limit: 1 },
    { name: 'sdk-rate', limit: 1, slot_decay_per_second: 10 },
  ])
    await server.ask('/v2/concurrency_limits/', limit);
  const { value } = await endOf(begin(['main.ts', 'limited']));
  const { entered, missing, late } = value as { entered: string[]; missing: string; late: string };
  expect(entered).toHaveLength(8);
  // nobody came in before the one who was in had left
  for (let at = 0; at < 8; at += 2) expect(entered[at]!.slice(-1)).toBe(entered[at + 1]!.slice(-1));
  expect(missing).toContain('not all of these concurrency limits exist: sdk-none');
  expect(late).toContain('no free slots of sdk-limit within 0.1 s');
});

it('a paused flow goes on with what it was resumed with', async () => {
  const flow = begin(['main.ts', 'asking']);
  const run = await runIn('asking', 'Paused');
  await server.ask(`/flow_runs/${run.id}/resume`, { run_input: { isRight: true } });
  expect(await endOf(flow)).toMatchObject({ state: 'Completed', value: { isRight: true, note: 'none' } });
});

it('a cancelled flow stops, its tasks too', async () => {
  const flow = begin(['main.ts', 'waiting']);
  const run = await runIn('waiting', 'Running');
  await server.ask(`/flow_runs/${run.id}/set_state`, { state: { type: 'CANCELLING' } });
  expect(await endOf(flow)).toMatchObject({
    state: 'Cancelled',
    error: 'CancelledError: the flow run was cancelled',
  });
  expect((await runIn('waiting', 'Cancelled')).id).toBe(run.id);
  expect((await tasksOf(run, 1)).map(({ state_type: type }) => type)).toEqual(['CANCELLED']);
});

it('a process that is told to end says so, and leaves with the signal’s exit code', async () => {
  const flow = begin(['main.ts', 'waiting']);
  const run = await runIn('waiting', 'Running');
  flow.process.kill('SIGTERM');
  expect(await flow.exited).toBe(143);
  expect((await runIn('waiting', 'Crashed')).id).toBe(run.id);
  expect((await tasksOf(run, 1)).map(({ state_type: type }) => type)).toEqual(['CRASHED']);
});

it('wrong keys, servers and profiles are explained', async () => {
  const messageOf = async (env: Record<string, string>): Promise<string> => {
    const flow = begin(['main.ts', 'ticking', '{"count":1,"ms":0}'], env);
    expect(await flow.exited).toBe(1);
    return flow.output().err;
  };
  expect(await messageOf({ ORCH_API_KEY: 'pnu_wrong' })).toContain(
    'the key of the environment is not accepted by',
  );
  expect(await messageOf({ ORCH_API_URL: 'http://127.0.0.1:9/api' })).toContain('no server answers at');
  expect(await messageOf({ ORCH_PROFILE: 'staging' })).toContain('ORCH_PROFILE names the profile "staging"');
});

it('one process serves a deployment, another one calls it within its flow', async () => {
  const results = { ORCH_RESULTS_PATH: join(project.folder, 'results') };
  const serving = begin(['main.ts', 'serve'], results);
  await until('the server of the flow', () => (serving.output().err.includes('Serving') ? true : undefined));
  expect(await endOf(begin(['main.ts', 'calling'], results))).toMatchObject({
    value: { state: 'COMPLETED', value: 42 },
  });
  const [forty, standIn] = await tasksOf(await runOf('calling'), 2);
  expect(standIn).toMatchObject({ name: 'sum/served', task_inputs: { a: [{ id: forty!.id }] } });
  expect((await runOf('sum')).parent_task_run_id).toBe(standIn!.id);
  serving.process.kill('SIGTERM');
  expect(await serving.exited).toBe(143);
  const deployment = await server.ask<{ paused: boolean }>('/deployments/name/sum/served');
  expect(deployment.paused).toBe(true);
});

describe('the engine that workers start', () => {
  const engine = async (flowRunId: string): Promise<{ code: number | null; err: string }> => {
    const flow = begin(['node_modules/@orch/sdk/dist/engine.js'], { PREFECT__FLOW_RUN_ID: flowRunId });
    return { code: await flow.exited, err: flow.output().err };
  };
  const stateOf = async (id: string): Promise<string> =>
    (await server.ask<Run>(`/flow_runs/${id}`)).state_name;
  let deploymentId: string;

  it('a deployed flow suspends itself, and goes on in another process', async () => {
    await server.ask('/work_pools/', { name: 'sdk-pool', type: 'process' });
    const deploying = begin(['main.ts', 'deploy']);
    expect(await deploying.exited).toBe(0);
    deploymentId = deploying.output().out;
    const deployment = await server.ask<{ entrypoint: string }>(`/deployments/${deploymentId}`);
    expect(deployment.entrypoint).toBe('workload.ts:suspending');

    const { id } = await server.ask<Run>(`/deployments/${deploymentId}/create_flow_run`, {});
    expect(await engine(id)).toMatchObject({ code: 0 });
    expect(await stateOf(id)).toBe('Suspended');
    await server.ask(`/flow_runs/${id}/resume`, { run_input: { note: 'as asked' } });
    expect(await engine(id)).toMatchObject({ code: 0 });
    expect(await stateOf(id)).toBe('Completed');
    expect(await server.ask('/artifacts/sdk-note/latest')).toMatchObject({ data: 'as asked' });
  });

  it('a flow that cannot be loaded has failed, and says why', async () => {
    const flow = await server.ask<{ flow_id: string }>(`/deployments/${deploymentId}`);
    const broken = { flow_id: flow.flow_id, name: 'broken', entrypoint: 'workload.ts:missing' };
    const deployment = await server.ask<{ id: string }>('/deployments/', broken);
    const { id } = await server.ask<Run>(`/deployments/${deployment.id}/create_flow_run`, {});
    expect(await engine(id)).toMatchObject({
      code: 1,
      err: expect.stringContaining('exports no flow "missing"'),
    });
    expect(await stateOf(id)).toBe('Failed');
  });
});

it('the taxi pipeline, deployed twice from one file, run by a worker: tried again, trained, judged, reported', async () => {
  const runs = await runTaxiDeployments(project, server);
  expect(runs.map(({ deployment, months }) => [deployment, months])).toEqual([
    ['Taxi1', undefined],
    ['Taxi2', '2026-04'],
  ]);
  for (const { id } of runs) {
    const run = await server.ask<Run>(`/flow_runs/${id}`);
    expect(run.state_type).toBe('COMPLETED');
    const tasks = await tasksOf(run, 7);
    const named = (start: string): Run[] => tasks.filter(({ name }) => name.startsWith(start));
    expect(named('Read ').map(({ run_count: count }) => count)).toEqual([2, 2]);
    const [trained, judged, reported] = [named('Train')[0]!, named('RMSE')[0]!, named('Report')[0]!];
    expect(judged.task_inputs['model']).toEqual([expect.objectContaining({ id: trained.id })]);
    expect(reported.task_inputs['rmse']).toEqual([expect.objectContaining({ id: judged.id })]);
    const filter = { artifacts: { flow_run_id: { any_: [id] }, key: { any_: ['duration-model-report'] } } };
    const [report] = await server.ask<{ data: string }[]>('/artifacts/filter', filter);
    // what nobody can foresee has a standard deviation of three minutes: a model cannot be much better
    const rmse = Number(/RMSE \| ([\d.]+)/.exec(report!.data)?.[1]);
    expect(rmse).toBeGreaterThan(2.5);
    expect(rmse).toBeLessThan(3.5);
  }
}, 180_000);

it('a run whose process fell silent has crashed; one that computes without a break has not', async () => {
  expect(await endOf(spared)).toEqual({ state: 'Completed', value: 'done' });
  const named = (end: string) =>
    until(end, async () =>
      (await runsOf('computing')).find(({ name, state_name: state }) => `${name} ${state}` === end),
    );
  await named('computing-lost Crashed');
  await named('computing-spared Completed');
}, 120_000);

it('nothing is lost when the control plane is killed in the middle of a run', async () => {
  const ticks = 60;
  const flow = begin(['main.ts', 'ticking', JSON.stringify({ count: ticks, ms: 100 })]);
  const run = await runIn('ticking', 'Running');
  await until('the first ticks', () => (flow.output().err.includes('tick 10') ? true : undefined));
  await server.kill();
  await until('ticks without a server', () => (flow.output().err.includes('tick 25') ? true : undefined));
  await server.start();
  expect(await endOf(flow)).toEqual({ state: 'Completed', value: (ticks * (ticks - 1)) / 2 });
  expect((await runIn('ticking', 'Completed')).id).toBe(run.id);
  const tasks = await tasksOf(run, ticks);
  expect(new Set(tasks.map(({ name }) => name)).size).toBe(ticks);
  expect(tasks).toHaveLength(ticks);
  expect(tasks.every(({ state_type: type }) => type === 'COMPLETED')).toBe(true);
  const logged = (await logsOf(run))
    .map(({ message }) => message)
    .filter((message) => message.startsWith('tick '));
  expect(new Set(logged).size).toBe(ticks);
}, 180_000);

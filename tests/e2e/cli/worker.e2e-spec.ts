import { jest } from '@jest/globals';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startWebServer, type WebServer } from '../web/web-server.ts';
import { buildCommandLine, type CommandLine } from './command-line.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const KEY = 'pnu_workertests000000000000000000000';
const LIMIT_MS = 60_000;
jest.setTimeout(180_000);

const FLOW = `import { existsSync } from 'node:fs';
import { flow, task } from '@orch/sdk';
const double = task({ name: 'double', run: async (n: number) => n * 2 });
export const hello = flow({ name: 'hello', logPrints: true, run: async ({ mode = 'ok' }: { mode?: string }) => {
  console.log('twice is', await double(21));
  process.stdout.write('straight to the output\\n');
  if (mode === 'exit') process.exit(7);
  while (mode !== 'ok' && !existsSync(mode)) await new Promise((resolve) => setTimeout(resolve, 50));
} });
`;

interface Run {
  readonly id: string;
  readonly state_type: string;
  readonly state: { readonly message: string | null };
}
let folder: string;
let server: WebServer;
let orch: CommandLine;
let env: Record<string, string>;
let worker: ChildProcess;
let output = '';
let deploymentId: string;

const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
  const response = await fetch(`${env['ORCH_API_URL'] ?? `${server.url}/api`}${path}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};
const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  const endMs = Date.now() + LIMIT_MS;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`never came: ${what}; the worker said: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const begin = (mode: string): Promise<Run> =>
  call<Run>('POST', `/deployments/${deploymentId}/create_flow_run`, { parameters: { mode } });
const isIn = async (run: Run, type: string): Promise<boolean> =>
  (await call<Run>('GET', `/flow_runs/${run.id}`)).state_type === type;

/** The SDK as a project has it, and a repository with a flow on a branch. */
const makeProject = async (): Promise<void> => {
  await build({
    entryPoints: ['index', 'engine'].map((name) => `${ROOT}/libs/sdk/src/${name}.ts`),
    outdir: join(folder, 'node_modules', '@orch', 'sdk'),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    external: ['@valibot/to-json-schema', 'bufferutil', 'utf-8-validate'],
    banner: {
      js: "import { createRequire as make } from 'node:module'; const require = make(import.meta.url);",
    },
  });
  const description = {
    name: '@orch/sdk',
    type: 'module',
    exports: { '.': './index.js', './engine': './engine.js' },
  };
  writeFileSync(join(folder, 'node_modules/@orch/sdk/package.json'), JSON.stringify(description));
  const repository = join(folder, 'app');
  mkdirSync(repository);
  writeFileSync(join(repository, 'flow.ts'), FLOW);
  writeFileSync(join(repository, 'package.json'), '{"type":"module"}');
  const author = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=release'];
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'flow'],
  ])
    execFileSync('git', [...author, ...args], { cwd: repository });
};

const deploy = async (): Promise<void> => {
  await call('POST', '/variables/', { name: 'branch', value: 'release' });
  const { id: flow_id } = await call<{ id: string }>('POST', '/flows/', { name: 'hello' });
  const pull = {
    'prefect.deployments.steps.git_clone': {
      repository: `file://${join(folder, 'app')}`,
      branch: '{{ prefect.variables.branch }}',
    },
  };
  const deployment = {
    name: 'prod',
    flow_id,
    work_pool_name: 'fresh',
    entrypoint: 'flow.ts:hello',
    pull_steps: [pull],
  };
  deploymentId = (await call<{ id: string }>('POST', '/deployments/', deployment)).id;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orch-worker-e2e-'));
  mkdirSync(join(folder, 'work'));
  env = {};
  [server, orch] = await Promise.all([
    startWebServer({ ORCH_BOOTSTRAP_EMAIL: 'ada@example.com', ORCH_BOOTSTRAP_API_KEY: KEY }),
    buildCommandLine(),
    makeProject(),
  ]);
  const [place] = await call<{ account_id: string; workspace_id: string }[]>('GET', '/me/workspaces');
  const apiUrl = `${server.url}/api/accounts/${place!.account_id}/workspaces/${place!.workspace_id}`;
  env = { ORCH_API_URL: apiUrl, ORCH_API_KEY: KEY };
  const words = [
    'worker',
    'start',
    '-p',
    'fresh',
    '-t',
    'process',
    '-n',
    'e2e',
    '--work-folder',
    join(folder, 'work'),
  ];
  worker = spawn(process.execPath, [orch.file, ...words], {
    env: { PATH: process.env['PATH'] ?? '', ORCH_HOME: orch.home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [worker.stdout, worker.stderr])
    stream?.on('data', (chunk) => (output += String(chunk)));
  await until('the worker serves', () => output.includes('Worker "e2e" serves the process pool "fresh".'));
  await deploy();
}, 240_000);
afterAll(async () => {
  worker?.kill('SIGKILL');
  orch?.remove();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

it('makes the missing pool, and is seen', async () => {
  expect(output).toContain('Created the process pool "fresh".');
  const { code, out } = await orch.run(['worker', 'ls', '--pool', 'fresh', '-o', 'json'], '', env);
  expect([code, JSON.parse(out)]).toMatchObject([
    0,
    [{ name: 'e2e', status: 'ONLINE', work_pool_name: 'fresh' }],
  ]);
  const inspected = await orch.run(['worker', 'inspect', 'e2e', '-o', 'name'], '', env);
  expect(inspected).toMatchObject({ code: 0, out: 'e2e\n' });
});

it.each(['docker', 'kubernetes'])('the published files can serve a %s pool', async (type) => {
  const { code, err } = await orch.run(['worker', 'start', '-p', type, '-t', type, '--run-once'], '', env);
  expect(err).toContain(`serves the ${type} pool`);
  expect(code).toBe(0);
});

it('runs a flow in TypeScript from a repository, with its logs and those of its output', async () => {
  const run = await begin('ok');
  await until('it completed', () => isIn(run, 'COMPLETED'));
  await until('its output came', async () => {
    const logs = await call<{ message: string }[]>('POST', '/logs/filter', {
      logs: { flow_run_id: { any_: [run.id] } },
    });
    const messages = logs.map(({ message }) => message);
    return ['Running step git_clone', 'twice is 42', 'straight to the output'].every((text) =>
      messages.includes(text),
    );
  });
});

it('a flow that breaks off has crashed, with its exit code', async () => {
  const run = await begin('exit');
  await until('it crashed', () => isIn(run, 'CRASHED'));
  const { state } = await call<Run>('GET', `/flow_runs/${run.id}`);
  expect(state.message).toMatch(/exit code 7[^]*straight to the output/);
});

it('a run is cancelled from the command line', async () => {
  const run = await begin(join(folder, 'never'));
  await until('it runs', () => isIn(run, 'RUNNING'));
  await until(
    'the server knows where',
    async () =>
      (await call<{ infrastructure_pid: string | null }>('GET', `/flow_runs/${run.id}`))
        .infrastructure_pid !== null,
  );
  expect((await orch.run(['flow-run', 'cancel', run.id], '', env)).code).toBe(0);
  await until('it is cancelled', () => isIn(run, 'CANCELLED'));
});

it('after SIGTERM it waits for its runs, takes no more and ends with 0', async () => {
  const gate = join(folder, 'gate');
  const run = await begin(gate);
  await until('it runs', () => isIn(run, 'RUNNING'));
  worker.kill('SIGTERM');
  await until('it stops', () => output.includes('Stopping: no more runs are taken, 1 go on.'));
  const later = await begin('ok');
  writeFileSync(gate, '');
  await until('it has ended', () => worker.exitCode !== null);
  expect(worker.exitCode).toBe(0);
  expect([await isIn(run, 'COMPLETED'), await isIn(later, 'SCHEDULED')]).toEqual([true, true]);
});

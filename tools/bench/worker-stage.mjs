// What the trials of our worker stand on: a server of their own that can be killed, `orch` and the SDK as they are published,
// and a flow of many steps that leaves something of every kind.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildCommandLine } from '../build/cli.mjs';
import { buildSdk } from '../build/sdk.mjs';
import { ROOT } from '../test/bootstrap.mjs';
import { unusedPort } from '../test/server.mjs';

const PATIENCE_MS = 240_000;

/** Every step writes a line into a file of its own (the truth), logs, prints and emits an event. */
const FLOW = `
import { appendFileSync } from 'node:fs';
import { emitEvent, flow, flowRun, logger, task } from '@orch/sdk';
const step = task({ name: 'step', run: async (n, ms) => {
  const { id } = flowRun();
  appendFileSync(process.env.STAGE_TRUTH + '/' + id, n + '\\n');
  logger.info('line %d', n);
  process.stdout.write('printed ' + n + '\\n');
  await emitEvent({ event: 'stage.step', resource: 'stage.' + id, payload: { n } });
  await new Promise((resolve) => setTimeout(resolve, ms));
} });
export const work = flow({ name: 'work', run: async ({ steps, ms }) => {
  for (let n = 0; n < steps; n++) await step(n, ms);
} });
`;

/** Waits until `look` gives something. @throws after four minutes */
export const until = async (what, look) => {
  for (const endMs = Date.now() + PATIENCE_MS; ;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > endMs) throw new Error(`never came: ${what}`);
    await sleep(100);
  }
};

const startServer = async (folder, port) => {
  const log = join(folder, 'server.log');
  const file = openSync(log, 'w');
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    ORCH_HOME: join(folder, 'home'),
    ORCH_PORT: String(port),
  };
  const child = spawn(process.execPath, [`${ROOT}/tools/start.mjs`], { env, stdio: ['ignore', file, file] });
  await until('the server', () => {
    if (child.exitCode !== null) throw new Error(readFileSync(log, 'utf8'));
    return /ready in/.test(readFileSync(log, 'utf8'));
  });
  return child;
};

const ended = (child, signal) =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', resolve);
    child.kill(signal);
  });

const caller = (api) => async (method, path, body) => {
  const answer = await fetch(`${api}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 200)}`);
  return text === '' ? undefined : JSON.parse(text);
};

/** Starts everything. `remove()` in the end. */
export const startStage = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'orch-stage-'));
  chmodSync(folder, 0o755); // the database runs as somebody else when this is root
  const [project, truth, runs] = ['project', 'truth', 'runs'].map((name) => join(folder, name));
  for (const one of [project, truth, runs, join(folder, 'cli')]) mkdirSync(one);
  await buildSdk(ROOT, join(project, 'node_modules/@orch/sdk'), { withTypes: false });
  writeFileSync(join(folder, 'cli/package.json'), '{"type":"module"}');
  await buildCommandLine(ROOT, join(folder, 'cli/orch.js'));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(join(project, 'flow.js'), FLOW);
  const port = await unusedPort();
  const api = `http://127.0.0.1:${port}/api`;
  const ask = caller(api);
  let server = await startServer(folder, port);
  const workers = [];
  await ask('POST', '/work_pools/', { name: 'stage', type: 'process' });
  const { id: flow_id } = await ask('POST', '/flows/', { name: 'work' });
  const deployment = await ask('POST', '/deployments/', {
    name: 'stage',
    flow_id,
    work_pool_name: 'stage',
    entrypoint: 'flow.js:work',
    path: project,
    job_variables: { env: { STAGE_TRUTH: truth }, stream_output: false },
  });
  return {
    ask,
    /** Makes runs of so many steps. */
    begin: (count, parameters) =>
      Promise.all(
        Array.from({ length: count }, () =>
          ask('POST', `/deployments/${deployment.id}/create_flow_run`, { parameters }),
        ),
      ),
    worker: (...words) => {
      const log = openSync(join(folder, `worker-${workers.length}.log`), 'w');
      const env = {
        PATH: process.env.PATH,
        HOME: folder,
        ORCH_HOME: join(folder, 'home'),
        ORCH_API_URL: api,
      };
      const args = [
        join(folder, 'cli/orch.js'),
        'worker',
        'start',
        '-p',
        'stage',
        '--work-folder',
        runs,
        ...words,
      ];
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', log, log] });
      workers.push(child);
      return { pid: child.pid, end: (signal) => ended(child, signal) };
    },
    killServer: () => ended(server, 'SIGKILL'),
    restartServer: async () => void (server = await startServer(folder, port)),
    /** Steps that a run has begun. */
    begun: (id) => {
      const file = join(truth, id);
      return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number) : [];
    },
    folders: () => readdirSync(runs).length,
    remove: async () => {
      await Promise.all(workers.map((child) => ended(child, 'SIGKILL')));
      await ended(server, 'SIGTERM');
      const pointer = join(folder, 'home/postgres-location');
      if (existsSync(pointer))
        rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
};

const distinct = (texts, start) =>
  new Set(texts.filter((text) => text.startsWith(start)).map((text) => Number(text.slice(start.length))));

/** What the server has of a run, as sets of step numbers. */
export const leavingsOf = async ({ ask }, id) => {
  const messages = [];
  for (let offset = 0; ; offset += 200) {
    const logs = { flow_run_id: { any_: [id] } };
    const page = await ask('POST', '/logs/filter', { logs, limit: 200, offset, sort: 'TIMESTAMP_ASC' });
    messages.push(...page.map(({ message }) => message));
    if (page.length < 200) break;
  }
  const filter = { event: { name: ['stage.step'] }, resource: { id: [`stage.${id}`] } };
  const { events } = await ask('POST', '/events/filter', { filter, limit: 50 });
  const tasks = await ask('POST', '/task_runs/filter', { flow_runs: { id: { any_: [id] } }, limit: 200 });
  return {
    lines: distinct(messages, 'line '),
    printed: distinct(messages, 'printed '),
    twice:
      messages.filter((text) => /^(line|printed) /.test(text)).length -
      distinct(messages, 'line ').size -
      distinct(messages, 'printed ').size,
    events: new Set(events.map(({ payload }) => payload.n)),
    tasks: tasks.length,
    completed: tasks.filter(({ state_type: type }) => type === 'COMPLETED').length,
  };
};

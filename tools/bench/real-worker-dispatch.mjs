// How soon the unmodified Python worker, or with --orch ours, begins a run: from its creation until it leaves SCHEDULED, by the server's own
// clock. Starts workers with `prefect worker start` and makes runs at random moments. Against a server that runs:
// node tools/bench/real-worker-dispatch.mjs --api URL [--key KEY] [--prefect PATH | --orch PATH] [--workers 1] [--query-seconds 10] [--runs 30] [--seconds 150 | --apart 5-30]
// Moments are random within --seconds; with --apart, random pauses of so many seconds lie between runs.
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { callerOf } from './caller.mjs';

const READY_MS_MAX = 60_000;
/** Long after the last run was made, every one of them must have begun. */
const PATIENCE_MS = 30_000;

const readOptions = () => {
  const text = (value) => ({ type: 'string', default: value });
  const { values } = parseArgs({
    options: {
      api: { type: 'string' },
      key: { type: 'string' },
      prefect: { type: 'string' },
      orch: { type: 'string' },
      workers: text('1'),
      'query-seconds': text('10'),
      runs: text('30'),
      seconds: text('150'),
      apart: { type: 'string' },
    },
  });
  if (!values.api) throw new Error('needs --api');
  return values;
};

const prefectOf = async (given) => {
  if (given) return given;
  const { pythonWith, REFERENCE_PINS } = await import('../test/python.mjs');
  return join(await pythonWith('the real worker', REFERENCE_PINS), 'prefect');
};

/** A pool whose runs are the command `true`: only the hand-out is measured, not the start of an interpreter. */
const makeDeployment = async (call, pool) => {
  const variables = { type: 'object', properties: { command: { type: 'string', default: 'true' } } };
  const base_job_template = { job_configuration: { command: '{{ command }}' }, variables };
  await call('POST', '/work_pools/', { name: pool, type: 'process', base_job_template });
  const { id: flow_id } = await call('POST', '/flows/', { name: `${pool}-flow` });
  const deployment = { name: pool, flow_id, work_pool_name: pool, entrypoint: 'flow.py:flow', path: '.' };
  return (await call('POST', '/deployments/', deployment)).id;
};

/** What starts a worker: the Python one, or ours from its bundle. */
const workerCommand = (options, prefect, pool, name) => {
  const args = ['worker', 'start', '-p', pool, '-t', 'process', '-n', name];
  return options.orch ? [process.execPath, [resolve(options.orch), ...args]] : [prefect, args];
};

const startWorkers = (options, prefect, pool, home) => {
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ORCH|PREFECT)_/.test(name))),
    PREFECT_HOME: home,
    ORCH_HOME: home,
    ORCH_API_URL: options.api,
    ...(options.key ? { ORCH_API_KEY: options.key } : {}),
    PREFECT_API_URL: options.api,
    // The client takes an address below this one for the cloud's, and so uses the key everywhere.
    ...(options.api.includes('/accounts/')
      ? { PREFECT_CLOUD_API_URL: options.api.split('/accounts/')[0] }
      : {}),
    ...(options.key ? { PREFECT_API_KEY: options.key } : {}),
    PREFECT_WORKER_QUERY_SECONDS: options['query-seconds'],
    DO_NOT_TRACK: '1',
  };
  return Array.from({ length: Number(options.workers) }, (_, n) => {
    const output = openSync(join(home, `worker-${n}.log`), 'w');
    const [program, args] = workerCommand(options, prefect, pool, `worker ${n}`);
    return spawn(program, args, { env, cwd: home, stdio: ['ignore', output, output] });
  });
};

const waitForWorkers = async (call, pool, count) => {
  const deadline = Date.now() + READY_MS_MAX;
  for (;;) {
    const workers = await call('POST', `/work_pools/${pool}/workers/filter`, {});
    if (workers.length >= count) break;
    if (Date.now() > deadline) throw new Error(`only ${workers.length} workers came`);
    await sleep(500);
  }
};

/** Seconds from creation until the run left SCHEDULED; undefined while it has not. */
const dispatchSeconds = async (call, { id, created }) => {
  const states = await call('GET', `/flow_run_states/?flow_run_id=${id}`);
  const begun = states.find(({ type }) => type !== 'SCHEDULED');
  return begun && (new Date(begun.timestamp) - new Date(created)) / 1_000;
};

const collect = async (call, runs) => {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const seconds = await Promise.all(runs.map((run) => dispatchSeconds(call, run)));
    if (seconds.every((one) => one !== undefined) || Date.now() > deadline) return seconds;
    await sleep(1_000);
  }
};

/** When runs are made, in seconds from the beginning. */
const momentsOf = ({ runs, seconds, apart }) => {
  const length = Number(runs);
  if (!apart) return Array.from({ length }, () => Math.random() * Number(seconds));
  const [min, max] = apart.split('-').map(Number);
  let moment = 0;
  return Array.from({ length }, () => (moment += min + Math.random() * (max - min)));
};

const report = (options, seconds) => {
  const begun = seconds.filter((one) => one !== undefined).sort((a, b) => a - b);
  const at = (share) => begun[Math.min(begun.length - 1, Math.floor(begun.length * share))]?.toFixed(3);
  const mean = begun.reduce((sum, one) => sum + one, 0) / begun.length;
  const atOnce = begun.filter((one) => one < 0.5).length;
  console.log(
    `${options.workers} worker(s), a poll every ${options['query-seconds']} s, ${seconds.length} runs ${options.apart ? `${options.apart} s apart` : `in ${options.seconds} s`}: ` +
      `mean ${mean.toFixed(3)} s, p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, max ${at(1)}; at once ${atOnce}, never ${seconds.length - begun.length}`,
  );
  return begun.length === seconds.length;
};

const measure = async (options) => {
  const call = callerOf(options);
  const prefect = options.orch ? null : await prefectOf(options.prefect);
  const home = mkdtempSync(join(tmpdir(), 'orch-dispatch-'));
  const pool = `dispatch-${process.pid}-${Date.now()}`;
  const deployment = await makeDeployment(call, pool);
  const workers = startWorkers(options, prefect, pool, home);
  try {
    await waitForWorkers(call, pool, workers.length);
    await sleep(options.orch ? 2_000 : Number(options['query-seconds']) * 2_000); // the first poll is answered at once, the second one is held
    const moments = momentsOf(options);
    const startMs = performance.now();
    const runs = await Promise.all(
      moments.map(async (moment) => {
        await sleep(moment * 1_000 - (performance.now() - startMs));
        return call('POST', `/deployments/${deployment}/create_flow_run`, {});
      }),
    );
    return report(options, await collect(call, runs));
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
};

process.exitCode = (await measure(readOptions())) ? 0 : 1;

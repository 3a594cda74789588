// Many runs at once on one of our workers: all of them run at the same moment, then all complete. None may be lost, none
// started twice. Against a server that runs:
// node tools/bench/worker-burst.mjs --api URL [--key KEY] [--orch PATH] [--runs 200]
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { callerOf } from './caller.mjs';

const ORCH = fileURLToPath(new URL('../../apps/cli/dist/orch.js', import.meta.url));
const PATIENCE_MS = 300_000;

/** A run as small as it can be: says that it runs, waits for the others, says that it completed. */
const SCRIPT = `#!/bin/sh
say() {
  curl -sf --retry 8 --retry-all-errors -o /dev/null -X POST "$ORCH_API_URL/flow_runs/$ORCH_FLOW_RUN_ID/set_state" \\
    -H 'content-type: application/json' -H "authorization: Bearer $ORCH_API_KEY" -d "{\\"state\\":{\\"type\\":\\"$1\\"}}"
}
echo "$ORCH_FLOW_RUN_ID" >> "$BURST_FOLDER/starts"
say RUNNING && echo started
while [ ! -e "$BURST_FOLDER/gate" ]; do sleep 0.2; done
say COMPLETED && echo completed
`;

const readOptions = () => {
  const text = (value) => ({ type: 'string', default: value });
  const options = { api: { type: 'string' }, key: text(''), orch: text(ORCH), runs: text('200') };
  const { values } = parseArgs({ options });
  if (!values.api) throw new Error('needs --api');
  return values;
};

const makeDeployment = async (call, pool, folder) => {
  writeFileSync(join(folder, 'run.sh'), SCRIPT, { mode: 0o755 });
  writeFileSync(join(folder, 'starts'), '');
  const base_job_template = {
    job_configuration: { command: '{{ command }}', env: '{{ env }}', stream_output: false },
    variables: {
      type: 'object',
      properties: {
        command: { type: 'string', default: `sh ${join(folder, 'run.sh')}` },
        env: { type: 'object', default: { BURST_FOLDER: folder } },
      },
    },
  };
  await call('POST', '/work_pools/', { name: pool, type: 'process', base_job_template });
  const { id: flow_id } = await call('POST', '/flows/', { name: `${pool}-flow` });
  return (await call('POST', '/deployments/', { name: pool, flow_id, work_pool_name: pool })).id;
};

const startWorker = ({ api, key, orch }, pool, folder) => {
  const output = openSync(join(folder, 'worker.log'), 'w');
  const env = { ...process.env, ORCH_HOME: folder, ORCH_API_URL: api, ...(key ? { ORCH_API_KEY: key } : {}) };
  return spawn(process.execPath, [orch, 'worker', 'start', '-p', pool], {
    env,
    stdio: ['ignore', output, output],
  });
};

/** How many runs of the pool are in a state. */
const countIn = (call, pool, type) =>
  call('POST', '/flow_runs/count', {
    flow_runs: { state: { type: { any_: [type] } } },
    work_pools: { name: { any_: [pool] } },
  });

const waitFor = async (call, pool, type, count) => {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await countIn(call, pool, type);
    if (found >= count || Date.now() > deadline) return found;
    await sleep(250);
  }
};

const measure = async (options) => {
  const call = callerOf(options);
  const count = Number(options.runs);
  const folder = mkdtempSync(join(tmpdir(), 'orch-burst-'));
  const pool = `burst-${process.pid}-${Date.now()}`;
  const deployment = await makeDeployment(call, pool, folder);
  const worker = startWorker(options, pool, folder);
  try {
    const startMs = performance.now();
    const since = () => ((performance.now() - startMs) / 1_000).toFixed(1);
    for (let from = 0; from < count; from += 20)
      await Promise.all(
        Array.from({ length: Math.min(20, count - from) }, () =>
          call('POST', `/deployments/${deployment}/create_flow_run`, {}),
        ),
      );
    const running = await waitFor(call, pool, 'RUNNING', count);
    const runningAt = since();
    writeFileSync(join(folder, 'gate'), '');
    const completed = await waitFor(call, pool, 'COMPLETED', count);
    const completedAt = since();
    worker.kill('SIGTERM'); // it sends its last logs before it ends
    await new Promise((resolve) => worker.once('exit', resolve));
    const starts = readFileSync(join(folder, 'starts'), 'utf8').split('\n').filter(Boolean);

    console.log(
      `${count} runs on one worker: ${running} at once after ${runningAt} s, ${completed} completed after ${completedAt} s; ` +
        `${starts.length} starts, ${starts.length - new Set(starts).size} of them twice`,
    );
    return completed === count && starts.length === count && new Set(starts).size === count;
  } finally {
    worker.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
};

process.exitCode = (await measure(readOptions())) ? 0 : 1;

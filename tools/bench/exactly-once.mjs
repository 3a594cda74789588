// `node tools/bench/exactly-once.mjs [--events 2000]`: two processes with the API and two in the background on one database,
// of which one after the other is killed with -9 while events come. Every event has to set off its automation exactly
// once, and every action has to be told of once. Needs a built server (`npm run build`); exit code 1 when it is not so.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ROOT } from '../test/bootstrap.mjs';
import { unusedPort } from '../test/server.mjs';
import { startCluster } from './cluster.mjs';
import { FOLDER } from './loadgen.mjs';

const DATABASE = 'bench_once';
const KEY = `pnu_${'once'.padEnd(36, '0')}`;
const BATCH = 20;
const PER_KEY = 4;
const KILL_EVERY_MS = 2_500;
/** Each of the four processes is killed twice at least. */
const KILLS_MIN = 8;
/** An action that a killed process had taken is taken again after two minutes. */
const SETTLED_MS_MAX = 6 * 60_000;

const settings = (cluster, home) => ({
  ORCH_HOME: home,
  ORCH_DATABASE_URL: cluster.urlOf(DATABASE),
  ORCH_DATABASE_CONNECTIONS: '6',
  ORCH_SECRET_KEY: Buffer.alloc(32, 5).toString('base64'),
  ORCH_LOCAL_MODE: 'off',
  ORCH_BOOTSTRAP_EMAIL: 'bench@example.test',
  ORCH_BOOTSTRAP_PASSWORD: 'a long enough password for a benchmark',
  ORCH_BOOTSTRAP_API_KEY: KEY,
  ORCH_LOG_LEVEL: 'warn',
});

/** A process of the server that can be killed and comes back on the same port. */
const makeProcess = async (cluster, role, number) => {
  const name = `${role}-${number}`;
  const port = await unusedPort();
  const root = `http://127.0.0.1:${port}`;
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ORCH_ROLE: role, ORCH_PORT: String(port) };
  const output = openSync(join(FOLDER, `${name}.log`), 'w');
  let child;
  const start = async () => {
    child = spawn(process.execPath, [join(ROOT, 'tools/start.mjs')], {
      cwd: ROOT,
      stdio: ['ignore', output, output],
      env: { ...env, ...settings(cluster, join(FOLDER, name)) },
    });
    for (let left = 300; left > 0; left -= 1) {
      const answer = await fetch(`${root}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
        () => undefined,
      );
      if (answer?.ok) return;
      await sleep(200);
    }
    throw new Error(`${name} did not start; see ${FOLDER}/${name}.log`);
  };
  const kill = async (signal) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  process.once('exit', () => child?.kill('SIGKILL'));
  return { name, role, root, start, kill };
};

/** Sends a request to one of the processes, and to the other one when it does not answer. */
const makeClient = (processes) => {
  let turn = 0;
  let prefix = '/api';
  const ask = async (method, path, body) => {
    for (let left = 300; left > 0; left -= 1) {
      const { root } = processes[(turn += 1) % processes.length];
      const answer = await fetch(`${root}${prefix}${path}`, {
        method,
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(10_000),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch(() => undefined);
      if (answer?.ok) return answer.status === 204 ? null : answer.json().catch(() => null);
      if (answer && answer.status < 500 && answer.status !== 429)
        throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      await sleep(100);
    }
    throw new Error(`${method} ${path}: nobody answers`);
  };
  const enter = async () => {
    const [first] = await ask('GET', '/me/workspaces');
    prefix = `/api/accounts/${first.account_id}/workspaces/${first.workspace_id}`;
  };
  return { ask, enter };
};

const trigger = (expect, more) => ({
  type: 'event',
  posture: 'Reactive',
  expect: [expect],
  within: 0,
  ...more,
});

const makeAutomations = async ({ ask }) => {
  const flow = await ask('POST', '/flows/', { name: 'once' });
  const deployment = await ask('POST', '/deployments/', { name: 'once', flow_id: flow.id });
  const each = await ask('POST', '/automations/', {
    name: 'each',
    trigger: trigger('once.happened', { threshold: 1 }),
    actions: [
      { type: 'run-deployment', source: 'selected', deployment_id: deployment.id },
      { type: 'do-nothing' },
    ],
  });
  const counting = await ask('POST', '/automations/', {
    name: 'counting',
    trigger: trigger('once.happened', {
      threshold: PER_KEY,
      within: 3_600,
      for_each: ['prefect.resource.id'],
    }),
    actions: [{ type: 'do-nothing' }],
  });
  // Batches come one after the other: each completes both parts once.
  const parts = [trigger('once.happened', { threshold: BATCH }), trigger('once.ended', { threshold: 1 })];
  const group = (type, more) =>
    ask('POST', '/automations/', {
      name: type,
      trigger: { type, triggers: parts, within: 3_600, ...more },
      actions: [{ type: 'do-nothing' }],
    });
  const compound = await group('compound', { require: 'all' });
  const sequence = await group('sequence');
  return [each, counting, compound, sequence].map(({ id }) => id);
};

const eventOf = (event, resource) => ({
  id: randomUUID(),
  event,
  occurred: new Date().toISOString(),
  resource: { 'prefect.resource.id': resource },
  related: [],
  payload: {},
});

/** Every key gets `PER_KEY` events, mixed with those of the others. They come for as long as processes are killed. */
const sendAll = async ({ ask }, total, killing) => {
  const keys = total / PER_KEY;
  for (let sent = 0; sent < total; sent += BATCH) {
    while (killing.count() < Math.floor((sent / total) * (KILLS_MIN + 1)) - 1) await sleep(50);
    const batch = Array.from({ length: BATCH }, (_, i) =>
      eventOf('once.happened', `key.${(sent + i) % keys}`),
    );
    batch.push(eventOf('once.ended', 'batch'));
    await ask('POST', '/events', batch); // with the same ids when it has to be sent again
    await sleep(60);
  }
};

/** Kills one after the other and brings it back, until told to stop, but `KILLS_MIN` times at least. */
const killInTurn = (processes) => {
  let isOver = false;
  const kills = [];
  const work = (async () => {
    for (let turn = 0; ; turn += 1) {
      await sleep(KILL_EVERY_MS);
      if (isOver && kills.length >= KILLS_MIN) break;
      const one = processes[turn % processes.length];
      await one.kill('SIGKILL');
      kills.push(one.name);
      await one.start();
    }
  })();
  return {
    count: () => kills.length,
    stop: async () => {
      isOver = true;
      await work;
      return kills;
    },
  };
};

const LEFT = `select (select count(*) from automation_event)::int as events,
  (select count(*) from automation_action where status = 'waiting')::int as actions`;
const RESULT = `select
  (select count(*) from event where event = 'once.happened')::int as stored,
  (select count(*) from automation_firing where automation_id = $1)::int as firings,
  (select count(distinct event_id) from automation_firing where automation_id = $1)::int as by_event,
  (select count(*) from automation_firing where automation_id = $2)::int as counting,
  (select count(*) from automation_firing where automation_id = $3)::int as compound,
  (select count(*) from automation_firing where automation_id = $4)::int as sequence,
  (select count(distinct labels ->> 'prefect.resource.id') from automation_firing where automation_id = $2)::int as by_key,
  (select count(*) from event where event = 'prefect.automation.triggered')::int as told_firings,
  (select count(*) from event where event = 'prefect.automation.action.executed')::int as told_actions,
  (select count(distinct payload ->> 'invocation') from event where event = 'prefect.automation.action.executed')::int as by_invocation,
  (select count(*) from automation_firing f, jsonb_array_elements(f.actions) a where a ->> 'status' = 'executed')::int as executed,
  (select count(*) from automation_action)::int as failed,
  (select count(*) from flow_run)::int as runs`;

const waitUntilSettled = async (cluster) => {
  const deadline = Date.now() + SETTLED_MS_MAX;
  for (;;) {
    const [left] = await cluster.query(DATABASE, LEFT);
    if (left.events === 0 && left.actions === 0) return;
    if (Date.now() > deadline) throw new Error(`not settled: ${JSON.stringify(left)}`);
    await sleep(500);
  }
};

const expectedOf = (total) => {
  const counted = total / PER_KEY + (2 * total) / BATCH;
  return {
    stored: total,
    firings: total,
    by_event: total,
    counting: total / PER_KEY,
    compound: total / BATCH,
    sequence: total / BATCH,
    by_key: total / PER_KEY,
    told_firings: total + counted,
    told_actions: 2 * total + counted,
    by_invocation: 2 * total + counted,
    executed: 2 * total + counted,
    failed: 0,
    runs: total,
  };
};

const run = async (total) => {
  const cluster = await startCluster([DATABASE]);
  const processes = [];
  try {
    for (const role of ['api', 'background', 'api', 'background']) {
      const one = await makeProcess(cluster, role, processes.length);
      processes.push(one);
      await one.start();
    }
    const client = makeClient(processes.filter(({ role }) => role === 'api'));
    await client.enter();
    const ids = await makeAutomations(client);
    const startedMs = performance.now();
    const killing = killInTurn(processes);
    await sendAll(client, total, killing);
    const sentMs = performance.now();
    await sleep(KILL_EVERY_MS);
    const kills = await killing.stop();
    await waitUntilSettled(cluster);
    const [found] = await cluster.query(DATABASE, RESULT, ids);
    const wrong = Object.entries(expectedOf(total)).filter(([name, count]) => found[name] !== count);
    const seconds = (ms) => ((ms - startedMs) / 1_000).toFixed(0);
    console.log(
      `${total} events in ${seconds(sentMs)} s, ${kills.length} kills (${[...new Set(kills)].map((name) => `${name} ${kills.filter((one) => one === name).length}`).join(', ')}), settled after ${seconds(performance.now())} s`,
    );
    console.log(JSON.stringify(found));
    for (const [name, count] of wrong) console.log(`WRONG ${name}: ${found[name]}, expected ${count}`);
    return wrong.length === 0;
  } finally {
    for (const one of processes) await one.kill('SIGTERM').catch(() => {});
    await cluster.stop();
  }
};

const { values } = parseArgs({ options: { events: { type: 'string', default: '2000' } } });
const total = Number(values.events);
if (!Number.isInteger(total) || total <= 0 || total % BATCH !== 0 || total % PER_KEY !== 0)
  throw new Error(`--events: a multiple of ${BATCH}`);
process.exitCode = (await run(total)) ? 0 : 1;

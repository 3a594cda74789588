// `node --experimental-transform-types --no-warnings tools/bench/pages.mjs [--sizes 10000,1000000]`: how long each page of the
// web application waits for its data, at several sizes of the workspace. It calls the very functions that the pages
// call, at once where a page asks at once, and writes something before each turn so that no kept answer is measured.
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { dashboardQuery } from '../../apps/web/src/api/dashboard.ts';
import { deploymentsQuery } from '../../apps/web/src/api/deployments.ts';
import { eventsQuery } from '../../apps/web/src/api/events.ts';
import { deploymentCountsQuery, flowQuery, flowsQuery } from '../../apps/web/src/api/flows.ts';
import { latestArtifactsQuery } from '../../apps/web/src/api/artifacts.ts';
import { flowSpeedQuery, runChoicesQuery, runsViewQuery, stepsOf } from '../../apps/web/src/api/run-lines.ts';
import {
  graphQuery,
  logsQuery,
  runQuery,
  statesQuery,
  taskRunQuery,
  taskRunsQuery,
} from '../../apps/web/src/api/runs.ts';
import { savedSearchesQuery } from '../../apps/web/src/api/saved-searches.ts';
import { poolsQuery } from '../../apps/web/src/api/work-pools.ts';
import { startCluster } from './cluster.mjs';
import { usageOf } from './processes.mjs';
import { makePagesSeeder } from './pages-seed.mjs';
import { post } from './seed.mjs';
import { startOurs } from './targets.mjs';

const DATABASE = 'bench_pages';
const WARM_UPS = 5;
const TURNS = 40;
const DAY_H = 24;

const rangeOf = (hours) => ({
  since: new Date(Date.now() - hours * 3_600_000).toISOString(),
  until: new Date().toISOString(),
});
const ask = (query) => query.queryFn({ pageParam: query.initialPageParam, signal: undefined });

/** What each page asks before its first paint of data; a list inside is asked one after the other. */
const pagesOf = (place, { run, bigRun, task, flow }) => {
  const steps = (hours) => () => stepsOf(rangeOf(hours));
  const runsOf =
    (hours, filter = {}, rest = {}) =>
    () => {
      const { since, until } = rangeOf(hours);
      const times = { expected_start_time: { after_: since, before_: until } };
      return runsViewQuery(place, 'x', () => ({
        filter: { ...rest, flow_runs: { ...times, ...filter } },
        chart: { filter: { ...rest, flow_runs: filter }, steps: stepsOf({ since, until }) },
      }));
    };
  const list = (view) => () => [view(), runChoicesQuery(place), savedSearchesQuery(place)];
  const logs = (id) => logsQuery(place, { kind: 'flow', id, level: 0, text: '' });
  return {
    'Dashboard, a day': () => [dashboardQuery(place, { range: 1, kind: 'failed' }, steps(DAY_H))],
    'Dashboard, 30 days': () => [dashboardQuery(place, { range: 1, kind: 'completed' }, steps(30 * DAY_H))],
    'Runs, a day': list(runsOf(DAY_H)),
    'Runs, 30 days': list(runsOf(30 * DAY_H)),
    'Runs, failed in 30 days': list(runsOf(30 * DAY_H, { state: { type: { any_: ['FAILED'] } } })),
    'Runs of a flow, a day': list(runsOf(DAY_H, {}, { flows: { id: { any_: [flow] } } })),
    Run: () => [[runQuery(place, run), flowQuery(place, flow)], graphQuery(place, run), logs(run)],
    'Run with 5,000 tasks': () => [runQuery(place, bigRun), graphQuery(place, bigRun), logs(bigRun)],
    'Its task runs': () => [taskRunsQuery(place, bigRun, undefined, '')],
    'Task run': () => [taskRunQuery(place, task), statesQuery(place, 'task', task)],
    Flows: () => [[flowsQuery(place, '', 0), deploymentCountsQuery(place, [flow])]],
    Flow: () => [
      flowQuery(place, flow),
      flowSpeedQuery(place, flow),
      runsOf(7 * DAY_H, {}, { flows: { id: { any_: [flow] } } })(),
    ],
    Deployments: () => [deploymentsQuery(place, {})],
    'Work pools': () => [poolsQuery(place)],
    Artifacts: () => [latestArtifactsQuery(place, '', 0)],
    'Events, a day': () => [
      eventsQuery(place, 'x', { prefix: undefined, resource: '' }, () => rangeOf(DAY_H)),
    ],
  };
};

const open = (queries) =>
  Promise.all(
    queries().map(async (one) => {
      for (const query of [one].flat()) await ask(query);
    }),
  );

const shown = ({ p50, p95, cpu }) => `${p50.toFixed(0)} / ${p95.toFixed(0)} ms, ${cpu.toFixed(1)} ms CPU`;
const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** Processor time of server and database; both do a little by themselves, whatever is measured. */
const cpuMs = ({ pid, dbpid }) => (usageOf(pid).cpuSeconds + usageOf(dbpid).cpuSeconds) * 1000;

const measure = async (pages, write, target) => {
  const times = {};
  for (const [name, queries] of Object.entries(pages)) {
    const took = [];
    let before = 0;
    for (let turn = 0; turn < WARM_UPS + TURNS; turn += 1) {
      if (turn === WARM_UPS) before = cpuMs(target);
      await write();
      const begun = performance.now();
      await open(queries);
      if (turn >= WARM_UPS) took.push(performance.now() - begun);
    }
    took.sort((a, b) => a - b);
    const cpu = (cpuMs(target) - before) / TURNS;
    times[name] = { p50: quantile(took, 0.5), p95: quantile(took, 0.95), cpu };
    process.stderr.write(`  ${name}: ${shown(times[name])}\n`);
  }
  return times;
};

/** Waits until the tallies know of what was made: in real life they grow with the runs. */
const sealed = async (cluster) => {
  for (let tries = 0; tries < 240; tries += 1) {
    const [row] = await cluster.query(
      DATABASE,
      `select coalesce(max(sealed_until) > now() - interval '15 minutes', false)
         and not exists (select from flow_run_change) as is_done from flow_run_seal`,
    );
    if (row.is_done) return;
    await sleep(1_000);
  }
  throw new Error('the tallies did not catch up');
};

/** Sends relative requests of the pages to the server that is measured. */
const aim = ({ api, key }) => {
  const { origin } = new URL(api);
  const plain = globalThis.fetch;
  globalThis.fetch = (url, options = {}) =>
    plain(String(url).startsWith('/') ? origin + url : url, {
      ...options,
      headers: { ...options.headers, authorization: `Bearer ${key}` },
    });
};

const print = (sizes, results) => {
  const [first, last] = [results[0], results.at(-1)];
  console.log(
    `| Page | ${sizes.map((size) => `${size.toLocaleString('en')} runs`).join(' | ')} | CPU grows |`,
  );
  console.log(`| --- | ${sizes.map(() => '--- |').join(' ')} ---: |`);
  for (const name of Object.keys(first)) {
    const cells = results.map((result) => shown(result[name]));
    console.log(`| ${name} | ${cells.join(' | ')} | ${(last[name].cpu / first[name].cpu).toFixed(2)}× |`);
  }
};

const { sizes: wanted } = parseArgs({
  options: { sizes: { type: 'string', default: '10000,1000000' } },
}).values;
const sizes = wanted.split(',').map(Number);
const cluster = await startCluster([DATABASE]);
let ours;
try {
  ours = await startOurs(cluster, DATABASE);
  const { target, workspaceId } = ours;
  const [, accountId] = /accounts\/([^/]+)/.exec(target.api);
  const place = { accountId, workspaceId };
  const { bigRun, task, flows, fill } = await makePagesSeeder(cluster, DATABASE, target);
  aim(target);
  const side = await post(target, '/flow_runs/', { flow_id: flows[1], state: { type: 'PENDING' } });
  const line = { name: 'x', level: 20, message: 'x', flow_run_id: side.id };
  const write = () => post(target, '/logs/', [{ ...line, timestamp: new Date().toISOString() }]);
  const results = [];
  for (const size of sizes) {
    const begun = performance.now();
    await fill(size);
    await sealed(cluster);
    process.stderr.write(`${size} runs after ${((performance.now() - begun) / 1000).toFixed(0)} s\n`);
    const [{ id: run, flow_id: flow }] = await cluster.query(
      DATABASE,
      `select id, flow_id from flow_run where name = 'seed-77' limit 1`,
    );
    results.push(await measure(pagesOf(place, { run, bigRun, task, flow }), write, target));
  }
  print(sizes, results);
} finally {
  await ours?.stop();
  await cluster.stop();
}

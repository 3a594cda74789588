// `node --experimental-transform-types --no-warnings tools/bench/pages.mjs [--sizes 10000,1000000] [--keep] [--only text] [--live]`:
// how long each page of the web application waits for its data, in workspaces of several sizes that are asked in turn. It
// calls the very functions that the pages call, at once where a page asks at once, and writes something before each turn
// so that no kept answer is measured. `--keep` leaves the filled databases for the next time; `--live` measures
// an open page of a run whose 5,000 tasks are running instead.
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster } from './cluster.mjs';
import { FOLDER } from './loadgen.mjs';
import { pagesOf } from './pages-list.mjs';
import { measureLive } from './pages-live.mjs';
import { seedPages, thingsOf } from './pages-seed.mjs';
import { precise } from './pages-usage.mjs';
import { post } from './seed.mjs';
import { startOurs } from './targets.mjs';

const WARM_UPS = 5;
const ROUNDS = 4;
const TURNS_A_ROUND = 10;

const ask = (query) => query.queryFn({ pageParam: query.initialPageParam, signal: undefined });

const open = (queries) =>
  Promise.all(
    queries().map(async (one) => {
      for (const query of [one].flat()) await ask(query);
    }),
  );

const shown = ({ p50, p95, cpu }) => `${p50.toFixed(0)} / ${p95.toFixed(0)} ms, ${cpu.toFixed(1)} ms CPU`;
const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** Requests of the pages are relative: they go to the side that is measured. */
let aimed;
const plain = globalThis.fetch;
globalThis.fetch = (url, options = {}) =>
  String(url).startsWith('/')
    ? plain(new URL(aimed.api).origin + url, {
        ...options,
        headers: { ...options.headers, authorization: `Bearer ${aimed.key}` },
      })
    : plain(url, options);

const turn = async ({ queries, write }) => {
  await write();
  const begun = performance.now();
  await open(queries);
  return performance.now() - begun;
};

/** Turns of all sides by rounds, so that whatever else the machine does burdens them alike. */
const measurePage = async (sides) => {
  const found = sides.map(() => ({ took: [], cpuMs: 0 }));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, side] of sides.entries()) {
      aimed = side.target;
      for (let n = 0; round === 0 && n < WARM_UPS; n += 1) await turn(side);
      if (round === 0) continue;
      const before = precise(aimed);
      for (let n = 0; n < TURNS_A_ROUND; n += 1) found[index].took.push(await turn(side));
      found[index].cpuMs += precise(aimed) - before;
    }
  }
  return found.map(({ took, cpuMs }) => {
    took.sort((a, b) => a - b);
    return { p50: quantile(took, 0.5), p95: quantile(took, 0.95), cpu: cpuMs / took.length };
  });
};

/** Nothing that is old enough to be sealed is not. */
const isSealed = (
  run,
) => `exists (select from ${run}_seal) and not exists (select from ${run}_change) and not exists (
  select from ${run}_seal s join ${run} r on r.workspace_id = s.workspace_id and r.expected_start_time >= s.sealed_until
  where r.expected_start_time < now() - interval '75 minutes')`;

/** Waits until the tallies know of what was made: in real life they grow with the runs. */
const sealed = async (cluster, database) => {
  for (let tries = 0; tries < 240; tries += 1) {
    const [row] = await cluster.query(
      database,
      `select ${isSealed('flow_run')} and ${isSealed('task_run')} as is_done`,
    );
    if (row.is_done) return;
    await sleep(1_000);
  }
  throw new Error('the tallies did not catch up');
};

const print = (sides, results) => {
  const sizes = sides.map(({ size }) => `${size.toLocaleString('en')} runs`);
  console.log(`| Page | ${sizes.join(' | ')} | CPU grows | p50 grows |`);
  console.log(`| --- | ${sizes.map(() => '--- |').join(' ')} ---: | ---: |`);
  const grows = (found, what) => `${(found.at(-1)[what] / found[0][what]).toFixed(2)}×`;
  for (const [name, found] of Object.entries(results)) {
    const cells = [...found.map(shown), grows(found, 'cpu'), grows(found, 'p50')];
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
};

/** A server on a database of so many runs, filled unless it was kept. */
const startSide = async (cluster, size) => {
  const database = `bench_pages_${size}`;
  const [known] = await cluster.query('postgres', 'select from pg_database where datname = $1', [database]);
  if (!known) await cluster.query('postgres', `create database ${database} owner orch`);
  const ours = await startOurs(cluster, database);
  const { target, workspaceId } = ours;
  const begun = performance.now();
  const [{ full }] = await cluster.query(
    database,
    `select exists (select from flow_run where name = 'seed-${size}') as full`,
  );
  if (!full) await seedPages(cluster, database, target, size);
  await sealed(cluster, database);
  process.stderr.write(`${size} runs after ${((performance.now() - begun) / 1000).toFixed(0)} s\n`);
  const [, accountId] = /accounts\/([^/]+)/.exec(target.api);
  const things = await thingsOf(cluster, database);
  const { id } = await post(target, '/flow_runs/', { flow_id: things.flow, state: { type: 'PENDING' } });
  const line = { name: 'x', level: 20, message: 'x', flow_run_id: id };
  const write = () => post(target, '/logs/', [{ ...line, timestamp: new Date().toISOString() }]);
  return {
    size,
    database,
    target,
    write,
    pages: pagesOf({ accountId, workspaceId }, things),
    live: () => {
      aimed = target;
      const query = (text, values) => cluster.query(database, text, values);
      return measureLive({ target, query, place: { accountId, workspaceId }, bigRun: things.bigRun });
    },
    stop: ours.stop,
  };
};

const measurePages = async (sides) => {
  const results = {};
  for (const name of Object.keys(sides[0].pages).filter((page) => page.includes(wanted.only))) {
    results[name] = await measurePage(sides.map((side) => ({ ...side, queries: side.pages[name] })));
    process.stderr.write(`  ${name}: ${results[name].map(shown).join(' | ')}\n`);
  }
  print(sides, results);
};

const percent = (part) => `${(part * 100).toFixed(1)} %`;
const measureLivePages = async (sides) => {
  console.log('| Runs | Transitions | An open page besides | Heard a minute | Read a minute |');
  console.log('| ---: | ---: | ---: | ---: | ---: |');
  for (const { size, live } of sides) {
    const { base, part, heard, readings } = await live();
    const cells = [
      size.toLocaleString('en'),
      percent(base),
      percent(part),
      heard.toFixed(0),
      readings.toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
};

const { values: wanted } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,1000000' },
    keep: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    live: { type: 'boolean', default: false },
  },
});
mkdirSync(FOLDER, { recursive: true });
const cluster = await startCluster([]);
const sides = [];
try {
  for (const size of wanted.sizes.split(',')) sides.push(await startSide(cluster, Number(size)));
  await cluster.settle();
  await (wanted.live ? measureLivePages(sides) : measurePages(sides));
} finally {
  for (const side of sides) await side.stop();
  if (!wanted.keep)
    for (const { database } of sides)
      await cluster.query('postgres', `drop database ${database} with (force)`);
  await cluster.stop();
}

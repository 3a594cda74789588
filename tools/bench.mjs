// `npm run bench [-- --quick] [-- --only create,lifecycle]`: ours beside the reference server, on the same PostgreSQL,
// in one run. The measure is processor time per operation of server and database; other work on the machine hardly
// changes it. Result: a table, and .cache/bench/last.json.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { oneLine, say, step } from './launch/report.mjs';
import { prepare } from './test/bootstrap.mjs';

const DATABASES = {
  prefect: 'bench_reference',
  ours: 'bench_ours',
  bound: 'bench_bound',
  held: 'bench_held',
};

const readOptions = () =>
  parseArgs({
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
  }).values;

/** Runs everything that was asked for. @returns {Promise<{ results: object[], counts: object, bounds: object, lines: { line: string, isReached: boolean }[] }>} lines: what is no row of the table */
const measure = async ({ cluster, binary, theirs, ours, quick, only }) => {
  const [
    { planOf },
    { load },
    { makeSeeder },
    { countPerLifecycle },
    { measureBound },
    polling,
    automations,
  ] = await Promise.all([
    import('./bench/plan.mjs'),
    import('./bench/loadgen.mjs'),
    import('./bench/seed.mjs'),
    import('./bench/statements.mjs'),
    import('./bench/bound.mjs'),
    import('./bench/polls.mjs'),
    import('./bench/automations.mjs'),
  ]);
  const { measurePolls, measureHeld } = polling;
  const plan = planOf(quick);
  const wanted = (scenario) => only.length === 0 || only.includes(scenario);
  const targets = [theirs.target, ours.target];
  const results = [];
  const runLoad = async (label, [options, timeoutMs]) => {
    if (wanted(options.scenario))
      await step(label, async () => results.push(...(await load(binary, targets, options, timeoutMs))));
  };

  const bounds = await step('bound of PostgreSQL alone', () =>
    measureBound(cluster, DATABASES.bound, plan.boundSeconds),
  );
  if (wanted('read')) {
    const seeders = await Promise.all(
      [theirs, ours].map(({ target }) => makeSeeder(cluster, DATABASES[target.name], target)),
    );
    for (const size of plan.sizes) {
      await step(`making ${size} runs`, async () => {
        for (const { fill } of seeders) await fill(size);
      });
      const from = results.length;
      await runLoad(`read at ${size}`, plan.read);
      for (const result of results.slice(from)) result.params.size = size;
    }
    for (const { clear } of seeders) await clear();
  }
  for (const one of plan.loads) await runLoad(one[0].scenario, one);
  let firings;
  if (wanted(automations.EVENTS_WITH_AUTOMATIONS)) {
    await step(automations.EVENTS_WITH_AUTOMATIONS, async () => {
      const measured = await automations.measureAutomations({ binary, theirs, ours, plan: plan.automations });
      results.push(...measured.results);
      ({ firings } = measured);
    });
  }
  const counts = {};
  if (wanted('lifecycle')) {
    for (const { target } of [theirs, ours]) {
      counts[target.name] = await countPerLifecycle(cluster, binary, DATABASES[target.name], target);
    }
  }
  await runLoad('dispatch', plan.dispatch);
  if (wanted('poll')) {
    const polls = { cluster, binary, targets, plan: plan.polls, databases: DATABASES };
    results.push(...(await measurePolls(polls)));
  }
  const held = wanted('held-polls')
    ? await step('held polls', () => measureHeld(cluster, DATABASES.held, plan.heldPolls))
    : undefined;
  let access;
  if (wanted('access-cost')) {
    const { measureAccessCost } = await import('./bench/access-cost.mjs');
    access = await step('with and without keys and roles', () =>
      measureAccessCost({ binary, plan: plan.accessCost }),
    );
  }
  if (wanted('coldstart')) {
    for (const { target, cold } of [theirs, ours]) {
      const second = { ...target, api: cold.api, pid: 0 };
      const options = { scenario: 'coldstart', repeat: plan.coldStarts, 'start-cmd': cold.command };
      await step(`cold start of ${target.name}`, async () =>
        results.push(...(await load(binary, [second], options, 240_000)).map(asColdStart)),
      );
    }
  }
  return { results, counts, bounds, lines: [firings, held, access].filter(Boolean) };
};

/** A start's cost is what its process had used when it first answered. */
const asColdStart = (result) => ({
  ...result,
  params: {},
  server: {
    cpu_ms_per_op: result.extra.cpu_s_at_ready * 1000,
    pss_mb: result.extra.pss_mb_after_5s,
    rss_mb: result.extra.rss_mb_at_ready,
  },
  db: undefined,
});

const print = ({ rows, counts, growth, lines }) => {
  console.log(`\nMedians of the repeats. CPU is server + database; R = theirs ÷ ours.\n${rows.table}\n`);
  for (const [name, count] of Object.entries(counts)) {
    if (count) {
      console.log(
        `one lifecycle of ${name}: ${count.statements.toFixed(1)} statements in ${count.transactions.toFixed(1)} transactions, ${count.commits.toFixed(1)} of which write`,
      );
    }
  }
  for (const row of rows.list) {
    if (row.ours?.errors) console.log(`errors of ours in ${row.name}: ${row.ours.errorSamples.join(' | ')}`);
  }
  for (const line of growth) console.log(line);
  for (const { line } of lines) console.log(line);
  const noise = Math.max(0, ...rows.list.map(({ ours }) => ours?.others ?? 0));
  if (noise > 0.2)
    console.log(`others used up to ${noise.toFixed(1)} CPUs: trust R, not operations per second`);
};

const bench = async ({ quick, only }) => {
  const { buildLoadgen, FOLDER } = await import('./bench/loadgen.mjs');
  const { startCluster } = await import('./bench/cluster.mjs');
  const { startReference, startOurs } = await import('./bench/targets.mjs');
  const { growthLines, rowsOf, tableOf } = await import('./bench/report.mjs');
  const binary = await buildLoadgen();
  const undo = [];
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    for (const back of undo.reverse()) await back().catch((error) => say(oneLine(error)));
  };
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void stop().then(() => process.exit(1)));
  try {
    const cluster = await step('starting PostgreSQL', () => startCluster(Object.values(DATABASES)));
    undo.push(cluster.stop);
    const ours = await step('starting our server', () => startOurs(cluster, DATABASES.ours));
    undo.push(ours.stop);
    const theirs = await step('starting the reference server', () =>
      startReference(cluster, DATABASES.prefect),
    );
    undo.push(theirs.stop);
    const { results, counts, bounds, lines } = await measure({
      cluster,
      binary,
      theirs,
      ours,
      quick,
      only,
    });
    const list = rowsOf(results, bounds);
    writeFileSync(
      join(FOLDER, 'last.json'),
      JSON.stringify(
        { at: new Date().toISOString(), quick, rows: list, counts, bounds, lines, results },
        null,
        1,
      ),
    );
    print({ rows: { list, table: tableOf(list) }, counts, growth: growthLines(list), lines });
    if (lines.some(({ isReached }) => isReached === false)) return 1;
    return list.some(({ verdict }) => ['MISSED', 'ERRORS', 'NOT RUN'].includes(verdict)) ? 1 : 0;
  } finally {
    await stop();
  }
};

try {
  const { quick, only } = readOptions();
  if (await prepare()) process.exitCode = await bench({ quick, only: only.split(',').filter(Boolean) });
} catch (error) {
  process.stderr.write(`orch: ${oneLine(error)}\n`);
  process.exitCode = 1;
}

// From single results to one row a scenario, and the table.
import { goalOf, verdictOf } from './goals.mjs';

const median = (values) => {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Results of `poll` with different backlogs, and of `read` with different sizes, are rows of their own. */
const rowName = ({ scenario, params }) => {
  if (scenario === 'poll') return `poll ${params.backlog}${params.beside ? ` beside ${params.beside}` : ''}`;
  return scenario.startsWith('read/') ? `${scenario} @${params.size / 1000}k` : scenario;
};

const summary = (results) => ({
  repeats: results.length,
  cpuMs: median(results.map(({ server, db }) => (server?.cpu_ms_per_op ?? 0) + (db?.cpu_ms_per_op ?? 0))),
  serverMs: median(results.map(({ server }) => server?.cpu_ms_per_op ?? 0)),
  dbMs: median(results.map(({ db }) => db?.cpu_ms_per_op ?? 0)),
  ops: median(results.map(({ ops_per_s }) => ops_per_s)),
  p50: median(results.map(({ lat_ms }) => lat_ms.p50)),
  p99: median(results.map(({ lat_ms }) => lat_ms.p99)),
  pssMb: median(results.map(({ server }) => server?.pss_mb ?? Number.NaN)),
  errors: results.reduce((sum, { errors }) => sum + errors, 0),
  errorSamples: results.flatMap(({ error_samples = [] }) => error_samples).slice(0, 3),
  others: median(results.map(({ other_cpu_share }) => other_cpu_share)),
});

const judge = (scenario, theirs, ours, ratio) => {
  if (!theirs || !ours) return 'NOT RUN';
  return ours.errors > 0 ? 'ERRORS' : verdictOf(scenario, ratio);
};

/**
 * @param {object[]} results of the load generator, of both targets
 * @param {Record<string, number>} bounds pgbench's operations per second
 * @returns {object[]} rows in the order in which the scenarios were run
 */
export const rowsOf = (results, bounds) => {
  const groups = Map.groupBy(results, rowName);
  return [...groups].map(([name, all]) => {
    const side = (target) => {
      const own = all.filter((one) => one.target === target);
      return own.length > 0 ? summary(own) : undefined;
    };
    const [theirs, ours] = [side('prefect'), side('ours')];
    const scenario = name.split(' @')[0];
    const ratio = theirs && ours ? theirs.cpuMs / ours.cpuMs : Number.NaN;
    return {
      name,
      theirs,
      ours,
      ratio,
      opsRatio: theirs && ours ? ours.ops / theirs.ops : Number.NaN,
      ofBound: bounds[scenario] && ours ? ours.ops / bounds[scenario] : undefined,
      goal: goalOf(scenario),
      verdict: judge(scenario, theirs, ours, ratio),
    };
  });
};

const number = (value) => {
  if (value === undefined || !Number.isFinite(value)) return '-';
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(3);
};

const HEAD = [
  'scenario',
  'theirs CPU ms/op',
  'ours (srv+db)',
  'R',
  'ops ratio',
  'p99 theirs/ours ms',
  'of bound',
  'errors',
  'goal',
  'verdict',
];

/** @returns {string} the table, for the terminal */
export const tableOf = (rows) => {
  const cells = rows.map(({ name, theirs, ours, ratio, opsRatio, ofBound, goal, verdict }) => [
    name,
    number(theirs?.cpuMs),
    `${number(ours?.cpuMs)} (${number(ours?.serverMs)}+${number(ours?.dbMs)})`,
    number(ratio),
    number(opsRatio),
    `${number(theirs?.p99)}/${number(ours?.p99)}`,
    ofBound === undefined ? '-' : `${(ofBound * 100).toFixed(0)} %`,
    `${theirs?.errors ?? '-'}/${ours?.errors ?? '-'}`,
    goal ? `${goal.id} ${goal.must}/${goal.target}/${goal.stretch}` : '-',
    verdict,
  ]);
  const all = [HEAD, ...cells];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** @returns {string[]} how much dearer our polls become with a backlog, the own and that of others */
export const growthLines = (rows) => {
  const oursOf = (name) => rows.find((row) => row.name === name)?.ours;
  const largest = Math.max(0, ...rows.map(({ name }) => Number(/^poll (\d+)$/.exec(name)?.[1] ?? 0)));
  return [
    ['poll 0', `poll 0 beside ${largest}`],
    ['poll 1000', `poll ${largest}`],
  ].flatMap(([small, large]) => {
    const [from, to] = [oursOf(small), oursOf(large)];
    if (!from || !to || small === large) return [];
    return `ours, ${large} against ${small}: CPU x${number(to.cpuMs / from.cpuMs)}, p50 x${number(to.p50 / from.p50)} (goal 1.2)`;
  });
};

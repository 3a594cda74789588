// The load generator: built once per state of its sources, then run; its JSON lines are the results.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError, step } from '../launch/report.mjs';
import { ROOT } from '../test/bootstrap.mjs';
import { mustRun, run } from '../test/run.mjs';

/** Where everything of the benchmark is kept. */
export const FOLDER = process.env.ORCH_BENCH_FOLDER ?? join(ROOT, '.cache', 'bench');

/** Sources of the load generator, and of the bound scripts below them. */
export const loadgenFolder = () =>
  resolve(process.env.ORCH_LOADGEN_DIR ?? join(ROOT, '..', 'shared', 'loadgen'));

const hashOf = (folder) => {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    if (/\.(go|mod|sum)$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
};

/** @returns {Promise<string>} path of the binary */
export const buildLoadgen = async () => {
  const folder = loadgenFolder();
  if (!existsSync(join(folder, 'go.mod'))) {
    throw new StartError(`no load generator in ${folder}: set ORCH_LOADGEN_DIR to its sources`);
  }
  mkdirSync(FOLDER, { recursive: true });
  const binary = join(FOLDER, `loadgen-${hashOf(folder)}`);
  if (existsSync(binary)) return binary;
  if ((await run(['go', 'version'], { quiet: true })).code !== 0) {
    throw new StartError('Go 1.24 or newer is needed to build the load generator');
  }
  // Its folder may be read-only: nothing is written there.
  const env = { ...process.env, GOFLAGS: '-mod=readonly' };
  await step('building the load generator', () =>
    mustRun(['go', 'build', '-o', binary, '.'], { cwd: folder, env }),
  );
  return binary;
};

const targetArgument = ({ name, api, key, pid, dbpid }) => [
  '--target',
  `${name}=${[api, ...(key ? [`key=${key}`] : []), `pid=${pid}`, `dbpid=${dbpid}`].join(',')}`,
];

/**
 * Runs scenarios; with several targets they alternate within each repeat.
 * @param {string} binary
 * @param {{ name: string, api: string, key?: string, pid: number, dbpid: number }[]} targets
 * @param {Record<string, string | number>} options the generator's flags without dashes
 * @param {number} timeoutMs
 * @returns {Promise<object[]>} one object per scenario, target and repeat
 */
export const load = async (binary, targets, options, timeoutMs) => {
  const flags = Object.entries(options).flatMap(([name, value]) => [
    name.length === 1 ? `-${name}` : `--${name}`,
    String(value),
  ]);
  const { output, timedOut } = await run([binary, ...targets.flatMap(targetArgument), ...flags], {
    quiet: true,
    timeoutMs,
  });
  if (timedOut) console.log(`  ${options.scenario}: stopped after ${timeoutMs / 1000} s`);
  const results = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  // Only what could not be run at all; errors within a run are counted in the results.
  for (const line of output.split('\n')) if (/^[\w,-]+ on \w+: /.test(line)) console.log(`  ${line}`);
  return results;
};

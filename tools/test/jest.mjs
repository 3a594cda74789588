// Runs jest projects and counts what they say.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';
import { run } from './run.mjs';

/** Every program that runs jest: modules are ES modules. */
export const JEST = [
  process.execPath,
  '--experimental-vm-modules',
  '--no-warnings',
  join(ROOT, 'node_modules/jest/bin/jest.js'),
];
const PROJECT_MS_MAX = 8 * 60_000;

const nameOf = (suite) => suite.name.slice(ROOT.length + 1);

const failuresOf = (report) =>
  report.testResults.flatMap((suite) => {
    const failed = suite.assertionResults.filter(({ status }) => status === 'failed');
    // A file that could not be loaded has no tests; it counts as one failure.
    if (suite.status === 'failed' && failed.length === 0) return [`${nameOf(suite)}: could not run`];
    return failed.map(({ fullName }) => `${nameOf(suite)}: ${fullName}`);
  });

/**
 * @param {string} project of jest.config.mjs
 * @param {string[]} [patterns] run only matching files; then finding none is fine
 * @returns {Promise<{ name: string, passed: number, failures: string[], crashed?: string }>}
 */
export const runJest = async (project, patterns = []) => {
  const folder = join(ROOT, '.cache', 'test');
  mkdirSync(folder, { recursive: true });
  const reportFile = join(folder, `jest-${project}.json`);
  rmSync(reportFile, { force: true });
  const args = [
    '--selectProjects',
    project,
    '--ci',
    '--silent',
    '--json',
    `--outputFile=${reportFile}`,
    '--passWithNoTests',
  ];
  // Seconds of real waiting in these would be lengthened by a neighbour that uses both cores.
  if (project === 'e2e') args.push('--runInBand');
  const { code, output, timedOut } = await run([...JEST, ...args, ...patterns], {
    cwd: ROOT,
    quiet: true,
    timeoutMs: PROJECT_MS_MAX,
  });
  const name = `jest ${project}`;
  if (!existsSync(reportFile)) {
    process.stderr.write(`${output}\n`);
    return { name, passed: 0, failures: [], crashed: timedOut ? 'time limit' : `exit code ${code}` };
  }
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  for (const suite of report.testResults)
    if (suite.status === 'failed') process.stdout.write(`${suite.message}\n`);
  const failures = failuresOf(report);
  const unexplained =
    code !== 0 && failures.length === 0 ? { crashed: timedOut ? 'time limit' : `exit code ${code}` } : {};
  return { name, passed: report.numPassedTests, failures, ...unexplained };
};

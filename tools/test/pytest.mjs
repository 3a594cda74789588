// Runs pytest and counts what it says.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';
import { run } from './run.mjs';

const SESSION_MS_MAX = 10 * 60_000;

const unescape = (text) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** Test cases of a JUnit report: `<testcase classname= name= ...>` with `<failure`, `<error` or `<skipped` inside. */
const casesOf = (xml) =>
  [...xml.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(
    ([, attributes, inside = '']) => {
      const [, file = ''] = /classname="([^"]*)"/.exec(attributes) ?? [];
      const [, name = ''] = / name="([^"]*)"|^name="([^"]*)"/.exec(attributes) ?? [];
      return {
        name: unescape(`${file}::${name}`),
        failed: /<(failure|error)\b/.test(inside),
        skipped: /<skipped\b/.test(inside),
      };
    },
  );

/**
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.bin folder with the environment's `python`
 * @param {string} options.cwd folder of the tests
 * @param {string[]} options.args files and options
 * @param {Record<string, string>} options.env
 * @returns {Promise<{ name: string, passed: number, skipped: number, failures: string[], crashed?: string }>}
 */
export const runPytest = async ({ name, bin, cwd, args, env }) => {
  const report = join(ROOT, '.cache', 'test', `pytest-${name.replace(/\W+/g, '-')}.xml`);
  mkdirSync(join(ROOT, '.cache', 'test'), { recursive: true });
  rmSync(report, { force: true });
  const command = [
    join(bin, 'python'),
    '-m',
    'pytest',
    '-q',
    '-n',
    '2',
    '-p',
    'no:cacheprovider',
    '--tb=short',
    `--junitxml=${report}`,
    ...args,
  ];
  const { code, output, timedOut } = await run(command, {
    cwd,
    quiet: true,
    timeoutMs: SESSION_MS_MAX,
    env: { ...env, PATH: `${bin}:${env.PATH}`, PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (code !== 0) process.stdout.write(`${output}\n`);
  if (!existsSync(report))
    return {
      name,
      passed: 0,
      skipped: 0,
      failures: [],
      crashed: timedOut ? 'time limit' : `exit code ${code}`,
    };
  const cases = casesOf(readFileSync(report, 'utf8'));
  const failures = [...new Set(cases.filter(({ failed }) => failed).map((one) => one.name))];
  const skipped = cases.filter((one) => one.skipped).length;
  const passed = cases.filter((one) => !one.failed && !one.skipped).length;
  const unexplained =
    (code !== 0 && failures.length === 0) || timedOut
      ? { crashed: timedOut ? 'time limit' : `exit code ${code}` }
      : {};
  return { name, passed, skipped, failures, ...unexplained };
};

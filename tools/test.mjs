// `npm test`: everything, from a fresh clone. `npm test -- <file or pattern>`: only jest files that match (or, for
// *.py, only those of tests/compat-python). The last line is always `N passed, N failed`.
import { oneLine, say } from './launch/report.mjs';
import { prepare } from './test/bootstrap.mjs';

const PROJECTS = ['small', 'medium', 'e2e'];

const timed = async (name, work) => {
  const startedMs = performance.now();
  const result = await work();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  const state = result.crashed ? `CRASHED (${result.crashed})` : result.failures.length > 0 ? 'FAILED' : 'ok';
  say(`${name}: ${state}, ${result.passed} passed, ${result.failures.length} failed (${seconds} s)`);
  return result;
};

const runPython = async (patterns) => {
  const { runCompat } = await import('./test/compat.mjs');
  try {
    return await runCompat(patterns, timed);
  } catch (error) {
    return [{ name: 'compat', passed: 0, failures: [], crashed: oneLine(error) }];
  }
};

/** Without them the tests that need them say so themselves; all others still run. */
const findBrowserAndClient = async () => {
  const { chromium } = await import('./test/chromium.mjs');
  await chromium().catch((error) => say(oneLine(error)));
  const { pythonWith, REFERENCE_PINS } = await import('./test/python.mjs');
  // with the newest FastAPI the client's own browser login fails: its pins are those of the reference
  await pythonWith('the Python client with its browser login', REFERENCE_PINS)
    .then((bin) => (process.env.ORCH_TEST_PYTHON_BIN = bin))
    .catch((error) => say(oneLine(error)));
};

const runAll = async (patterns) => {
  const { runJest } = await import('./test/jest.mjs');
  const python = patterns.filter((pattern) => /\.py(::|$)/.test(pattern));
  const others = patterns.filter((pattern) => !python.includes(pattern));
  const results = [];
  if (patterns.length === 0 || others.length > 0) {
    for (const project of PROJECTS) {
      if (project === 'e2e') await findBrowserAndClient();
      results.push(await timed(`jest ${project}`, () => runJest(project, others)));
    }
  }
  if (patterns.length === 0 || python.length > 0) results.push(...(await runPython(python)));
  return results;
};

/** Prints what failed and the one line that counts; @returns the exit code */
const conclude = (results) => {
  const passed = results.reduce((sum, one) => sum + one.passed, 0);
  const failed = results.reduce((sum, one) => sum + one.failures.length + (one.crashed ? 1 : 0), 0);
  for (const { name, failures, crashed } of results) {
    for (const failure of failures) console.log(`FAILED ${name}: ${failure}`);
    if (crashed) console.log(`CRASHED ${name}: ${crashed}`);
  }
  if (passed + failed === 0) console.log('no test was run');
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
};

try {
  if (await prepare()) {
    // What was started is ended by the listeners of 'exit'.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
    process.exitCode = conclude(await runAll(process.argv.slice(2)));
  }
} catch (error) {
  process.stderr.write(`orch: ${oneLine(error)}\n`);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

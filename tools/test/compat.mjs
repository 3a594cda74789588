// The real Python client against a real server: our own scripts, and the conformance suite where it is at hand.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { say } from '../launch/report.mjs';
import { ROOT } from './bootstrap.mjs';
import { pythonWith, TEST_PINS } from './python.mjs';
import { runPytest } from './pytest.mjs';
import { startCloud, startServer } from './server.mjs';

const OWN = join(ROOT, 'tests', 'compat-python');

/** Files of the conformance suite for what the product does today. */
const FILES = [
  'test_flow_runs.py',
  'test_states_orchestration.py',
  'test_filters_pagination.py',
  'test_errors.py',
  'test_seed_scripts.py',
  'test_blocks_artifacts_variables.py',
  'test_deployments_workers.py',
  'test_concurrency.py',
  'test_cloud.py',
  'test_events_automations.py',
];

/**
 * A test waits until the run of a killed worker is given up; nothing else runs as long without a word. Receivers of
 * webhooks and notifications listen on this machine.
 */
const SERVER_SETTINGS = { ORCH_RUN_SILENCE_SECONDS: '25', ORCH_EGRESS_ALLOW: '127.0.0.1/32' };

const suiteFolder = () =>
  resolve(process.env.ORCH_CONFORMANCE_DIR ?? join(ROOT, '..', 'shared', 'conformance'));

/** Nothing of the caller's own client set-up may leak into the tests. */
const cleanEnv = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ORCH|PREFECT)_/.test(name)));

const localEnv = (server) => ({
  ...cleanEnv(),
  PREFECT_API_URL: `${server.url}/api`,
  ORCH_COMPAT_DATABASE_FOLDER: server.databaseFolder,
  ORCH_COMPAT_SERVER_LOG: server.log,
});

const cloudEnv = (cloud) => ({
  ...cleanEnv(),
  PREFECT_API_URL: cloud.workspaceUrl,
  PREFECT_API_KEY: cloud.key,
  PREFECT_CLOUD_API_URL: `${cloud.url}/api`,
  ORCH_CLOUD_UI_URL: cloud.url,
  ORCH_CLOUD_API_URL: `${cloud.url}/api`,
  ORCH_CLOUD_API_KEY: cloud.key,
  ORCH_CLOUD_WORKSPACE_A: cloud.handles[0],
  ORCH_CLOUD_WORKSPACE_B: cloud.handles[1],
});

/** Files may be named as they are seen from the top of the repository. */
const fromOwn = (pattern) => pattern.replace(/^(\.\/)?tests\/compat-python\//, '');

const sessions = (form, bin, env, patterns) => {
  // Tests of one file share what they start, a worker for instance: they stay in one process.
  const own = {
    name: `compat ${form}`,
    bin,
    cwd: OWN,
    args: ['--dist', 'loadfile', ...patterns.map(fromOwn)],
    env,
  };
  const suite = suiteFolder();
  if (patterns.length > 0) return [own];
  if (!existsSync(suite)) {
    say(`no conformance suite in ${suite}: only our own compatibility tests run`);
    return [own];
  }
  return [own, { name: `conformance ${form}`, bin, cwd: suite, args: FILES, env }];
};

/** One form of the product: its sessions one after the other. */
const runForm = async ([form, start, envOf], bin, patterns, timed) => {
  const results = [];
  let server;
  try {
    server = await start();
    for (const session of sessions(form, bin, envOf(server), patterns)) {
      results.push(await timed(session.name, () => runPytest(session)));
    }
  } catch (error) {
    results.push({ name: `compat ${form}`, passed: 0, failures: [], crashed: error.message });
  } finally {
    await server?.stop();
  }
  return results;
};

/**
 * Both forms of the product, side by side: without keys on this machine, and as a cloud with keys and workspaces. Much
 * of their time is waiting.
 * @param {string[]} patterns run only these of our own files (with pytest's options); none: all, and the suite
 * @param {(name: string, work: () => Promise<object>) => Promise<object>} timed wraps one session
 * @returns {Promise<{ name: string, passed: number, failures: string[], crashed?: string }[]>} one result a session
 */
export const runCompat = async (patterns, timed) => {
  const bin = await pythonWith('the Python client', TEST_PINS);
  const forms = [
    ['local', () => startServer('compat-local', SERVER_SETTINGS), localEnv],
    ['cloud', () => startCloud('compat-cloud', SERVER_SETTINGS), cloudEnv],
  ];
  const results = await Promise.all(forms.map((form) => runForm(form, bin, patterns, timed)));
  return results.flat();
};

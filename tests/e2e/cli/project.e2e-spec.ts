import { jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWebServer, type WebServer } from '../web/web-server.ts';
import { buildCommandLine, type CommandLine, settled } from './command-line.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const BUILD_SDK = new URL('../../../tools/build/sdk.mjs', import.meta.url).href;
const [FIRST_KEY, SECOND_KEY] = [
  'pnu_firstserver0000000000000000000000',
  'pnu_secondserver000000000000000000000',
];
jest.setTimeout(60_000);
let first: WebServer;
let second: WebServer;
let orch: CommandLine;
let project: string;
let worker: ChildProcess | undefined;
const serving: ChildProcess[] = [];

/** One call within the project, as a terminal would show it: stdout, stderr, exit code. */
const transcript = async (line: string, input = ''): Promise<string> => {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
  const { code, out, err } = await orch.run(words, input, {}, project);
  const text = `${out}${err === '' ? '' : `--\n${err}`}${code === 0 ? '' : `[${code}]\n`}`;
  return settled(text).replaceAll(basename(project), '<project>');
};
const json = async <T>(line: string): Promise<T> => {
  const { code, out, err } = await orch.run([...line.split(' '), '-o', 'json'], '', {}, project);
  if (code !== 0) throw new Error(`orch ${line} ended with ${code}: ${err}`);
  return JSON.parse(out) as T;
};

const FLOW = `import { flow, logger } from '@orch/sdk';
import { z } from 'zod';

console.log('what a module prints is no answer');
export const main = flow({
  name: 'etl',
  description: 'Loads rows.',
  input: z.object({ rows: z.number().default(5) }),
  run: async ({ rows }) => {
    if (rows < 0) throw new Error('no rows');
    logger.info(\`loaded \${rows} rows\`);
  },
});
`;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'orch-project-'));
  const modules = join(project, 'node_modules', '@orch');
  mkdirSync(modules, { recursive: true });
  const { buildSdk } = (await import(BUILD_SDK)) as {
    buildSdk: (root: string, folder: string) => Promise<void>;
  };
  const sdk = join(modules, 'sdk');
  [first, second, orch] = await Promise.all([
    startWebServer({ ORCH_BOOTSTRAP_EMAIL: 'ada@example.com', ORCH_BOOTSTRAP_API_KEY: FIRST_KEY! }),
    startWebServer({ ORCH_BOOTSTRAP_EMAIL: 'ada@example.com', ORCH_BOOTSTRAP_API_KEY: SECOND_KEY! }),
    buildCommandLine(),
    buildSdk(ROOT, sdk),
  ]);
  symlinkSync(join(ROOT, 'node_modules', 'zod'), join(project, 'node_modules', 'zod'));
  writeFileSync(join(project, 'etl.mjs'), FLOW);
}, 240_000);
afterAll(async () => {
  for (const child of [worker, ...serving]) child?.kill('SIGKILL');
  orch?.remove();
  await Promise.all([first?.stop(), second?.stop()]);
  rmSync(project, { recursive: true, force: true });
}, 60_000);

// Each test goes on where the one before it ended: a walk.
it('two servers, two profiles', async () => {
  expect(await transcript(`cloud login --key - --url ${first.url} -w ada/default`, `${FIRST_KEY}\n`)).toBe(
    '--\nLogged in to http://<host>, workspace ada/default (profile default).\n',
  );
  expect(
    await transcript(
      `cloud login --key - --url ${second.url} -w ada/default --profile other`,
      `${SECOND_KEY}\n`,
    ),
  ).toBe('--\nLogged in to http://<host>, workspace ada/default (profile other).\n');
  expect(await transcript('profile use default')).toBe('--\nNow using profile default.\n');
  expect(await transcript('profile ls -o name')).toBe('default\nother\n');
  expect(await json('profile ls')).toMatchObject([
    { name: 'default', active: true, logged_in: true },
    { name: 'other', active: false, logged_in: true },
  ]);
});

it('a project begins, and what is there stays', async () => {
  expect(await transcript('project init')).toBe(
    'FILE\norch.yaml        written\ndeployment.yaml  written\n.orchignore      written\n.orch/           written\n' +
      '--\norch: this is "orch init"\nProject <project> is ready (recipe local).\n' +
      'Deploy a flow: orch deploy path/to/file.py:flow -n NAME -p POOL\n',
  );
  writeFileSync(join(project, '.orchignore'), 'mine\n');
  expect(await transcript('init')).toBe(
    'FILE\norch.yaml        kept\ndeployment.yaml  kept\n.orchignore      kept\n.orch/           kept\n' +
      '--\nNothing was written: everything is there already.\n',
  );
  expect(readFileSync(join(project, '.orchignore'), 'utf8')).toBe('mine\n');
  expect(existsSync(join(project, '.orch'))).toBe(true);
});

it('a deploy says what it lacks', async () => {
  expect(await transcript('deploy etl.mjs:main -n nightly')).toBe(
    '--\norch: the deployment needs a work pool\nName it: -p POOL. See: orch work-pool ls\n[2]\n',
  );
  expect(await transcript('deploy etl.mjs:main -n nightly -p none')).toMatch(
    /^--\norch: there is no work pool "none": no worker would take its runs\nCreate it with: .*\n\[1\]\n$/,
  );
  expect(await transcript('deploy etl.mjs:other -n nightly -p none')).toContain(
    'exports no flow "other"; flows: main',
  );
  expect(await transcript('deploy gone.py:main -n nightly -p none')).toBe(
    '--\norch: there is no file gone.py\nThe entrypoint is gone.py:main.\n[1]\n',
  );
  expect(await transcript('deploy --all')).toBe(
    '--\norch: no deployments in orch.yaml, prefect.yaml, deployment.yaml\nBegin with: orch init\n[2]\n',
  );
});

it('one flow is deployed twice from one file', async () => {
  expect(await transcript('work-pool create prod --type process')).toBe('--\nCreated work pool prod.\n');
  writeFileSync(
    join(project, 'deployment.yaml'),
    `definitions:
  pool: &pool {name: prod}
deployments:
- name: nightly
  entrypoint: etl.mjs:main
  schedules: [{cron: "0 3 * * *", timezone: Europe/Berlin, slug: night}]
  work_pool: *pool
- name: by-hand
  entrypoint: etl.mjs:main
  parameters: {rows: 7}
  work_pool: *pool
`,
  );
  expect(await transcript('deploy --all')).toBe(
    '--\nCreated deployment etl/nightly.\nCreated deployment etl/by-hand.\n' +
      'No worker is at work in prod. Start one: orch worker start -p prod\n',
  );
  expect(await transcript('deploy -n nightly -o name')).toBe(
    'etl/nightly\n--\nChanged deployment etl/nightly.\n',
  );
  expect(await json('deployment inspect etl/by-hand')).toMatchObject({
    description: 'Loads rows.',
    parameters: { rows: 7 },
    parameter_openapi_schema: { properties: { rows: { type: 'number', default: 5 } } },
    pull_steps: [{ 'prefect.deployments.steps.set_working_directory': { directory: project } }],
    schedules: [],
  });
  expect(await transcript('deployment schedule ls etl/nightly')).toBe(
    'ID                                    SCHEDULE                   ACTIVE  SLUG\n' +
      '<id>................................  0 3 * * * (Europe/Berlin)  yes     night\n',
  );
  expect(await transcript('deployment ls --profile other')).toBe(
    '--\nNo deployments. Make one: orch deploy\n',
  );
});

it('types of what is deployed', async () => {
  expect(await transcript('sdk generate')).toBe('--\nWrote orch-deployments.d.ts.\n');
  expect(readFileSync(join(project, 'orch-deployments.d.ts'), 'utf8')).toContain(
    '"etl/by-hand": { readonly parameters: { readonly rows?: number } };',
  );
  expect(await transcript('sdk generate')).toBe('--\nNothing changed in orch-deployments.d.ts.\n');
});

it('the server is another package', async () => {
  expect(await transcript('start server')).toBe(
    '--\norch: this is "orch server start"\n' +
      'orch: the server is not installed here: this package is the command line alone\n' +
      'Run this inside a checkout of the server (it starts tools/start.mjs), or start its container image.\n[1]\n',
  );
});

it('a worker makes a pool that is missing, and runs what is deployed', async () => {
  const start = (words: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      let said = '';
      worker = spawn(process.execPath, [orch.file, 'worker', 'start', ...words], {
        cwd: project,
        env: { PATH: process.env['PATH'] ?? '', HOME: orch.home, ORCH_HOME: orch.home, TZ: 'UTC' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [worker.stdout!, worker.stderr!])
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          said += chunk;
          if (said.includes('serves the process pool "fresh".')) resolve(said);
        });
      worker.once('close', (code) => reject(new Error(`the worker ended with ${code}: ${said}`)));
    });
  expect(await start(['-p', 'fresh', '-t', 'process'])).toContain('Created the process pool "fresh".\n');
  expect(await json('work-pool inspect fresh')).toMatchObject({ type: 'process' });
  expect(await transcript('deploy etl.mjs:main -n fresh -p fresh')).toMatch(
    /^--\nCreated deployment etl\/fresh\.\n(No worker .*\n)?Run it: orch deployment run 'etl\/fresh'\n$/,
  );
  const { code, out, err } = await orch.run(
    'deployment run etl/fresh --param rows=3 --name brave-otter --watch --wait-timeout 60s'.split(' '),
    '',
    {},
    project,
  );
  expect({ code, err: err.split('\n').at(-2) }).toEqual({ code: 0, err: 'brave-otter: Completed' });
  expect(out).toMatch(/^Name {8}brave-otter\nID {10}\S{36}\nState name {2}Completed\n/);
  const logs = await orch.run(['flow-run', 'logs', 'brave-otter', '-f'], '', {}, project);
  expect(logs.out).toMatch(/\| INFO {5}\| loaded 3 rows\n/);
  expect(await transcript('flow-run ls --deployment etl/fresh -o name')).toBe(
    '<id>................................\n',
  );
  expect(await transcript('flow-run ls --profile other')).toBe('--\nNo flow runs.\n');
});

it('a run that fails gives exit code 5, one that does not end in time 124', async () => {
  expect(
    await transcript('deployment run etl/fresh --param rows=-1 --name sad-crab --watch --wait-timeout 60s'),
  ).toMatch(/orch: flow run sad-crab ended Failed.*no rows.*\n\[5\]\n$/);
  expect(
    await transcript('deployment run etl/fresh --name late-bee --start-in 1h --watch --wait-timeout 1s'),
  ).toMatch(/orch: flow run late-bee is still Scheduled\n\[124\]\n$/);
  expect(await transcript('flow-run cancel late-bee')).toBe('--\nCancelled flow run late-bee.\n');
  expect(await json<{ state_type: string }>('flow-run inspect late-bee')).toMatchObject({
    state_type: 'CANCELLED',
  });
});

/** Starts a command that goes on, and waits until it says something. */
const goingOn = (
  words: readonly string[],
  sign: string,
): Promise<{ child: ChildProcess; said: () => string }> =>
  new Promise((resolve, reject) => {
    let said = '';
    const child = spawn(process.execPath, [orch.file, ...words], {
      cwd: project,
      env: { PATH: process.env['PATH'] ?? '', HOME: orch.home, ORCH_HOME: orch.home, TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    serving.push(child);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
        if (said.includes(sign)) resolve({ child, said: () => said });
      });
    child.once('close', (code) => reject(new Error(`${words.join(' ')} ended with ${code}: ${said}`)));
  });

it('a run is executed in this terminal, with exit code 5 when it fails', async () => {
  expect(await transcript('work-pool create shelf --type process')).toBe('--\nCreated work pool shelf.\n');
  await transcript('deploy etl.mjs:main -n here -p shelf');
  await json('deployment run etl/here --param rows=4 --name keen-mole');
  expect(await transcript('flow-run execute keen-mole')).toMatch(
    /^Name {8}keen-mole\n[^]*State name {2}Completed\n[^]*loaded 4 rows/,
  );
  await json('deployment run etl/here --param rows=-1 --name odd-mole');
  expect(await transcript('flow-run execute odd-mole')).toMatch(
    /State name {2}Failed\n[^]*flow run odd-mole ended Failed\n\[5\]\n$/,
  );
});

it('a run lands on the server of the profile that counts', async () => {
  expect(await transcript('profile use other')).toBe('--\nNow using profile other.\n');
  expect(await transcript('shell watch true --flow-name here --flow-run-name lone-wolf')).toBe(
    '--\nFlow run lone-wolf\nFlow run lone-wolf completed.\n',
  );
  const names = '.[].name';
  expect(await transcript(`flow-run ls --jq ${names}`)).toBe('lone-wolf\n');
  expect(await transcript(`flow-run ls --profile default --flow here --jq ${names}`)).toBe('');
  expect(await transcript('profile use default')).toBe('--\nNow using profile default.\n');
});

it('a flow is served by the terminal it was started in; its schedules pause when it ends', async () => {
  const { child } = await goingOn(['flow', 'serve', 'etl.mjs:main', '-n', 'served'], 'Serving etl/served');
  expect(
    await transcript('deployment run etl/served --param rows=2 --name wise-seal --watch --wait-timeout 60s'),
  ).toMatch(/^Name {8}wise-seal\n[^]*State name {2}Completed\n/);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.kill('SIGINT');
  expect([0, 130]).toContain(await ended);
  expect(await json('deployment inspect etl/served')).toMatchObject({ paused: true });
});

it('a command of the shell is served too, once', async () => {
  const words = ['shell', 'serve', 'echo served $((2 + 3))', '--flow-name', 'adder', '--run-once'];
  const { child } = await goingOn(words, 'Serving adder/');
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  expect(
    await transcript(
      "deployment run 'adder/CLI Runner Deployment' --name calm-newt --watch --wait-timeout 60s",
    ),
  ).toMatch(/State name {2}Completed\n/);
  expect(await ended).toBe(0);
  expect(await transcript('flow-run logs calm-newt --jq .message')).toContain('served 5\n');
});

it('the worker ends in order', async () => {
  const ended = new Promise<number | null>((resolve) => worker!.once('close', resolve));
  worker!.kill('SIGINT');
  expect([0, 130]).toContain(await ended);
  worker = undefined;
});

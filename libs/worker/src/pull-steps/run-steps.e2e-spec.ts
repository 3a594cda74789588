import { jest } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReferenceSource } from '../job-template/references.ts';
import { makeRepository, startGitServer } from './git-server.fixture.ts';
import { runSteps } from './run-steps.ts';
import type { Step, StepsOutcome } from './step.ts';

jest.setTimeout(60_000);

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orch-steps-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TOKEN = 'tok-3n-s3cret+/=';
const references: ReferenceSource = {
  blockByName: async (typeSlug, name) => {
    if (typeSlug === 'secret' && name === 'git-token') return { value: TOKEN };
    if (typeSlug === 'gitlab-credentials') return { username: 'bot', token: TOKEN };
    throw new Error(`there is no block ${typeSlug}/${name}`);
  },
  blockById: async () => ({}),
  variable: async (name) => (name === 'branch' ? 'release/1' : undefined),
};
const run = (
  steps: readonly unknown[],
  extraSteps: Readonly<Record<string, Step>> = {},
): Promise<StepsOutcome> =>
  runSteps(steps, {
    directory: folder,
    env: { ...process.env, STAGE: 'dev' },
    references,
    say: (line) => said.push(line),
    extraSteps,
  });

it('outputs serve in later steps, by id and by name', async () => {
  const outcome = await run([
    { 'prefect.deployments.steps.run_shell_script': { id: 'hash', script: 'echo abc\n\necho def' } },
    { 'orch.deployments.steps.run_shell_script': { shell: true, script: 'echo {{ $STAGE }} | tr a-z A-Z' } },
    { run_shell_script: { script: 'echo again {{ stdout }}' } },
  ]);
  expect(outcome.outputs['hash']).toEqual({ stdout: 'abc\ndef', stderr: '' });
  expect(outcome.outputs['stdout']).toBe('again DEV');
});

it('clones a branch named by a variable and goes on in the clone', async () => {
  mkdirSync(join(folder, 'origin'));
  makeRepository(join(folder, 'origin'));
  const outcome = await run([
    {
      'prefect.projects.steps.git_clone_project': {
        id: 'clone',
        repository: `file://${folder}/origin`,
        branch: '{{ prefect.variables.branch }}',
      },
    },
    { 'prefect.deployments.steps.run_shell_script': { script: 'ls', directory: '{{ clone.directory }}' } },
  ]);
  expect(outcome.directory).toBe(join(folder, 'origin-release-1'));
  expect(outcome.outputs['stdout']).toBe('flow.ts\nrelease.txt');
});

it('a token opens the repository and is found nowhere', async () => {
  const server = await startGitServer('git', TOKEN);
  try {
    const outcome = await run([
      {
        'prefect.deployments.steps.git_clone': {
          repository: server.url,
          access_token: '{{ prefect.blocks.secret.git-token }}',
        },
      },
    ]);
    expect(existsSync(join(outcome.directory, 'flow.ts'))).toBe(true);
    expect(server.authorizations).toContain(`Basic ${Buffer.from(`git:${TOKEN}`).toString('base64')}`);
    const config = readFileSync(join(outcome.directory, '.git', 'config'), 'utf8');
    expect(`${config}${said.join('\n')}`).not.toContain('s3cret');
  } finally {
    server.close();
  }
});

it('a failure names the step and blots out what came from a block', async () => {
  const steps = [
    {
      'prefect.deployments.steps.run_shell_script': {
        script: 'sh -c "echo {{ prefect.blocks.secret.git-token }} >&2; exit 7"',
      },
    },
  ];
  const error: unknown = await run(steps).catch((thrown: unknown) => thrown);
  expect(String(error)).toBe(
    'StepError: step prefect.deployments.steps.run_shell_script failed: sh: exit code 7: [redacted]',
  );
  expect(said.join('\n')).not.toContain('s3cret');
});

it.each([
  ['an unknown step', { 'my.module.fetch': {} }, /my\.module\.fetch failed: it is not known here/],
  [
    'a block that is not there',
    { git_clone: { access_token: '{{ prefect.blocks.secret.no }}' } },
    /no block secret\/no/,
  ],
  ['a folder that is not there', { set_working_directory: { directory: 'no' } }, /there is no folder/],
  [
    'both kinds of access',
    { git_clone: { repository: 'https://h/r', access_token: 'a', credentials: { token: 'b' } } },
    /not both/,
  ],
  [
    'a branch that is an option',
    { git_clone: { repository: 'https://h/r', branch: '--upload-pack=x' } },
    /may not begin/,
  ],
  ['two names', { git_clone: {}, set_working_directory: {} }, /more than one name/],
])('%s is an error', async (_, step, message) => {
  await expect(run([step])).rejects.toThrow(message);
});

it('S3 steps say what they need when aws is not installed', async () => {
  const steps = [{ 'prefect_aws.deployments.steps.pull_from_s3': { bucket: 'b', folder: 'f' } }];
  const empty = mkdtempSync(join(tmpdir(), 'orch-path-'));
  const running = runSteps(steps, { directory: folder, env: { PATH: empty }, references, say: () => {} });
  await expect(running).rejects.toThrow(/aws command is not installed/);
  rmSync(empty, { recursive: true });
});

it('steps of the caller come first, and work in the folder that was set', async () => {
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'inner', 'a'), '');
  const build: Step = async (inputs, context) => ({
    output: { image: `${String(inputs['name'])}@${context.directory}` },
  });
  const outcome = await run(
    [
      { set_working_directory: { directory: 'inner' } },
      { 'prefect_docker.deployments.steps.build_docker_image': { name: 'app', requires: 'prefect-docker' } },
    ],
    { build_docker_image: build },
  );
  expect(outcome.outputs['image']).toBe(`app@${join(folder, 'inner')}`);
  expect(outcome.directory).toBe(join(folder, 'inner'));
});

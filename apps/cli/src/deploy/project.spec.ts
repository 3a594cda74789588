import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameOf, readProject, selectDeployments } from './project.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'orch-project-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const project = () => readProject(folder, undefined);
const failure = (reading: Promise<unknown>): Promise<unknown> => reading.catch((error: unknown) => error);

const TWO = `deployments:
- {name: nightly, entrypoint: etl.py:load_all}
- {name: weekly, entrypoint: report.py:main}
`;

it('reads steps of one file and deployments of both', async () => {
  file(
    'prefect.yaml',
    'pull:\n- prefect.projects.steps.git_clone_project: {repository: r}\ndeployments:\n- name: a\n  entrypoint: a.py:f\n',
  );
  file('deployment.yaml', 'deployments:\n- name: b\n  entrypoint: b.py:f\n');
  const { steps, deployments } = await project();
  expect(steps?.pull).toEqual([{ 'prefect.projects.steps.git_clone_project': { repository: 'r' } }]);
  expect(deployments.map(({ place }) => place)).toEqual(['prefect.yaml:4', 'deployment.yaml:2']);
});

it('takes orch.yaml before prefect.yaml', async () => {
  file('prefect.yaml', 'deployments: [{name: p, entrypoint: a.py:f}]\n');
  file('orch.yaml', 'deployments: [{name: o, entrypoint: a.py:f}]\n');
  expect((await project()).deployments.map(nameOf)).toEqual(['o']);
});

it('understands anchors, aliases and merges', async () => {
  file(
    'orch.yaml',
    'definitions:\n  pool: &pool {name: prod, job_variables: {a: 1}}\ndeployments:\n- name: x\n  entrypoint: a.py:f\n  work_pool:\n    <<: *pool\n    work_queue_name: q\n',
  );
  expect((await project()).deployments[0]?.config['work_pool']).toEqual({
    name: 'prod',
    job_variables: { a: 1 },
    work_queue_name: 'q',
  });
});

it('skips the blank that init writes', async () => {
  file('deployment.yaml', 'deployments:\n- name: null\n  entrypoint: null\n  schedule: {}\n');
  expect((await project()).deployments).toEqual([]);
});

it.each([
  {
    text: 'deployments:\n- name: 5\n',
    said: 'orch.yaml:2: deployments[0].name must be text: put it in quotes',
  },
  {
    text: 'deployments:\n- name: a\n  version: 1.0\n',
    said: 'orch.yaml:3: deployments[0].version must be text: put it in quotes',
  },
  {
    text: 'deployments:\n- name: a\n  work_pool:\n    job_variables: [1]\n',
    said: 'orch.yaml:4: deployments[0].work_pool.job_variables must be a mapping of names to values',
  },
  {
    text: 'deployments:\n- name: a\n  schedules:\n  - {cron: "* * * * *", interval: 5}\n',
    said: 'orch.yaml:4: deployments[0].schedules[0] needs one of cron, interval and rrule',
  },
  { text: 'pull:\n- a.b: 5\n', said: 'orch.yaml:2: pull[0].a.b must be a mapping of inputs' },
  {
    text: 'deployments:\n- name: a\n  schedule: {cron: "* * * * *"}\n  schedules: []\n',
    said: 'orch.yaml:3: deployments[0].schedule and schedules are both there: keep schedules',
  },
  { text: '- a\n', said: 'orch.yaml:1: the file must be a mapping, e.g. with "deployments:"' },
])('names file, line and field: $said', async ({ text, said }) => {
  file('orch.yaml', text);
  expect(await failure(project())).toMatchObject({ message: said });
});

it('says where YAML itself is broken', async () => {
  file('orch.yaml', 'deployments:\n  - name: "a\n');
  expect(await failure(project())).toMatchObject({
    message: expect.stringMatching(/^orch\.yaml:[23]: Missing closing/),
  });
  file('orch.yaml', 'a: b: c\n');
  expect(await failure(project())).toMatchObject({
    message: 'orch.yaml:1: Nested mappings are not allowed in compact mappings',
  });
});

it('points out fields that nobody knows', async () => {
  file('orch.yaml', 'deployments:\n- name: a\n  entrypoint: a.py:f\n  work_pol: {}\n');
  expect((await project()).warnings).toEqual([
    'orch.yaml:4: deployments[0].work_pol is no known field and is ignored',
  ]);
});

it('refuses two deployments of one name and flow', async () => {
  file('orch.yaml', 'deployments:\n- {name: a, entrypoint: a.py:f}\n- {name: a, entrypoint: a.py:f}\n');
  expect(await failure(project())).toMatchObject({
    message: 'deployment "a" stands at orch.yaml:2 and again at orch.yaml:3',
  });
});

describe('which deployments are meant', () => {
  const chosen = async (names: readonly string[], isAll = false, entrypoint?: string) => {
    file('orch.yaml', TWO);
    return selectDeployments(await project(), { names, isAll, entrypoint });
  };
  it.each([
    { names: ['nightly'], found: ['nightly'] },
    { names: ['*ly'], found: ['nightly', 'weekly'] },
    { names: ['load-all/nightly'], found: ['nightly'] },
    { names: ['main/*'], found: ['weekly'] },
  ])('$names means $found', async ({ names, found }) => {
    expect((await chosen(names)).map(nameOf)).toEqual(found);
  });
  it('all of them', async () => {
    expect((await chosen([], true)).map(nameOf)).toEqual(['nightly', 'weekly']);
  });
  it('a new one of a flow that is named', async () => {
    expect(await chosen(['other'], false, 'x.py:f')).toEqual([{ config: {}, place: 'command line' }]);
  });
  it.each([
    { names: [] as string[], said: 'which deployment? Name it with -n NAME, or take --all' },
    { names: ['other'], said: 'no file knows the deployment other' },
  ])('says $said', async ({ names, said }) => {
    expect(await failure(chosen(names))).toMatchObject({ message: said, exitCode: 2 });
  });
});

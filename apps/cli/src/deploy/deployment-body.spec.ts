import { deployConfigOf } from './deploy-config.ts';
import { deployOptionsFrom } from './deploy-options.ts';
import { deploymentBody } from './deployment-body.ts';
import { Given } from '../given.ts';

const FLOW = { name: 'etl', description: 'Loads things', version: 'f1', parameterSchema: { type: 'object' } };
const FILLED = {
  name: 'nightly',
  entrypoint: 'etl.py:main',
  flow: FLOW,
  schedules: [],
  pull: [],
  inferred: undefined,
};
const NOTHING = deployOptionsFrom(new Given([], {}));
const entry = (config: Record<string, unknown>) => ({ config, place: 'orch.yaml:1' });

it('the flow says what nobody else does', () => {
  expect(deploymentBody({ ...FILLED, members: { work_pool: { name: 'prod' } } })).toEqual({
    entrypoint: 'etl.py:main',
    version: 'f1',
    version_info: { type: 'prefect:simple', version: 'f1' },
    description: 'Loads things',
    tags: [],
    parameters: {},
    parameter_openapi_schema: { type: 'object' },
    enforce_parameter_schema: true,
    concurrency_limit: null,
    concurrency_options: null,
    work_pool_name: 'prod',
    work_queue_name: null,
    job_variables: {},
    pull_steps: [],
  });
});

it('the version of git comes before the flow’s and after the one that was asked for', () => {
  const inferred = { type: 'vcs:git', version: 'abcdef12' };
  const versions = (members: object) => deploymentBody({ ...FILLED, members: { ...members }, inferred });
  expect(versions({})).toMatchObject({
    version: 'abcdef12',
    version_info: { type: 'vcs:git', version: 'abcdef12' },
  });
  expect(versions({ version: '2' })).toMatchObject({
    version: '2',
    version_info: { type: 'vcs:git', version: '2' },
  });
});

it('a limit may say what happens above it', () => {
  const members = {
    concurrency_limit: { limit: 2, collision_strategy: 'CANCEL_NEW', grace_period_seconds: 60 },
  };
  expect(deploymentBody({ ...FILLED, members })).toMatchObject({
    concurrency_limit: 2,
    concurrency_options: { collision_strategy: 'CANCEL_NEW', grace_period_seconds: 60 },
  });
});

it('the command line comes before the file', () => {
  const options = deployOptionsFrom(
    new Given(['other.py:flow'], {
      name: ['flow/hourly'],
      pool: 'prod',
      param: ['rows=5', 'day=2026-01-31'],
      params: '{"rows": 1, "all": true}',
      jobVariable: ['image=x:1', '{"cpu": 2}'],
      cron: ['0 * * * *'],
      interval: ['15m'],
      timezone: 'Europe/Berlin',
    }),
  );
  const config = deployConfigOf(
    entry({
      name: 'nightly',
      entrypoint: 'etl.py:main',
      parameters: { rows: 9, keep: 1 },
      work_pool: { name: 'dev', job_variables: { image: 'old', env: {} } },
      schedule: { rrule: 'FREQ=DAILY' },
    }),
    undefined,
    options,
  );
  expect(config).toMatchObject({
    name: 'hourly',
    entrypoint: 'other.py:flow',
    outputs: { image: 'x:1', cpu: 2 },
  });
  expect(config.members).toMatchObject({
    parameters: { rows: 5, all: true, keep: 1, day: '2026-01-31' },
    work_pool: { name: 'prod', job_variables: { image: 'x:1', cpu: 2, env: {} } },
    schedules: [
      { rrule: 'FREQ=DAILY', timezone: 'Europe/Berlin' },
      { cron: '0 * * * *', timezone: 'Europe/Berlin' },
      { interval: 900, timezone: 'Europe/Berlin' },
    ],
  });
});

it('steps of a deployment come before those of its file; an empty list is one', () => {
  const file = {
    path: 'p',
    build: [{ b: {} }],
    push: null,
    pull: [{ p: {} }],
    deployments: [],
    warnings: [],
  };
  expect(deployConfigOf(entry({}), file, NOTHING)).toMatchObject({
    build: [{ b: {} }],
    push: [],
    pull: [{ p: {} }],
  });
  expect(deployConfigOf(entry({ pull: [], build: { own: {} } }), file, NOTHING)).toMatchObject({
    build: [{ own: {} }],
    pull: [],
  });
  expect(deployConfigOf(entry({}), undefined, NOTHING).pull).toBeNull();
});

it.each([
  [{ param: ['x'] }, '--param takes KEY=VALUE, not "x"'],
  [{ params: '[1]' }, '--params takes a JSON object'],
  [{ interval: ['soon'] }, '--interval takes seconds or a duration such as 15m, not "soon"'],
  [{ collisionStrategy: 'ENQUEUE' }, '--collision-strategy goes with --concurrency-limit'],
])('%j is refused', (options, said) => {
  expect(() => deployOptionsFrom(new Given([], options))).toThrow(said);
});

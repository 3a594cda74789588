import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '@orch/client';
import { jobConfigurationOf } from '../../job-template/job-configuration.ts';
import { isObject } from '../../job-template/nested.ts';
import type { ReferenceSource } from '../../job-template/references.ts';
import { until } from '../../worker-stage.fixture.ts';
import { makeContext, makeJob } from '../job.fixture.ts';
import type { Job } from '../launcher.ts';
import { FakeKubernetes } from './fake-kubernetes.fixture.ts';
import { jobManifest } from './job-manifest.ts';
import { KubernetesLauncher } from './kubernetes-launcher.ts';
import { misfits } from './model-check.fixture.ts';

const METADATA = new URL('../../../../server/blocks/src/collections/worker-metadata.json', import.meta.url);
const none = async (): Promise<never> => Promise.reject(new Error('none'));
const source: ReferenceSource = { blockByName: none, blockById: none, variable: async () => undefined };

/** The job that the standard template of kubernetes pools makes of some variables. */
const standardJob = async (variables: JsonObject, members: Partial<Job> = {}): Promise<Job> => {
  const collections = JSON.parse(readFileSync(fileURLToPath(METADATA), 'utf8')) as Readonly<
    Record<string, JsonObject>
  >;
  const type = Object.values(collections)
    .map((one) => one['kubernetes'])
    .find(isObject)!;
  const template = type['default_base_job_configuration'] as JsonObject; // as the server has it
  return makeJob(await jobConfigurationOf(template, variables, { source, env: {} }), members);
};

let fake: FakeKubernetes;
let launcher: KubernetesLauncher;
beforeEach(async () => {
  fake = await FakeKubernetes.start();
  launcher = new KubernetesLauncher(fake.config, 10);
});
afterEach(() => fake.close());

it('the standard template makes a job that the API knows every member of', async () => {
  const job = await standardJob({
    namespace: 'flows',
    image: 'app:1',
    cpu_limit: '2',
    memory_request: '1Gi',
    finished_job_ttl: 60,
    service_account_name: 'runner',
    env: { STAGE: 'dev' },
    labels: { team: 'data & more' },
  });
  const manifest = jobManifest(job);
  expect(misfits(manifest, 'V1Job')).toEqual([]);
  expect(manifest.metadata).toMatchObject({
    namespace: 'flows',
    generateName: 'brave-otter-',
    labels: { 'prefect.io/flow-run-name': 'brave-otter', team: 'data-more' },
  });
  expect(manifest.spec).toMatchObject({ ttlSecondsAfterFinished: 60, parallelism: 1, completions: 1 });
  const [container] = manifest.spec!.template.spec!.containers;
  expect(container).toMatchObject({
    image: 'app:1',
    args: ['prefect', 'flow-run', 'execute'],
    imagePullPolicy: 'IfNotPresent',
  });
  expect(container!.env).toContainEqual({ name: 'PREFECT_API_URL', value: 'http://localhost:4200/api' });
});

it('the check of manifests sees what does not fit', () => {
  expect(
    misfits(
      { kind: 'Job', spec: { template: { spec: { containers: [{ name: 1 }], parallelism: 1 } } }, x: 1 },
      'V1Job',
    ),
  ).toEqual([
    'V1Job.spec.template.spec.containers[0].name is no string',
    'V1Job.spec.template.spec.parallelism is not known to V1PodSpec',
    'V1Job.x is not known to V1Job',
  ]);
});

it('creates the job, follows its pod and sees it complete, while the API fails now and then', async () => {
  const context = makeContext(await standardJob({ namespace: 'flows', image: 'app:1' }));
  const { identifier, ended } = await launcher.launch(context);
  expect(identifier).toBe('flows:brave-otter-x1');
  fake.failures = 3;
  fake.setPod('Running', { running: {} });
  await until('the output is followed', () => fake.isFollowed);
  fake.write('one\ntwo\n');
  fake.endLogs();
  fake.setPod('Succeeded', { terminated: { exitCode: 0 } });
  fake.setCondition('Complete');
  expect(await ended).toEqual({ exitCode: 0 });
  expect(context.lines).toEqual(['stdout: one', 'stdout: two']);
  expect(fake.logRequests[0]).toContain('/namespaces/flows/pods/pod-1/log');
});

it.each([
  ['an exit code', { exitCode: 3 }, 'BackoffLimitExceeded', { exitCode: 3 }],
  [
    'memory',
    { exitCode: 137, reason: 'OOMKilled' },
    'BackoffLimitExceeded',
    { exitCode: 137, reason: expect.stringContaining('more memory') },
  ],
  [
    'its time',
    { exitCode: 143 },
    'DeadlineExceeded',
    { exitCode: 143, reason: 'The job took longer than it may.' },
  ],
])('a job that failed tells why: %s', async (_, terminated, reason, end) => {
  const { ended } = await launcher.launch(makeContext(await standardJob({ image: 'app:1' })));
  fake.setPod('Failed', { terminated });
  fake.setCondition('Failed', reason, 'it failed');
  await until('the output is followed', () => fake.isFollowed);
  fake.endLogs();
  expect(await ended).toEqual(end);
});

it('a pod that was evicted says why', async () => {
  const { ended } = await launcher.launch(makeContext(await standardJob({ image: 'app:1' })));
  fake.setPod('Failed', {});
  const message = 'The node was low on resource: memory.';
  Object.assign(fake.pod!['status']!, { reason: 'Evicted', message, containerStatuses: undefined });
  fake.setCondition('Failed', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  await until('the output is asked for', () => fake.isFollowed);
  fake.endLogs();
  expect(await ended).toEqual({ exitCode: null, reason: `The pod was evicted from its node. ${message}` });
});

it('a job that takes longer than it may is given up, and deleted', async () => {
  const job = await standardJob({ image: 'app:1', job_watch_timeout_seconds: 0.05 });
  const { ended } = await launcher.launch(makeContext(job));
  fake.setPod('Running', { running: {} });
  expect(await ended).toEqual({ exitCode: null, reason: 'The job did not end within 0.05 seconds.' });
  expect(fake.deletions).toHaveLength(1);
});

it('a list of variables keeps what refers to secrets; annotations are the pod’s too', async () => {
  const valueFrom = { secretKeyRef: { name: 's', key: 'k' } };
  const manifest = jobManifest(
    makeJob({
      annotations: { team: 'data & more' },
      job_manifest: {
        spec: {
          template: {
            spec: { containers: [{ name: 'main', image: 'a', env: [{ name: 'TOKEN', valueFrom }] }] },
          },
        },
      },
    }),
  );
  expect(misfits(manifest, 'V1Job')).toEqual([]);
  const { metadata, spec } = manifest.spec!.template;
  expect(spec!.containers[0]!.env).toContainEqual({ name: 'TOKEN', valueFrom });
  expect([manifest.metadata, metadata]).toMatchObject([
    { annotations: { team: 'data & more' } },
    { annotations: { team: 'data & more' } },
  ]);
});

it('stopping deletes the job and its pods', async () => {
  const { ended, stop } = await launcher.launch(makeContext(await standardJob({ image: 'app:1' })));
  await stop(7);
  expect(await ended).toEqual({ exitCode: null, reason: 'The job was deleted.' });
  expect(fake.deletions).toEqual([{ propagationPolicy: 'Foreground', gracePeriodSeconds: 7 }]);
});

it('a pod that does not come up in time ends the run, with what the cluster says', async () => {
  const job = await standardJob({ image: 'app:1', pod_watch_timeout_seconds: 0.05 });
  const { ended } = await launcher.launch(makeContext(job));
  fake.setPod('Pending', { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } });
  expect(await ended).toEqual({
    exitCode: null,
    reason: 'The job did not start within 0.05 seconds. ImagePullBackOff: no such image',
  });
  expect(fake.deletions).toHaveLength(1);
});

it('variables that a manifest spells out stay, and ours are added', () => {
  const secret = { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } };
  const container = { name: 'main', image: 'a', env: [secret, { name: 'ORCH_FLOW_RUN_ID', value: 'own' }] };
  const manifest = jobManifest(
    makeJob({
      job_manifest: {
        spec: { template: { spec: { containers: [container, { name: 'side', image: 'b' }] } } },
      },
    }),
  );
  expect(misfits(manifest, 'V1Job')).toEqual([]);
  const [first, second] = manifest.spec!.template.spec!.containers;
  expect(first!.env).toEqual([
    ...container.env,
    { name: 'PREFECT_API_URL', value: 'http://localhost:4200/api' },
  ]);
  expect(second).toEqual({ name: 'side', image: 'b' });
});

it('tears down the job of another worker, also of a Python one', async () => {
  const { ended } = await launcher.launch(makeContext(await standardJob({ image: 'app:1' })));
  await launcher.tearDown('cluster-uid:default:brave-otter-x1');
  expect(await ended).toEqual({ exitCode: null, reason: 'The job was deleted.' });
});

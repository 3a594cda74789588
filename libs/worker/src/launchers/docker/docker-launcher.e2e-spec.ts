import Docker from 'dockerode';
import * as z from 'zod';
import { until } from '../../worker-stage.fixture.ts';
import { makeContext, makeJob } from '../job.fixture.ts';
import { bytesOf, containerPlan } from './container-options.ts';
import { DockerLauncher } from './docker-launcher.ts';
import { FakeDocker } from './fake-docker.fixture.ts';

let fake: FakeDocker;
let launcher: DockerLauncher;
beforeEach(async () => {
  fake = await FakeDocker.start();
  launcher = new DockerLauncher(new Docker({ protocol: 'http', host: '127.0.0.1', port: fake.port }));
});
afterEach(() => fake.close());

/** What the Docker engine takes for a new container, of the members that we send. */
const CREATE = z.strictObject({
  Image: z.string().min(1),
  Cmd: z.array(z.string()),
  Env: z.array(z.string().regex(/^[^=]+=/)),
  Labels: z.record(z.string(), z.string()),
  WorkingDir: z.string().optional(),
  name: z.string().optional(),
  HostConfig: z.strictObject({
    Binds: z.array(z.string()),
    Privileged: z.boolean(),
    ExtraHosts: z.array(z.string()).optional(),
    NetworkMode: z.string().optional(),
    Memory: z.int().optional(),
    MemorySwap: z.int().optional(),
  }),
});

it('makes a container of the job configuration, follows it to its end and removes it', async () => {
  fake.takenNames.add('brave-otter');
  const context = makeContext(
    makeJob({
      image: 'registry.example/app:1',
      image_pull_policy: 'Always',
      registry_credentials: { username: 'u', password: 'p', registry_url: 'registry.example' },
      networks: ['a', 'b'],
      volumes: ['/data:/data:ro'],
      mem_limit: '300m',
      memswap_limit: '-1',
      auto_remove: true,
    }),
  );
  const { identifier, ended } = await launcher.launch(context);
  const container = fake.containers.get(identifier)!;
  await until('its output is followed', () => fake.isFollowed(identifier));
  fake.write(identifier, 1, 'one\ntw');
  fake.write(identifier, 1, 'o\n');
  fake.write(identifier, 2, 'oh');
  fake.exit(identifier, 0);
  expect(await ended).toEqual({ exitCode: 0 });
  expect([...context.lines].sort()).toEqual(['stderr: oh', 'stdout: one', 'stdout: two']);
  expect(CREATE.parse(container.body)).toMatchObject({
    Image: 'registry.example/app:1',
    Cmd: ['prefect', 'flow-run', 'execute'],
    Env: expect.arrayContaining(['PREFECT_API_URL=http://host.docker.internal:4200/api']),
    Labels: { 'prefect.io/flow-run-name': 'brave otter!' },
    HostConfig: { Binds: ['/data:/data:ro'], Memory: 314_572_800, MemorySwap: -1, NetworkMode: 'a' },
  });
  expect([container.name, container.networks]).toEqual(['brave-otter-1', ['b']]);
  const auth = JSON.parse(Buffer.from(fake.pulls[0]!.auth!, 'base64').toString()) as object;
  expect(auth).toMatchObject({ username: 'u', password: 'p', serveraddress: 'registry.example' });
  expect(fake.containers.size).toBe(0);
});

it('a container that used too much memory says so', async () => {
  fake.images.add('app:1');
  const { identifier, ended } = await launcher.launch(makeContext(makeJob({ image: 'app:1' })));
  fake.containers.get(identifier)!.isOomKilled = true;
  fake.exit(identifier, 137);
  expect(await ended).toEqual({ exitCode: 137, reason: expect.stringContaining('more memory') });
  expect(fake.pulls).toEqual([]);
});

it('stopping gives the grace to the container', async () => {
  const { identifier, ended, stop } = await launcher.launch(makeContext(makeJob({ image: 'app:1' })));
  await stop(12);
  expect(await ended).toEqual({ exitCode: 143 });
  expect(fake.containers.get(identifier)!.stoppedWithGrace).toBe('12');
  await stop(0); // once more does no harm
});

it('an engine that is restarted is asked again; a container that was removed has ended', async () => {
  const { identifier, ended } = await launcher.launch(makeContext(makeJob({ image: 'app:1' })));
  fake.dropWaiting();
  fake.containers.delete(identifier);
  expect(await ended).toEqual({ exitCode: null, reason: 'The container was removed.' });
});

it.each([
  ['300m', 314_572_800],
  ['1.5g', 1_610_612_736],
  ['1000', 1000],
  ['100kb', 102_400],
  [-1, -1],
  [undefined, undefined],
])('%s of memory', (given, bytes) => expect(bytesOf('mem_limit', given)).toBe(bytes));

it.each([
  ['an amount that is none', makeJob({ image: 'a', mem_limit: 'much' }), /mem_limit "much"/],
  ['networks and a mode', makeJob({ image: 'a', networks: ['n'], network_mode: 'host' }), /both/],
  ['TypeScript without an image', makeJob({}, { entrypoint: 'flow.ts:f' }), /name an image/],
  [
    'steps that cannot run there',
    makeJob(
      { image: 'a' },
      { entrypoint: 'flow.ts:f', pullSteps: [{ 'prefect.deployments.steps.git_clone': {} }] },
    ),
    /put the TypeScript flow into its image/,
  ],
])('%s is an error', (_, job, message) => expect(() => containerPlan(job)).toThrow(message));

it('a TypeScript flow runs in the folder that its steps set', () => {
  const pullSteps = [{ 'orch.deployments.steps.set_working_directory': { directory: '/app' } }];
  const { options } = containerPlan(makeJob({ image: 'a' }, { entrypoint: 'flow.ts:f', pullSteps }));
  expect(options.WorkingDir).toBe('/app');
  expect(options.Cmd).toEqual(['node', '--input-type=module', '--eval', "await import('@orch/sdk/engine')"]);
});

it.each([
  ['app', 'Always'],
  ['app:latest', 'Always'],
  ['host:5000/app', 'Always'],
  ['app:1', 'IfNotPresent'],
])('%s is fetched %s', (image, policy) => expect(containerPlan(makeJob({ image })).pullPolicy).toBe(policy));

it('tears down the container of another worker; one that is not here is left to others', async () => {
  const { identifier, ended } = await launcher.launch(makeContext(makeJob({ image: 'app:1' })));
  await launcher.tearDown(identifier);
  expect(await ended).toEqual({ exitCode: 143 });
  await expect(launcher.tearDown('elsewhere')).rejects.toThrow('no such container');
});

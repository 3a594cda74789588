import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { JsonObject } from '@orch/client';
import type { Step, StepContext } from '@orch/worker';
import { Failure } from '../failure.ts';
import { isMapping } from '../mapping.ts';

/** Where code lies in the images of the reference. */
export const IMAGE_FOLDER = '/opt/prefect';
const AUTO_FILE = 'Dockerfile';

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
const needed = (inputs: JsonObject, name: string): string => {
  const value = textOf(inputs[name]);
  if (value === undefined) throw new Failure(`"${name}" is missing`);
  return value;
};
const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** What `dockerfile: auto` stands for: the client's image with the folder's requirements and code. */
const autoDockerfile = (folder: string): string => {
  const home = `${IMAGE_FOLDER}/${basename(folder)}/`;
  const requirements = existsSync(join(folder, 'requirements.txt'))
    ? [
        `COPY requirements.txt ${home}requirements.txt`,
        `RUN python -m pip install -r ${home}requirements.txt`,
      ]
    : [];
  return ['FROM prefecthq/prefect:3-latest', ...requirements, `COPY . ${home}`, `WORKDIR ${home}`, ''].join(
    '\n',
  );
};

const MISSING =
  'docker is not installed here: install it, or build the image elsewhere and name it as job variable';
const docker = async (args: readonly string[], context: StepContext): Promise<string> => {
  const { runCommand } = await import('@orch/worker');
  return (await runCommand(['docker', ...args], context, { missing: MISSING })).stdout;
};

const build = async (
  dockerfile: string,
  image: string,
  inputs: JsonObject,
  context: StepContext,
): Promise<void> => {
  const args = isMapping(inputs['buildargs'])
    ? Object.entries(inputs['buildargs']).flatMap(([name, value]) => [
        '--build-arg',
        `${name}=${String(value)}`,
      ])
    : [];
  const platform = textOf(inputs['platform']);
  const context_ = textOf(inputs['path']) ?? '.';
  await docker(
    [
      'build',
      '--tag',
      image,
      '--file',
      dockerfile,
      ...args,
      ...(platform ? ['--platform', platform] : []),
      context_,
    ],
    context,
  );
};

/** Upstream: prefect_docker/deployments/steps.py, build_docker_image. */
const buildDockerImage: Step = async (inputs, context) => {
  const imageName = needed(inputs, 'image_name');
  const tag = textOf(inputs['tag']) ?? new Date().toISOString().replace(/[:.]/g, '-').toLowerCase();
  const image = `${imageName}:${tag}`;
  const dockerfile = textOf(inputs['dockerfile']) ?? 'Dockerfile';
  if (dockerfile !== 'auto') await build(dockerfile, image, inputs, context);
  else {
    const file = join(context.directory, AUTO_FILE);
    if (existsSync(file)) throw new Failure('"dockerfile: auto", but there is a Dockerfile: name it instead');
    writeFileSync(file, autoDockerfile(context.directory));
    try {
      await build(AUTO_FILE, image, inputs, context);
    } finally {
      rmSync(file, { force: true });
    }
  }
  const additionalTags = textsOf(inputs['additional_tags']);
  for (const one of additionalTags) await docker(['tag', image, `${imageName}:${one}`], context);
  const id = await docker(['image', 'inspect', '--format', '{{.Id}}', image], context);
  return {
    output: { image_name: imageName, tag, image, image_id: id, additional_tags: additionalTags },
  };
};

/** The password goes by standard input: a command line can be seen by others. */
const logIn = async (credentials: unknown, context: StepContext): Promise<void> => {
  if (!isMapping(credentials)) return;
  const [user, password] = [textOf(credentials['username']), textOf(credentials['password'])];
  if (!user || !password) throw new Failure('"credentials" need username and password');
  const registry = textOf(credentials['registry_url']);
  const args = ['login', '--username', user, '--password-stdin', ...(registry ? [registry] : [])];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn('docker', args, { env: { ...context.env }, stdio: ['pipe', 'ignore', 'ignore'] });
    child.once('error', () => reject(new Failure(MISSING))).once('close', resolve);
    child.stdin.on('error', () => {}); // it has ended by itself: its exit code says why
    child.stdin.end(password);
  });
  if (code !== 0) throw new Failure(`docker login ${registry ?? ''} as ${user} was refused`);
};

/** Upstream: prefect_docker/deployments/steps.py, push_docker_image. */
const pushDockerImage: Step = async (inputs, context) => {
  const imageName = needed(inputs, 'image_name');
  const tag = textOf(inputs['tag']) ?? 'latest';
  await logIn(inputs['credentials'], context);
  const additionalTags = textsOf(inputs['additional_tags']);
  for (const one of [tag, ...additionalTags]) await docker(['push', `${imageName}:${one}`], context);
  return {
    output: { image_name: imageName, tag, image: `${imageName}:${tag}`, additional_tags: additionalTags },
  };
};

/** Steps that only a deploy runs: workers have no use for them. */
export const DOCKER_STEPS: Readonly<Record<string, Step>> = {
  build_docker_image: buildDockerImage,
  push_docker_image: pushDockerImage,
};

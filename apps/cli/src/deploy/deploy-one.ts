import { ApiError, type JsonObject } from '@orch/client';
import type { CommandContext } from '../context.ts';
import { Failure, usage } from '../failure.ts';
import { defaultPull } from './default-pull.ts';
import type { DeployConfig } from './deploy-config.ts';
import { describeFlow } from './describe-flow.ts';
import { DOCKER_STEPS } from './docker-steps.ts';
import { fillEnvironment, fillOutputs, fillPresentOutputs } from './placeholders.ts';
import type { Steps } from './steps.ts';
import { type PutDeployment, putDeployment } from './put-deployment.ts';
import { schedulesOf } from './schedules.ts';
import { putTriggers } from './triggers.ts';
import { inferVersion } from './version-info.ts';
import { type Mapping, isMapping } from '../mapping.ts';

/** What came of a deployment. */
export interface Deployed extends PutDeployment {
  /** `flow/deployment`. */
  readonly fullName: string;
  readonly pool: JsonObject;
}

/** Where the project lies, and the triggers of the command line, which take the place of the file's. */
export interface DeployPlace {
  readonly folder: string;
  readonly triggers: readonly Mapping[];
}

/**
 * Deploys one: fills in variables and blocks, reads the flow, runs build and push steps, writes the deployment.
 * The order is the reference's (cli/deploy/_core.py, _run_single_deploy, 3.8.8), because each part may use what those
 * before it left.
 * @throws Failure
 */
export const deployOne = async (
  context: CommandContext,
  config: DeployConfig,
  { folder, triggers }: DeployPlace,
): Promise<Deployed> => {
  const { env } = context.terminal;
  const { members, specs } = await filledIn(context, config, triggers);
  const entrypoint = textOf(members['entrypoint']);
  if (!entrypoint)
    throw usage(
      `which flow? ${config.place} names no entrypoint`,
      'Name it: orch deploy path/to/file.py:flow -n NAME',
    );
  const name = textOf(members['name']);
  if (!name) throw usage('the deployment needs a name', 'Name it: -n NAME');
  const flow = await describeFlow(entrypoint, folder, env);
  const pool = await poolOf(context, members);
  const outputs = { ...(await ranSteps(context, config, folder)), ...config.outputs };
  const { schedules, ...rest } = members;
  const missing = new Set<string>();
  const filled = fillOutputs(rest, outputs, env, (one) => void missing.add(one)) as Mapping; // a mapping stays one
  for (const one of missing) context.print.note(`${name}: nothing is known as {{ ${one} }}`, 'yellow');
  const image = isMapping(filled['work_pool']) && isMapping(filled['work_pool']['job_variables']);
  const jobImage = image
    ? (filled['work_pool'] as { job_variables: Mapping }).job_variables['image']
    : undefined;
  const pull =
    config.pull ??
    defaultPull(config.build, jobImage, folder, (text) => context.print.note(`${name}: ${text}`, 'yellow'));
  const put = await putDeployment(context.client, {
    name,
    entrypoint,
    flow,
    members: filled,
    schedules: schedulesOf(fillOutputs(schedules ?? [], outputs, env) as readonly unknown[]), // a list stays one
    pull: fillPresentOutputs(pull, outputs, env) as readonly unknown[],
    inferred: await inferVersion(folder, env, textOf(filled['version_type'])),
  });
  await putTriggers(
    context.client,
    put.id,
    name,
    // parameters of a trigger are templates of its event, to be filled in when it fires
    specs.map(({ parameters, ...spec }) => ({
      ...(fillOutputs(spec, outputs, env) as Mapping),
      ...(parameters === undefined ? {} : { parameters }),
    })),
  );
  return { ...put, fullName: `${flow.name}/${name}`, pool };
};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Blocks, variables and the environment in everything but steps, which fill in their own. */
const filledIn = async (
  { client, terminal }: CommandContext,
  config: DeployConfig,
  triggers: readonly Mapping[],
): Promise<{ members: Mapping; specs: readonly Mapping[] }> => {
  const { resolveReferences, workspaceReferences } = await import('@orch/worker');
  const { build: _b, push: _p, pull: _l, triggers: _t, ...members } = config.members;
  const template = {
    members: { ...members, name: config.name ?? null, entrypoint: config.entrypoint ?? null },
    specs: triggers.length > 0 ? triggers : config.triggers,
  };
  const resolved = await resolveReferences(template, workspaceReferences(client));
  return fillEnvironment(resolved, terminal.env) as { members: Mapping; specs: readonly Mapping[] }; // filling in keeps the form
};

const poolOf = async ({ client }: CommandContext, members: Mapping): Promise<JsonObject> => {
  const name = isMapping(members['work_pool']) ? textOf(members['work_pool']['name']) : undefined;
  if (name === undefined)
    throw usage('the deployment needs a work pool', 'Name it: -p POOL. See: orch work-pool ls');
  return client.call('GET /work_pools/{name}', { path: { name } }).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404)
      throw new Failure(
        `there is no work pool "${name}": no worker would take its runs`,
        1,
        `Create it with: orch work-pool create ${name}, or start a worker: orch worker start -p ${name}`,
      );
    throw error;
  });
};

/** Runs build and push steps. @returns what they left for the deployment */
const ranSteps = async (
  context: CommandContext,
  config: DeployConfig,
  folder: string,
): Promise<JsonObject> => {
  const { runSteps, workspaceReferences } = await import('@orch/worker');
  const run = async (steps: Steps, outputs: JsonObject): Promise<JsonObject> =>
    steps.length === 0
      ? outputs
      : (
          await runSteps(steps, {
            directory: folder,
            env: context.terminal.env,
            references: workspaceReferences(context.client),
            say: (line) => context.print.note(line, 'dim'),
            signal: context.signal,
            extraSteps: DOCKER_STEPS,
            outputs,
          })
        ).outputs;
  return run(config.push, await run(config.build, {}));
};

import { type ApiClient, ApiError, type HandedOutRun, type JsonObject, type WorkPool } from '@orch/client';
import type { Environment } from '../job-template/apply-values.ts';
import { applyValues } from '../job-template/apply-values.ts';
import { jobConfigurationOf, jobVariablesOf } from '../job-template/job-configuration.ts';
import { isObject } from '../job-template/nested.ts';
import { workspaceReferences } from '../job-template/workspace-references.ts';
import type { Job } from '../launchers/launcher.ts';

export interface JobParts {
  readonly client: ApiClient;
  readonly pool: WorkPool;
  readonly workerName: string;
  readonly workerId: string | null;
  /** The environment of this process. */
  readonly env: Environment;
}

/** How often a run's process says that it lives; the server takes a silent one for lost. */
const HEARTBEAT_SECONDS = 30;

const read = async (client: ApiClient, path: string): Promise<JsonObject> =>
  (await (await client.send('GET', path)).json()) as JsonObject; // members are checked where they are read

const deploymentOf = async (client: ApiClient, id: string | null): Promise<JsonObject | null> => {
  if (id === null) return null;
  try {
    return await read(client, `/deployments/${id}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404)
      throw new Error('its deployment was deleted', { cause: error });
    throw error;
  }
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
/** Pairs of names and values; lists of them, as manifests have them, too: what refers to something else is left there. */
const pairsOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  Array.isArray(value)
    ? value.filter(isObject).map((one) => [String(one['name']), one['value']] as const)
    : Object.entries(isObject(value) ? value : {});
const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    pairsOf(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([name, member]) => [name, typeof member === 'string' ? member : JSON.stringify(member)]),
  );

/** How the run's process reaches the server, in the words of both clients. */
const serverEnv = (client: ApiClient): Record<string, string> => {
  const { apiUrl, key, place } = client;
  return {
    PREFECT_API_URL: apiUrl,
    ORCH_API_URL: apiUrl,
    ...(place.workspaceId === null ? {} : { PREFECT_CLOUD_API_URL: place.root }),
    ...(key === undefined ? {} : { PREFECT_API_KEY: key, ORCH_API_KEY: key }),
  };
};

const runEnv = (
  run: HandedOutRun,
  names: { flow?: string | undefined; deployment?: string | undefined },
) => ({
  PREFECT__FLOW_RUN_ID: run.id,
  ORCH_FLOW_RUN_ID: run.id,
  PREFECT__FLOW_ID: run.flow_id,
  ...(names.flow === undefined ? {} : { PREFECT__FLOW_NAME: names.flow }),
  ...(run.deployment_id === null ? {} : { PREFECT__DEPLOYMENT_ID: run.deployment_id }),
  ...(names.deployment === undefined ? {} : { PREFECT__DEPLOYMENT_NAME: names.deployment }),
  PREFECT_FLOWS_HEARTBEAT_FREQUENCY: String(HEARTBEAT_SECONDS),
});

const labelsOf = (
  run: HandedOutRun,
  { pool, workerName }: JobParts,
  names: { flow?: string | undefined; deployment?: string | undefined },
): Record<string, string> => ({
  'prefect.io/flow-run-id': run.id,
  'prefect.io/flow-run-name': run.name,
  'prefect.io/work-pool-name': pool.name,
  'prefect.io/work-pool-id': pool.id,
  'prefect.io/worker-name': workerName,
  'prefect.io/flow-id': run.flow_id,
  ...(names.flow === undefined ? {} : { 'prefect.io/flow-name': names.flow }),
  ...(run.deployment_id === null ? {} : { 'prefect.io/deployment-id': run.deployment_id }),
  ...(names.deployment === undefined ? {} : { 'prefect.io/deployment-name': names.deployment }),
});

/**
 * What a run is made of: its deployment, its flow, and the pool's template with everything filled in.
 * Upstream: workers/base.py, BaseJobConfiguration.resolve_for_flow_run and prepare_for_flow_run (3.8.8).
 * @throws Error for a deployment, block or template that is not there
 */
export const buildJob = async (run: HandedOutRun, parts: JobParts): Promise<Job> => {
  const { client, pool, workerName, workerId, env } = parts;
  const [deployment, flow] = await Promise.all([
    deploymentOf(client, run.deployment_id),
    read(client, `/flows/${run.flow_id}`),
  ]);
  const variables = jobVariablesOf(deployment?.['job_variables'], run.job_variables);
  const source = workspaceReferences(client);
  const configuration = await jobConfigurationOf(pool.base_job_template, variables, { source, env });
  const names = { flow: text(flow['name']), deployment: text(deployment?.['name']) };
  const name = text(applyValues(text(configuration['name']) ?? '', { ctx: { flow, flow_run: run } }, env));
  return {
    run,
    poolName: pool.name,
    configuration,
    env: {
      ...serverEnv(client),
      ...runEnv(run, names),
      PREFECT__WORKER_NAME: workerName,
      ...(workerId === null ? {} : { PREFECT__WORKER_ID: workerId }),
      ...texts(configuration['env']),
    },
    labels: { ...labelsOf(run, parts, names), ...texts(configuration['labels']) },
    name: name ?? run.name,
    command: text(configuration['command']),
    entrypoint: text(deployment?.['entrypoint']) ?? null,
    path: text(deployment?.['path']) ?? null,
    pullSteps: Array.isArray(deployment?.['pull_steps']) ? deployment['pull_steps'].filter(isObject) : [],
    streamsOutput: configuration['stream_output'] !== false,
  };
};

import { abortSignal, currentFlow } from '../context/run-context.ts';
import { RunFailedError } from '../errors.ts';
import { stateOfWire } from '../flow/remote-flow-runs.ts';
import { standInFor } from '../flow/run-flow.ts';
import { resultStore } from '../results/current-store.ts';
import { readDescribedResult } from '../results/result-store.ts';
import type { ControlPlane } from '../session/control-plane.ts';
import { requirePlane } from '../session/session.ts';
import { newId, newState, State, type WireState } from '../state/state.ts';
import { resolveArgument, trackObject } from '../tracking/lineage.ts';
import { endOfFlowRun } from './flow-run-end.ts';

/**
 * Deployments and what they take, by `flow/deployment`. Empty here; `orch sdk generate` writes a file that fills it for a
 * workspace, whatever language its flows are in.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- generated files add its members
export interface DeploymentCatalog {}
type Known = keyof DeploymentCatalog & string;
/** Any name; the ones of the catalog are offered. */
export type DeploymentName = Known | (string & Record<never, never>);
export type ParametersOf<Name> = Name extends Known
  ? DeploymentCatalog[Name] extends { readonly parameters: infer Parameters }
    ? Parameters
    : never
  : Readonly<Record<string, unknown>>;

export interface RunDeploymentOptions {
  /** Waits for the end of the run; default true. */
  readonly wait?: boolean;
  /** Gives up waiting; the run goes on. Default: never. */
  readonly timeoutSeconds?: number;
  /** Within a flow, the run appears in its graph as a subflow; default true. */
  readonly asSubflow?: boolean;
  readonly runName?: string;
  readonly tags?: readonly string[];
  readonly scheduledTime?: Date;
  /** Two runs of a deployment with the same key are one. */
  readonly idempotencyKey?: string;
  readonly queue?: string;
  readonly jobVariables?: Readonly<Record<string, unknown>>;
}

/** A run of a deployment, as it was when waiting for it ended. */
export class DeploymentRun {
  constructor(
    readonly id: string,
    readonly name: string,
    readonly deployment: string,
    /** Not final when nobody waited, or not long enough. */
    readonly state: State<unknown>,
  ) {}

  /**
   * What the flow returned. It is read from where its process put it: both sides need the same result store, and the
   * flow `persistResult` (in Python `persist_result=True, result_serializer="json"`).
   * @throws RunFailedError when it did not complete
   */
  async result<T = unknown>(): Promise<T> {
    return (await this.state.result()) as T; // the caller knows the flow
  }
}

/** Where the control plane says that a result lies; null when it was not kept. */
const describedIn = (data: unknown): { readonly key: string; readonly serializer: string } | null => {
  if (typeof data !== 'object' || data === null || !('storage_key' in data)) return null;
  const { storage_key: key, serializer } = data as { storage_key: unknown; serializer?: { type?: unknown } }; // all may be absent
  return typeof key === 'string' ? { key, serializer: String(serializer?.type ?? 'pickle') } : null;
};

const read = async (deployment: string, state: WireState): Promise<unknown> => {
  const described = describedIn(state.data);
  if (described === null)
    throw new Error(
      `the run of ${deployment} kept no result: give its flow persistResult (persist_result=True)`,
    );
  const value = await readDescribedResult(resultStore(), described);
  if (value === undefined)
    throw new Error(`the result of ${deployment} is not in the result store of this process`);
  return value;
};

const stateOf = (deployment: string, runId: string, wire: WireState | null): State<unknown> => {
  const state = wire ?? newState('SCHEDULED');
  const run = { kind: 'flow_run', id: runId } as const;
  if (state.type === 'COMPLETED')
    return new State(state, { kind: 'elsewhere', read: () => read(deployment, state) }, run);
  const message = `the run of ${deployment} is ${state.name}${state.message ? `: ${state.message}` : ''}`;
  return new State(state, { kind: 'error', error: new RunFailedError(message) }, run);
};

const findDeployment = async (
  plane: ControlPlane,
  name: string,
): Promise<{ id: string; version: string | null }> => {
  const [flowName = '', deploymentName = ''] = name.split('/');
  if (!flowName || !deploymentName)
    throw new RangeError(`a deployment is named flow/deployment, not "${name}"`);
  const found = await plane.repeat('GET /deployments/name/{flow_name}/{deployment_name}', {
    path: { flow_name: flowName, deployment_name: deploymentName },
  });
  return { id: String(found['id']), version: typeof found['version'] === 'string' ? found['version'] : null };
};

/**
 * Runs a deployment, of a flow in any language, and waits for its end. Within a flow it is a subflow: the graph shows it,
 * with the runs that its parameters came from.
 * @throws ApiError 404 for an unknown deployment, 409 for parameters that do not fit
 */
const run = async <Name extends DeploymentName>(
  name: Name,
  parameters?: ParametersOf<Name>,
  options: RunDeploymentOptions = {},
): Promise<DeploymentRun> => {
  const plane = requirePlane('deployments.run()');
  const { id, version } = await findDeployment(plane, name);
  const parent = options.asSubflow === false ? undefined : currentFlow();
  const key = `orch.deployments.run-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  const standIn = parent && standInFor(parent, { name, key, version, input: parameters });
  await standIn?.announce();
  const { scheduledTime, runName, tags, idempotencyKey, queue, jobVariables } = options;
  const body = {
    parameters: (await resolveArgument(parameters)) ?? {},
    name: runName ?? null,
    tags: tags ?? [],
    idempotency_key: idempotencyKey ?? newId(),
    parent_task_run_id: standIn?.id ?? null,
    work_queue_name: queue ?? null,
    ...(jobVariables ? { job_variables: jobVariables } : {}),
    state: {
      type: 'SCHEDULED',
      state_details: { scheduled_time: (scheduledTime ?? new Date()).toISOString() },
    },
  };
  const made = await plane.repeat('POST /deployments/{id}/create_flow_run', { path: { id }, body });
  const present = made.state && stateOfWire(made.state);
  const signal = abortSignal();
  const state =
    options.wait === false
      ? present
      : await endOfFlowRun(plane, made.id, { timeoutSeconds: options.timeoutSeconds, signal });
  const ended = new DeploymentRun(made.id, made.name, name, stateOf(name, made.id, state));
  if (standIn) trackObject(ended, { kind: 'task_run', id: standIn.id });
  return ended;
};

export const deployments = { run } as const;

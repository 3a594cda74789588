import { asError } from '../errors.ts';
import { flowRunsInUse } from '../flow/run-flow.ts';
import { asRoot, requirePlane } from '../session/session.ts';
import { environment } from '../session/environment.ts';
import { loggerFor } from '../logging/logger.ts';
import { newState, type State } from '../state/state.ts';
import { EntrypointError, loadFlow, splitEntrypoint } from './load-entrypoint.ts';

const entrypointOf = async (flowRunId: string): Promise<string> => {
  const { ORCH_FLOW_ENTRYPOINT } = environment();
  if (ORCH_FLOW_ENTRYPOINT) return ORCH_FLOW_ENTRYPOINT;
  const plane = requirePlane('running a deployment');
  const run = await plane.repeat('GET /flow_runs/{id}', { path: { id: flowRunId } });
  if (run.deployment_id === null)
    throw new EntrypointError('the flow run belongs to no deployment: nothing says what to run');
  const deployment = await plane.repeat('GET /deployments/{id}', { path: { id: run.deployment_id } });
  const entrypoint = deployment['entrypoint'];
  if (typeof entrypoint !== 'string' || entrypoint === '')
    throw new EntrypointError('the deployment has no entrypoint');
  return entrypoint;
};

/** A run whose code cannot be loaded has failed before it began; that is said where people look for it. */
const tellFailure = (flowRunId: string, error: unknown): Promise<void> =>
  asRoot(async () => {
    const { message, stack } = asError(error);
    const place = { label: `Flow run ${flowRunId}`, logger: 'orch.engine', flowRunId, taskRunId: null };
    loggerFor(place).error(
      'The flow cannot be loaded: %s',
      error instanceof EntrypointError ? message : stack,
    );
    const state = newState('FAILED', { message: `The flow cannot be loaded: ${message}` });
    await flowRunsInUse().propose(flowRunId, state, true);
  });

/**
 * Runs the flow run named by `ORCH_FLOW_RUN_ID` (or `PREFECT__FLOW_RUN_ID`): loads `file.ts:exportName` of its deployment
 * from the current folder and follows it to the end. Workers start exactly this.
 * @returns how it ended @throws EntrypointError and what loading the file throws, after the run was marked as failed
 */
export const runFlowFromEnvironment = async (): Promise<State<unknown>> => {
  const env = environment();
  const flowRunId = env['ORCH_FLOW_RUN_ID'] || env['PREFECT__FLOW_RUN_ID'] || env['PREFECT_FLOW_RUN_ID'];
  if (!flowRunId) throw new EntrypointError('ORCH_FLOW_RUN_ID is not set: there is no flow run to run');
  let flow;
  try {
    const { file, exportName } = splitEntrypoint(await entrypointOf(flowRunId));
    flow = await loadFlow(file, exportName);
  } catch (error) {
    await tellFailure(flowRunId, error);
    throw error;
  }
  return flow.follow(flowRunId);
};

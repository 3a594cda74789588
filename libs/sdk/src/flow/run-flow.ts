import { currentFlow, currentTags, currentTask, type FlowScope } from '../context/run-context.ts';
import { asError } from '../errors.ts';
import { originalConsole } from '../logging/capture-console.ts';
import { capturePrints } from '../logging/current-logger.ts';
import { asRoot, currentPlane } from '../session/session.ts';
import { newId, type State } from '../state/state.ts';
import { hashOf } from '../task/cache-key.ts';
import { inputsOf, resolveArgument, type WireInput } from '../tracking/lineage.ts';
import { watchCancellation } from './cancellation.ts';
import { FlowCourse, type FlowDefinition, surroundingSignal } from './flow-course.ts';
import type { FlowRuns, KnownFlowRun } from './flow-runs.ts';
import { localFlowRuns } from './local-flow-runs.ts';
import { RemoteFlowRuns } from './remote-flow-runs.ts';
import { leaveIfTold, onTermination } from './termination.ts';

/** Where flow runs of this process are kept. */
export const flowRunsInUse = (): FlowRuns => {
  const plane = currentPlane();
  return plane === null ? localFlowRuns : new RemoteFlowRuns(plane);
};

const isParameters = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Parameters travel by name; anything but an object gets the name `input`. */
const parametersOf = (input: unknown): Readonly<Record<string, unknown>> =>
  input === undefined || input === null ? {} : isParameters(input) ? input : { input };

/** The task run in the parent's graph that stands for a run elsewhere. */
export interface StandIn {
  readonly id: string;
  /** Makes it known; to be done before the run that it stands for is made. */
  readonly announce: () => Promise<void>;
}

/** Describes the stand-in of a run made by the flow run we are in; its id is known at once. */
export const standInFor = (
  parent: FlowScope,
  { name, key, version, input }: { name: string; key: string; version: string | null; input: unknown },
): StandIn => {
  const id = newId();
  const inputs: Record<string, WireInput[]> = Object.fromEntries(
    Object.entries(parametersOf(input)).map(([member, value]) => [member, inputsOf(value)]),
  );
  const task = currentTask();
  if (task) inputs['__parents__'] = [{ input_type: 'task_run', id: task.context.id }];
  const body = {
    id,
    name,
    flow_run_id: parent.context.id,
    task_key: key,
    dynamic_key: newId(),
    task_version: version,
    task_inputs: inputs,
    tags: currentTags(),
    state: { type: 'PENDING' },
  };
  const announce = async (): Promise<void> => {
    await currentPlane()?.repeat('POST /task_runs/', { body });
  };
  return { id, announce };
};

/** A run that was begun: the id by which the graph knows it, and its end. */
export interface BegunFlow<Out> {
  readonly runId: string;
  readonly state: Promise<State<Out>>;
}

/** Starts a run of a flow: a subflow within a flow, a root elsewhere. */
export const beginFlow = <Out>(definition: FlowDefinition<Out>, input: unknown): BegunFlow<Out> => {
  const parent = currentFlow();
  if (!parent)
    return { runId: newId(), state: asRoot(() => rootRun(definition, input)).finally(leaveIfTold) };
  const { name, version = null } = definition.options;
  const standIn = standInFor(parent, { name, key: `${name}-${hashOf(name).slice(0, 8)}`, version, input });
  const state = subflowRun(definition, input, standIn).then(async (ended) => {
    if (ended.ok) parent.lineage.remember(await ended.result(), { kind: 'task_run', id: standIn.id });
    return ended;
  });
  parent.pending.add(state);
  void state.finally(() => parent.pending.delete(state)).catch(() => {});
  return { runId: standIn.id, state };
};

const created = async <Out>(
  { options }: FlowDefinition<Out>,
  input: unknown,
  parentTaskRunId: string | null,
): Promise<KnownFlowRun> =>
  flowRunsInUse().create({
    flowName: options.name,
    flowVersion: options.version ?? null,
    name: null,
    parameters: parametersOf(input),
    parentTaskRunId,
    retries: options.retries ?? 0,
    retryDelaySeconds: options.retryDelaySeconds ?? 0,
    tags: [...new Set([...(options.tags ?? []), ...currentTags()])],
  });

const rootRun = async <Out>(definition: FlowDefinition<Out>, input: unknown): Promise<State<Out>> => {
  const values = await resolveArgument(input);
  const run = await created(definition, values, null);
  const plane = currentPlane();
  if (plane) originalConsole.error(`View the run at ${plane.runUrl('flow-run', run.id)}`);
  return followFlow(definition, run, values);
};

const subflowRun = async <Out>(
  definition: FlowDefinition<Out>,
  input: unknown,
  standIn: StandIn,
): Promise<State<Out>> => {
  await standIn.announce();
  const values = await resolveArgument(input);
  const run = await created(definition, values, currentPlane() === null ? null : standIn.id);
  const course = new FlowCourse(definition, flowRunsInUse(), run);
  const outer = surroundingSignal();
  const onOuter = (): void => course.stop(asError(outer?.reason));
  if (outer?.aborted) onOuter();
  outer?.addEventListener('abort', onOuter, { once: true });
  try {
    return await course.follow(values);
  } finally {
    outer?.removeEventListener('abort', onOuter);
  }
};

/** Runs a flow run that exists to its end: cancellation and signals of the process reach it. */
export const followFlow = async <Out>(
  definition: FlowDefinition<Out>,
  run: KnownFlowRun,
  input: unknown,
): Promise<State<Out>> => {
  const course = new FlowCourse(definition, flowRunsInUse(), run);
  const plane = currentPlane();
  const cleanUp = [
    capturePrints(),
    onTermination((reason) => course.stop(reason)),
    ...(plane === null ? [] : [watchCancellation(plane, run.id, (reason) => course.stop(reason))]),
  ];
  try {
    return await course.follow(input);
  } finally {
    for (const end of cleanUp) end();
  }
};

/** Runs a flow run that somebody else created, with the parameters it was created with. */
export const runExisting = async <Out>(
  definition: FlowDefinition<Out>,
  flowRunId: string,
): Promise<State<Out>> =>
  asRoot(async () => {
    const runs = flowRunsInUse();
    const run = await runs.read(flowRunId);
    const { version = null, retries = 0, retryDelaySeconds = 0 } = definition.options;
    await runs.describe(run, { flowVersion: version, retries, retryDelaySeconds });
    return followFlow(definition, run, run.parameters);
  });

import { deployFlow } from '../deploy/deploy.ts';
import type { DeployOptions, ServeOptions } from '../deploy/deploy-options.ts';
import { serveFlow } from '../deploy/serve.ts';
import type { State } from '../state/state.ts';
import { Future } from '../task/future.ts';
import { trackObject } from '../tracking/lineage.ts';
import { callingFile } from './calling-file.ts';
import type { FlowDefinition } from './flow-course.ts';
import type { Flow, FlowDescription, FlowOptions, FlowOptionsWithInput } from './flow-types.ts';
import { rememberFlow } from './known-flows.ts';
import { beginFlow, runExisting } from './run-flow.ts';
import { type InputOf, type OutputOf, parameterSchemaOf, type StandardSchema } from './standard-schema.ts';

/**
 * Makes a function a flow: its calls are flow runs with retries, a timeout and states, seen at the control plane. With
 * `input`, a schema of zod, valibot, arktype or any other Standard Schema, parameters are checked and published.
 */
export function flow<S extends StandardSchema, Out>(
  options: FlowOptionsWithInput<S, OutputOf<S>, Out>,
): Flow<InputOf<S>, Out>;
export function flow<Input = void, Out = unknown>(options: FlowOptions<Input, Out>): Flow<Input, Out>;
export function flow(
  options: FlowOptions<never, unknown> & { readonly input?: StandardSchema },
): Flow<never, unknown> {
  const { input, ...rest } = options;
  return flowOf({ options: rest, input, file: callingFile() });
}

const describe = async <Out>({ options, input }: FlowDefinition<Out>): Promise<FlowDescription> => ({
  name: options.name,
  description: options.description ?? null,
  version: options.version ?? null,
  parameterSchema: await parameterSchemaOf(input),
});

const flowOf = <Out>(definition: FlowDefinition<Out>): Flow<never, Out> => {
  const call = (input?: unknown): Promise<Out> => {
    const { runId, state } = beginFlow(definition, input);
    const value = state.then((ended) => ended.result());
    trackObject(value, { kind: 'task_run', id: runId });
    return value;
  };
  const registered = definition as unknown as FlowDefinition<unknown>; // its hooks are called by the engine only
  const made = Object.assign(call, {
    options: definition.options,
    returnState: (input?: unknown): Promise<State<Out>> => beginFlow(definition, input).state,
    submit: (input?: unknown): Future<Out> => {
      const { runId, state } = beginFlow(definition, input);
      const future = new Future(runId, state);
      trackObject(future, { kind: 'task_run', id: runId });
      return future;
    },
    withOptions: (changes: Partial<FlowOptions<never, Out>>): Flow<never, Out> =>
      flowOf({ ...definition, options: { ...definition.options, ...changes } }),
    describe: () => describe(definition),
    serve: (options: ServeOptions<never> = {}) => serveFlow(registered, options),
    deploy: (options: DeployOptions<never>) => deployFlow(registered, options),
  });
  Object.defineProperty(made, 'name', { value: definition.options.name });
  rememberFlow(made, {
    describe: () => describe(definition),
    follow: (flowRunId) => runExisting(registered, flowRunId),
  });
  return made as unknown as Flow<never, Out>; // its calls take any input; the interface says which
};

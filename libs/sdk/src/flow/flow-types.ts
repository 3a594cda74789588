import type { FlowRunContext } from '../context/run-context.ts';
import type { Logger } from '../logging/logger.ts';
import type { State } from '../state/state.ts';
import type { Future } from '../task/future.ts';
import type { NameTemplate } from '../task/name-template.ts';
import type { DeployOptions, ServeOptions } from '../deploy/deploy-options.ts';
import type { ParameterSchema, StandardSchema } from './standard-schema.ts';

/** Second argument of a flow's function. */
export interface FlowContext extends FlowRunContext {
  readonly logger: Logger;
}
export type FlowHook<Out> = (state: State<Out>, run: FlowRunContext) => void | Promise<void>;

export interface FlowOptions<Input, Out> {
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  /** Tries after the first one; default 0. */
  readonly retries?: number;
  readonly retryDelaySeconds?: number;
  /** For each try. */
  readonly timeoutSeconds?: number;
  /** Makes `console.log` log lines of the run. */
  readonly logPrints?: boolean;
  readonly tags?: readonly string[];
  readonly flowRunName?: NameTemplate<Input>;
  /** Keeps results of the flow and its tasks where `resultStore()` says; default false. */
  readonly persistResult?: boolean;
  /** Task runs of one flow run at a time; default: as many as there are. */
  readonly taskConcurrency?: number;
  readonly onRunning?: FlowHook<Out>;
  readonly onCompletion?: FlowHook<Out>;
  readonly onFailure?: FlowHook<Out>;
  readonly onCancellation?: FlowHook<Out>;
  readonly onCrashed?: FlowHook<Out>;
  /** The flow itself. Real code, run once for each try: nothing is replayed. */
  readonly run: (input: Input, context: FlowContext) => Out | Promise<Out>;
}
/** With a schema the function gets what the schema makes of the parameters. */
export interface FlowOptionsWithInput<S extends StandardSchema, Value, Out> extends FlowOptions<Value, Out> {
  readonly input: S;
}

/** A flow without parameters is called with none. */
export type FlowArguments<Input> = [Input] extends [void]
  ? [input?: undefined]
  : Record<never, never> extends Input
    ? [input?: Input]
    : [input: Input];

/** What describes a flow to people and to forms. */
export interface FlowDescription {
  readonly name: string;
  readonly description: string | null;
  readonly version: string | null;
  readonly parameterSchema: ParameterSchema;
}

/** A function whose calls are flow runs. */
export interface Flow<Input, Out> {
  /** Runs it, and gives what it returns. */
  (...input: FlowArguments<Input>): Promise<Out>;
  readonly options: FlowOptions<never, Out>;
  /** Runs it, and gives how it ended; does not throw when it fails. */
  returnState(...input: FlowArguments<Input>): Promise<State<Out>>;
  /** Starts a run that goes on by itself. */
  submit(...input: FlowArguments<Input>): Future<Out>;
  withOptions(changes: Partial<Omit<FlowOptions<never, Out>, 'run' | 'flowRunName'>>): Flow<Input, Out>;
  describe(): Promise<FlowDescription>;
  /** Makes a deployment and runs what is scheduled for it in this process, until it is told to stop. */
  serve(options?: ServeOptions<Input>): Promise<void>;
  /** Makes a deployment whose runs the workers of a pool run. @returns its id */
  deploy(options: DeployOptions<Input>): Promise<string>;
}

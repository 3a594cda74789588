import type { State } from '../state/state.ts';
import type { TaskRunContext } from '../context/run-context.ts';
import type { CacheKey } from './cache-key.ts';
import type { Future, FutureList } from './future.ts';
import type { NameTemplate } from './name-template.ts';
import type { RetryDelay } from './retry-delay.ts';

/** Called when a run came to an end; what it throws is logged and changes nothing. */
export type TaskHook<Out> = (state: State<Out>, run: TaskRunContext) => void | Promise<void>;

export interface TaskOptions<Args extends readonly unknown[], Out> {
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  readonly tags?: readonly string[];
  /** Tries after the first one; default 0. */
  readonly retries?: number;
  readonly retryDelaySeconds?: RetryDelay;
  /** Spreads delays: 0.5 makes 10 s any time from 10 to 15 s. */
  readonly retryJitter?: number;
  /** Whether a failure is worth another try; default: every one. */
  readonly retryIf?: (error: unknown, attempt: number) => boolean | Promise<boolean>;
  /** For each try. The function's signal is aborted; a function that ignores it is left behind. */
  readonly timeoutSeconds?: number;
  /** `inputs()`, or a function of one's own. Results are looked for, and kept, under its key. */
  readonly cacheKey?: CacheKey<Args>;
  readonly cacheExpirationSeconds?: number;
  /** Runs although there is a result under the key, and replaces it. */
  readonly refreshCache?: boolean;
  /** Keeps the result where `resultStore()` says; cached results are always kept. Default: as the flow says. */
  readonly persistResult?: boolean;
  /** Runs of this task at a time, in this process. */
  readonly concurrency?: number;
  /** Makes `console.log` log lines of the run; default: as the flow says. */
  readonly logPrints?: boolean;
  readonly taskRunName?: NameTemplate<Args>;
  readonly onCompletion?: TaskHook<Out>;
  readonly onFailure?: TaskHook<Out>;
  /** A plain function; `abortSignal()`, `logger` and `taskRun()` work inside. */
  readonly run: (...args: Args) => Out | Promise<Out>;
}

/** What a call may change of a task. */
export type TaskChanges<Args extends readonly unknown[], Out> = Partial<
  Omit<TaskOptions<Args, Out>, 'run'>
> & {
  /** Futures, promises of runs or their results that have to be there first. */
  readonly waitFor?: readonly unknown[];
};

/** Arguments may be futures and promises: they are waited for, and drawn in the graph. */
export type Later<Args extends readonly unknown[]> = {
  [Index in keyof Args]: Args[Index] | PromiseLike<Args[Index]>;
};
type First<Args extends readonly unknown[]> = Args[0];
type Rest<Args extends readonly unknown[]> = Args extends readonly [_?: unknown, ...rest: infer Tail]
  ? Tail
  : [];

/** A function whose calls are runs. */
export interface Task<Args extends readonly unknown[], Out> {
  /** Runs it, and gives what it returns. */
  (...args: Later<Args>): Promise<Out>;
  readonly options: TaskOptions<Args, Out>;
  /** The function alone: no run, no retries, no server. */
  readonly plain: (...args: Args) => Out | Promise<Out>;
  /** Starts a run that goes on by itself. Its failure is seen by who asks for the result. */
  submit(...args: Later<Args>): Future<Out>;
  /** A run for each item, further arguments the same for all. */
  map(items: Iterable<First<Args> | PromiseLike<First<Args>>>, ...rest: Later<Rest<Args>>): FutureList<Out>;
  /** Runs it, and gives how it ended; does not throw when it fails. */
  returnState(...args: Later<Args>): Promise<State<Out>>;
  withOptions(changes: TaskChanges<Args, Out>): Task<Args, Out>;
}

import { currentFlow, currentTags, currentTask, type TaskScope, withinTask } from '../context/run-context.ts';
import { asError, CancelledError, RunTimeoutError, stackOf } from '../errors.ts';
import { withSlots } from '../extras/slots.ts';
import { type Logger, loggerFor } from '../logging/logger.ts';
import { resultStore } from '../results/current-store.ts';
import { readResult, type ResultMetadata, writeResult } from '../results/result-store.ts';
import { currentPlane } from '../session/session.ts';
import { newId, newState, State, type Outcome, type WireState } from '../state/state.ts';
import { wireTimeIn } from '../state/wire-time.ts';
import { inputsOf, resolveArgument, type WireInput } from '../tracking/lineage.ts';
import { hashOf } from './cache-key.ts';
import { fillTemplate } from './name-template.ts';
import { parameterNames } from './parameter-names.ts';
import { retryDelaySeconds, shownDelay } from './retry-delay.ts';
import { newStop, runWithin, sleepWithin } from './run-within.ts';
import { TaskRun } from './task-run.ts';
import type { TaskOptions } from './task-types.ts';

/** A task with what its calls share. */
export interface TaskDefinition<Args extends readonly unknown[], Out> {
  readonly options: TaskOptions<Args, Out>;
  readonly key: string;
  readonly waitFor: readonly unknown[];
}

const NEVER = newStop().signal;
/** More would make the events of a run larger than servers take. */
const EDGES_MAX = 4_000;

/** Runs work when there is a slot for it. */
export type Within = <T>(work: () => Promise<T>) => Promise<T>;

const taskInputs = (
  definition: TaskDefinition<readonly unknown[], unknown>,
  args: readonly unknown[],
): Record<string, readonly WireInput[]> => {
  const names = parameterNames(definition.options.run as (...args: never[]) => unknown, args.length); // only its text is read
  const inputs: Record<string, readonly WireInput[]> = {};
  let left = EDGES_MAX;
  args.forEach((argument, index) => {
    const edges = inputsOf(argument).slice(0, left);
    left -= edges.length;
    inputs[names[index]!] = edges;
  });
  const parent = currentTask();
  if (parent) inputs['__parents__'] = [{ input_type: 'task_run', id: parent.context.id }];
  if (definition.waitFor.length > 0) inputs['wait_for'] = inputsOf(definition.waitFor);
  return inputs;
};

/** Makes the run of a call; nothing of the function runs yet. */
export const createTaskRun = (
  definition: TaskDefinition<readonly unknown[], unknown>,
  args: readonly unknown[],
): TaskRun => {
  const { options, key } = definition;
  const flow = currentFlow();
  return new TaskRun(
    {
      taskName: options.name,
      taskKey: key,
      taskVersion: options.version ?? null,
      flowRunId: flow?.context.id ?? null,
      flowAttempt: flow?.context.attempt ?? 0,
      tags: [...new Set([...(options.tags ?? []), ...currentTags()])],
      inputs: taskInputs(definition, args),
      policy: {
        retries: options.retries ?? 0,
        retry_delay: shownDelay(options.retryDelaySeconds, options.retries ?? 0),
        retry_jitter_factor: options.retryJitter ?? null,
      },
    },
    currentPlane()?.events ?? null,
  );
};

const loggerOf = (run: TaskRun): Logger =>
  loggerFor({
    label: `Task run '${run.name}'`,
    logger: 'orch.task_runs',
    flowRunId: run.facts.flowRunId,
    taskRunId: currentPlane() === null ? null : run.id,
  });

/** The course of one task run. */
class TaskCourse<Args extends readonly unknown[], Out> {
  readonly #flow = currentFlow();
  #logger: Logger;
  readonly #outer: AbortSignal;

  constructor(
    readonly definition: TaskDefinition<Args, Out>,
    readonly run: TaskRun,
    readonly within: Within,
  ) {
    this.#outer = currentTask()?.context.signal ?? this.#flow?.context.signal ?? NEVER;
    this.#logger = loggerOf(run);
  }

  /** From Pending to the end. Never rejects because of what the function does. */
  async follow(args: readonly unknown[]): Promise<State<Out>> {
    await this.run.events?.room();
    let values: Args;
    try {
      await Promise.all(this.definition.waitFor.map((value) => resolveArgument(value)));
      values = (await Promise.all(args.map((argument) => resolveArgument(argument)))) as unknown as Args; // typed by the call
    } catch (error) {
      if (this.#outer.aborted) return this.#stopped(error);
      const message = `an upstream run did not complete: ${asError(error).message}`;
      return this.#end(newState('PENDING', { name: 'NotReady', message }), { kind: 'error', error });
    }
    // only now: a run that waits for another one must not hold the slot that the other one needs
    return this.within(() => this.#begin(values));
  }

  async #begin(values: Args): Promise<State<Out>> {
    if (this.#outer.aborted) return this.#stopped(this.#outer.reason);
    try {
      this.#rename(values);
    } catch (error) {
      return this.#failed(error, 0);
    }
    const found = await this.#fromCache(values).catch((error: unknown) => this.#cacheTrouble(error));
    return found ?? this.#tries(values);
  }

  async #tries(values: Args): Promise<State<Out>> {
    const { retries = 0 } = this.definition.options;
    this.run.enter(newState('RUNNING'));
    for (let retry = 1; ; retry++) {
      let value: Out;
      try {
        value = await this.#attempt(values);
      } catch (error) {
        if (this.#outer.aborted) return this.#stopped(error);
        if (retry > retries || !(await this.#isWorthIt(error, retry))) return this.#failed(error, retries);
        try {
          await this.#waitForRetry(error, retry, retries);
        } catch (reason) {
          return this.#stopped(reason);
        }
        continue;
      }
      // the function has done its work: that its result cannot be kept is no reason to do it again
      return this.#completed(value).catch((error: unknown) => this.#failed(error, 0));
    }
  }

  #attempt(values: Args): Promise<Out> {
    const { options } = this.definition;
    const names = this.run.facts.tags.map((tag) => `tag:${tag}`);
    const work = (signal: AbortSignal): Promise<Out> =>
      withinTask(this.#scope(signal), async () => await options.run(...values));
    const timed = (): Promise<Out> =>
      runWithin(work, {
        outer: this.#outer,
        timeoutSeconds: options.timeoutSeconds,
        what: `task "${options.name}"`,
      });
    return withSlots(names, this.run, timed, {}, this.#outer);
  }

  #scope(signal: AbortSignal): TaskScope {
    const { options } = this.definition;
    const { run } = this;
    return {
      context: {
        id: run.id,
        name: run.name,
        taskName: options.name,
        attempt: run.runCount,
        tags: run.facts.tags,
        signal,
      },
      logger: this.#logger,
      logPrints: options.logPrints ?? this.#flow?.logPrints ?? false,
    };
  }

  #rename(values: Args): void {
    const { taskRunName, run } = this.definition.options;
    if (taskRunName === undefined) return;
    const names = parameterNames(run as (...args: never[]) => unknown, values.length); // only its text is read
    const byName = Object.fromEntries(values.map((value, index) => [names[index]!, value]));
    this.run.name =
      typeof taskRunName === 'function' ? taskRunName(values) : fillTemplate(taskRunName, byName);
    this.#logger = loggerOf(this.run);
  }

  #keyOf(values: Args): string | undefined {
    const { cacheKey, name } = this.definition.options;
    const { flowRunId } = this.run.facts;
    const key = cacheKey?.({ taskName: name, taskKey: this.definition.key, flowRunId }, ...values);
    if (key !== undefined) this.run.cacheKey = key;
    return key;
  }

  async #fromCache(values: Args): Promise<State<Out> | null> {
    const key = this.#keyOf(values);
    if (key === undefined || this.definition.options.refreshCache) return null;
    const stored = await readResult(resultStore(), hashOf(key));
    if (!stored) return null;
    this.run.enter(newState('RUNNING'));
    this.#remember(stored.value);
    const state = newState('COMPLETED', {
      name: 'Cached',
      data: stored.metadata,
      details: { cache_key: key },
    });
    return this.#end(state, { kind: 'value', value: stored.value as Out }); // what this task's run wrote
  }
  #cacheTrouble(error: unknown): null {
    this.#logger.warn('The cache cannot be read, the task runs: %s', asError(error).message);
    return null;
  }

  async #completed(value: Out): Promise<State<Out>> {
    const { options } = this.definition;
    this.#remember(value);
    const key = this.run.cacheKey;
    const isWished = options.persistResult ?? this.#flow?.persistResult ?? false;
    const isKept = options.persistResult ?? (key !== null || isWished);
    const data = isKept ? await this.#keep(value, key, isWished) : null;
    return this.#end(newState('COMPLETED', { data }), { kind: 'value', value });
  }

  /** A cache that cannot be written costs time later; a result that somebody asked to keep must be there. */
  async #keep(value: Out, key: string | null, isWished: boolean): Promise<ResultMetadata | null> {
    const { cacheExpirationSeconds: seconds } = this.definition.options;
    const expiration = seconds === undefined ? null : wireTimeIn(seconds);
    try {
      return await writeResult(resultStore(), key === null ? newId() : hashOf(key), value, expiration);
    } catch (error) {
      if (isWished) throw error;
      this.#logger.warn('The cache does not keep the result: %s', asError(error).message);
      return null;
    }
  }

  #remember(value: unknown): void {
    this.#flow?.lineage.remember(value, { kind: 'task_run', id: this.run.id });
  }

  async #isWorthIt(error: unknown, attempt: number): Promise<boolean> {
    const { retryIf } = this.definition.options;
    if (!retryIf) return true;
    try {
      return await retryIf(error, attempt);
    } catch (thrown) {
      this.#logger.error('retryIf failed, the task is not tried again: %s', asError(thrown).message);
      return false;
    }
  }

  async #waitForRetry(error: unknown, retry: number, retries: number): Promise<void> {
    const { retryDelaySeconds: delay, retryJitter = 0 } = this.definition.options;
    const seconds = retryDelaySeconds(delay, retry, retryJitter, Math.random());
    const when = seconds > 0 ? `in ${Number(seconds.toFixed(2))} s` : 'at once';
    this.#logger.info(
      'Task run failed: %s. Retry %d of %d starts %s',
      asError(error).message,
      retry,
      retries,
      when,
    );
    if (seconds > 0) {
      const scheduled = { scheduled_time: wireTimeIn(seconds) };
      this.run.enter(newState('SCHEDULED', { name: 'AwaitingRetry', details: scheduled }));
      await sleepWithin(seconds, this.#outer);
    }
    this.run.enter(newState('RUNNING', { name: 'Retrying' }));
  }

  #failed(error: unknown, retries: number): Promise<State<Out>> {
    const { message } = asError(error);
    const exhausted = retries > 0 ? '. Retries are exhausted' : '';
    this.#logger.error('Task run failed: %s%s', stackOf(error), exhausted);
    const isLate = error instanceof RunTimeoutError;
    const state = newState('FAILED', {
      ...(isLate ? { name: 'TimedOut' } : {}),
      message: isLate ? message : `Task run encountered an exception ${asError(error).name}: ${message}`,
    });
    return this.#end(state, { kind: 'error', error });
  }

  /** The run around it was cancelled, took too long or is being shut down. */
  #stopped(error: unknown): Promise<State<Out>> {
    const reason: unknown = this.#outer.reason ?? error;
    const type =
      reason instanceof CancelledError
        ? 'CANCELLED'
        : reason instanceof RunTimeoutError
          ? 'FAILED'
          : 'CRASHED';
    return this.#end(newState(type, { message: asError(reason).message }), { kind: 'error', error: reason });
  }

  async #end(state: WireState, outcome: Outcome<Out>): Promise<State<Out>> {
    this.run.enter(state);
    const ended = new State<Out>(state, outcome, { kind: 'task_run', id: this.run.id });
    const { onCompletion, onFailure } = this.definition.options;
    const hook = ended.ok ? onCompletion : state.type === 'FAILED' ? onFailure : undefined;
    try {
      await hook?.(ended, this.#scope(NEVER).context);
    } catch (error) {
      this.#logger.error('A hook failed: %s', stackOf(error));
    }
    if (ended.ok) this.#logger.info('Finished in state %s', `${state.name}()`);
    return ended;
  }
}

/** Follows a run from Pending to its end; its function runs within slots. */
export const followTaskRun = <Args extends readonly unknown[], Out>(
  definition: TaskDefinition<Args, Out>,
  run: TaskRun,
  args: readonly unknown[],
  within: Within,
): Promise<State<Out>> => new TaskCourse(definition, run, within).follow(args);

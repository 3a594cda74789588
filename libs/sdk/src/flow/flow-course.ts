import {
  currentFlow,
  currentTask,
  type FlowRunContext,
  type FlowScope,
  withinFlow,
} from '../context/run-context.ts';
import {
  asError,
  CancelledError,
  InvalidInputError,
  RunAbortedError,
  RunTimeoutError,
  stackOf,
  SuspendedError,
} from '../errors.ts';
import { keepLease } from '../extras/slots.ts';
import { type Logger, loggerFor } from '../logging/logger.ts';
import { resultStore } from '../results/current-store.ts';
import { writeResult } from '../results/result-store.ts';
import { currentPlane } from '../session/session.ts';
import { isFinal, newId, newState, type Outcome, State, type WireState } from '../state/state.ts';
import { fillTemplate } from '../task/name-template.ts';
import { RunGate } from '../task/run-gate.ts';
import { newStop, runWithin, sleepWithin } from '../task/run-within.ts';
import { Lineage } from '../tracking/lineage.ts';
import type { FlowRuns, KnownFlowRun } from './flow-runs.ts';
import type { FlowHook, FlowOptions } from './flow-types.ts';
import { type StandardSchema, validate } from './standard-schema.ts';
import { TerminatedError } from './termination.ts';

/** A flow as the engine knows it: its function takes what the schema makes of the parameters. */
export interface FlowDefinition<Out> {
  readonly options: FlowOptions<never, Out>;
  readonly input: StandardSchema | undefined;
  /** File in which `flow()` was called; null when the stack does not say. */
  readonly file: string | null;
}

const LEASE_SECONDS = 300;

/** The course of one flow run: from Pending to the end, with the tries that the control plane grants. */
export class FlowCourse<Out> {
  #logger: Logger;
  readonly #stop = newStop();
  #name: string;
  #attempt: number;
  #state: WireState;

  constructor(
    readonly definition: FlowDefinition<Out>,
    readonly runs: FlowRuns,
    readonly run: KnownFlowRun,
  ) {
    this.#name = run.name;
    this.#attempt = run.runCount;
    this.#state = run.state ?? newState('PENDING');
    this.#logger = this.#makeLogger();
  }

  #makeLogger(): Logger {
    return loggerFor({
      label: `Flow run '${this.#name}'`,
      logger: 'orch.flow_runs',
      flowRunId: currentPlane() === null ? null : this.run.id,
      taskRunId: null,
    });
  }

  /** Ends the run: its function's signal is aborted. */
  stop(reason: Error): void {
    this.#stop.abort(reason);
  }

  /** Never rejects because of what the function does. */
  async follow(input: unknown): Promise<State<Out>> {
    const { name } = this.definition.options;
    let value: never;
    try {
      value = await this.#validated(input);
      await this.#rename(value);
    } catch (error) {
      return this.#failed(error);
    }
    const kind = currentFlow() ? 'subflow' : 'flow';
    this.#logger.info('Beginning %s run %s for flow %s', kind, this.#name, name);
    const begun = await this.#start();
    if (begun) return begun;
    const stopRenewing = this.#keepDeploymentSlot();
    const beating = { ...this.run, name: this.#name, flowName: name };
    const stopBeating = currentPlane()?.heartbeats.begin(beating);
    try {
      return await this.#tries(value);
    } finally {
      stopBeating?.();
      stopRenewing();
    }
  }

  async #tries(input: never): Promise<State<Out>> {
    for (;;) {
      const ended = await this.#try(input);
      if (ended) return ended;
      const begun = await this.#start(); // the control plane grants another try
      if (begun) return begun;
    }
  }

  /** @returns the end; null when there is another try */
  async #try(input: never): Promise<State<Out> | null> {
    const { options } = this.definition;
    try {
      const value = await runWithin((signal) => this.#call(input, signal), {
        outer: this.#stop.signal,
        timeoutSeconds: options.timeoutSeconds,
        what: `flow "${options.name}"`,
      });
      return await this.#completed(value);
    } catch (error) {
      if (error instanceof SuspendedError)
        return this.#ended(newState('PAUSED', { name: 'Suspended' }), { kind: 'error', error });
      if (this.#stop.signal.aborted) return this.#stopped();
      const ended = await this.#failed(error);
      return ended.type === 'SCHEDULED' ? null : ended;
    }
  }

  async #call(input: never, signal: AbortSignal): Promise<Out> {
    const { options } = this.definition;
    const context = this.#contextOf(signal);
    const scope: FlowScope = {
      context,
      logger: this.#logger,
      lineage: new Lineage(),
      gate: new RunGate(options.taskConcurrency),
      pending: new Set(),
      logPrints: options.logPrints ?? false,
      persistResult: options.persistResult ?? false,
      pauses: 0,
    };
    try {
      return await withinFlow(
        scope,
        async () => await options.run(input, { ...context, logger: this.#logger }),
      );
    } finally {
      // runs that nobody waited for belong to this try
      while (scope.pending.size > 0 && !signal.aborted) await Promise.allSettled([...scope.pending]);
    }
  }

  #contextOf(signal: AbortSignal): FlowRunContext {
    const { id, flowId, deploymentId, parameters, tags } = this.run;
    const { name: flowName } = this.definition.options;
    return {
      id,
      name: this.#name,
      flowName,
      flowId,
      deploymentId,
      attempt: this.#attempt,
      parameters,
      tags,
      signal,
    };
  }

  /** Becomes Running, when it is time. @returns the end, when the run may not begin */
  async #start(): Promise<State<Out> | null> {
    for (;;) {
      const verdict = await this.runs.propose(this.run.id, newState('RUNNING'));
      if (verdict.kind === 'wait') {
        try {
          await sleepWithin(verdict.seconds, this.#stop.signal);
        } catch {
          return this.#stopped();
        }
        continue;
      }
      if (verdict.kind === 'aborted') {
        const error = new RunAbortedError(verdict.reason);
        return this.#ended(this.#state, { kind: 'error', error });
      }
      this.#state = verdict.state;
      if (verdict.state.type === 'RUNNING') {
        this.#attempt++;
        await this.#hook(this.definition.options.onRunning, verdict.state, {
          kind: 'error',
          error: undefined,
        });
        return null;
      }
      if (verdict.kind === 'replaced' && verdict.state.type === 'SCHEDULED') continue; // then it says how long to wait
      const error = new RunAbortedError(verdict.kind === 'replaced' ? verdict.reason : 'the run is over');
      return this.#ended(verdict.state, { kind: 'error', error });
    }
  }

  async #validated(input: unknown): Promise<never> {
    const { input: schema, options } = this.definition;
    if (!schema) return input as never; // the flow's function is typed without a schema
    const result = await validate(schema, input ?? {});
    if ('issues' in result) throw new InvalidInputError(`input of flow "${options.name}"`, result.issues);
    return result.value as never; // the schema's own output
  }

  async #rename(input: never): Promise<void> {
    const { flowRunName } = this.definition.options;
    if (flowRunName === undefined) return;
    this.#name = typeof flowRunName === 'function' ? flowRunName(input) : fillTemplate(flowRunName, input);
    await this.runs.rename(this.run.id, this.#name);
    this.#logger = this.#makeLogger();
  }

  #keepDeploymentSlot(): () => void {
    const lease = this.#state.details['deployment_concurrency_lease_id'];
    const plane = currentPlane();
    if (typeof lease !== 'string' || plane === null) return () => {};
    return keepLease(plane, lease, LEASE_SECONDS, () =>
      this.stop(new TerminatedError('SIGTERM', 'the slot of the deployment was lost')),
    );
  }

  async #completed(value: Out): Promise<State<Out>> {
    const data = this.definition.options.persistResult
      ? await writeResult(resultStore(), newId(), value)
      : null;
    return this.#propose(newState('COMPLETED', { data }), { kind: 'value', value });
  }

  #failed(error: unknown): Promise<State<Out>> {
    const { name, message } = asError(error);
    this.#logger.error(
      'Encountered an exception: %s',
      error instanceof InvalidInputError ? message : stackOf(error),
    );
    const isLate = error instanceof RunTimeoutError;
    const state = newState('FAILED', {
      ...(isLate ? { name: 'TimedOut' } : {}),
      message: isLate ? message : `Flow run encountered an exception: ${name}: ${message}`,
    });
    return this.#propose(state, { kind: 'error', error });
  }

  #stopped(): Promise<State<Out>> {
    const reason: unknown = this.#stop.signal.reason;
    const { message } = asError(reason);
    const type =
      reason instanceof CancelledError
        ? 'CANCELLED'
        : reason instanceof RunTimeoutError
          ? 'FAILED'
          : 'CRASHED';
    return this.#propose(newState(type, { message }), { kind: 'error', error: reason });
  }

  async #propose(state: WireState, outcome: Outcome<Out>): Promise<State<Out>> {
    const verdict = await this.runs.propose(this.run.id, state, state.type === 'CRASHED');
    if (verdict.kind === 'wait' || verdict.kind === 'aborted') {
      this.#logger.warn('The control plane did not take state %s: %s', state.name, verdict.reason);
      return this.#ended(state, outcome);
    }
    this.#state = verdict.state;
    if (verdict.kind === 'accepted') return this.#ended({ ...verdict.state, data: state.data }, outcome);
    if (verdict.state.type === 'CANCELLING') {
      const cancelled = newState('CANCELLED', { message: 'the flow run was cancelled' });
      await this.runs.propose(this.run.id, cancelled);
      return this.#ended(cancelled, {
        kind: 'error',
        error: new CancelledError('the flow run was cancelled'),
      });
    }
    if (verdict.state.type === 'SCHEDULED') {
      this.#logger.info('%s: the flow will be tried again (%s)', verdict.state.name, verdict.reason);
      return new State(verdict.state, outcome, { kind: 'flow_run', id: this.run.id });
    }
    const isSame = verdict.state.type === state.type;
    return this.#ended(
      verdict.state,
      isSame ? outcome : { kind: 'error', error: new RunAbortedError(verdict.reason) },
    );
  }

  async #ended(state: WireState, outcome: Outcome<Out>): Promise<State<Out>> {
    const { onCompletion, onFailure, onCancellation, onCrashed } = this.definition.options;
    const hooks = {
      COMPLETED: onCompletion,
      FAILED: onFailure,
      CANCELLED: onCancellation,
      CRASHED: onCrashed,
    };
    const hook = isFinal(state.type) ? hooks[state.type as keyof typeof hooks] : undefined; // these are the final ones
    const ended = await this.#hook(hook, state, outcome);
    this.#logger[ended.ok ? 'info' : 'error'](
      'Finished in state %s',
      `${state.name}(${state.message ?? ''})`,
    );
    return ended;
  }

  async #hook(hook: FlowHook<Out> | undefined, state: WireState, outcome: Outcome<Out>): Promise<State<Out>> {
    const ended = new State(state, outcome, { kind: 'flow_run', id: this.run.id });
    try {
      await hook?.(ended, this.#contextOf(this.#stop.signal));
    } catch (error) {
      this.#logger.error('A hook failed: %s', stackOf(error));
    }
    return ended;
  }
}

/** The signal of what surrounds a run that begins now. */
export const surroundingSignal = (): AbortSignal | undefined =>
  currentTask()?.context.signal ?? currentFlow()?.context.signal;

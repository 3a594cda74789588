import { currentFlow, type FlowScope } from '../context/run-context.ts';
import {
  CancelledError,
  InvalidInputError,
  RunAbortedError,
  RunFailedError,
  SuspendedError,
} from '../errors.ts';
import { RemoteFlowRuns } from '../flow/remote-flow-runs.ts';
import { type OutputOf, parameterSchemaOf, type StandardSchema, validate } from '../flow/standard-schema.ts';
import type { ControlPlane } from '../session/control-plane.ts';
import { requirePlane } from '../session/session.ts';
import { newState } from '../state/state.ts';
import { wireTimeIn } from '../state/wire-time.ts';
import { sleepWithin } from '../task/run-within.ts';

export interface PauseOptions<S extends StandardSchema | undefined = undefined> {
  /** What people are asked for when they resume the run. */
  readonly input?: S;
  /** Shown above the form; Markdown. */
  readonly description?: string;
  /** Default an hour: then the run fails. */
  readonly timeoutSeconds?: number;
  /** Tells pauses of a run apart; default: 1, 2, … in the order in which they come. */
  readonly key?: string;
}
type Answer<S extends StandardSchema | undefined> = S extends StandardSchema ? OutputOf<S> : undefined;

const TIMEOUT_SECONDS = 3600;
const POLL_SECONDS_MAX = 5;

interface Keyset {
  readonly description: string;
  readonly response: string;
  readonly schema: string;
}
const keysetOf = (base: string): Keyset => ({
  description: `${base}-description`,
  response: `${base}-response`,
  schema: `${base}-schema`,
});

/** One pause of the flow run we are in. */
class Pause {
  readonly #keyset: Keyset;
  readonly #key: string;

  constructor(
    readonly plane: ControlPlane,
    readonly flow: FlowScope,
    readonly kind: 'Paused' | 'Suspended',
    readonly options: PauseOptions<StandardSchema | undefined>,
  ) {
    this.#key = options.key ?? String(++flow.pauses);
    this.#keyset = keysetOf(`${kind.toLowerCase()}-${this.#key.toLowerCase().replace(/[^a-z0-9-]/g, '-')}`);
  }

  /** @returns whether the run is paused now; false: it has been resumed from this pause before */
  async begin(): Promise<boolean> {
    const { timeoutSeconds = TIMEOUT_SECONDS, input } = this.options;
    const details = {
      pause_timeout: wireTimeIn(timeoutSeconds),
      pause_key: this.#key,
      pause_reschedule: this.kind === 'Suspended',
      ...(input ? { run_input_keyset: this.#keyset } : {}),
    };
    const runs = new RemoteFlowRuns(this.plane);
    if (input) await this.#ask(input);
    const verdict = await runs.propose(
      this.flow.context.id,
      newState('PAUSED', { name: this.kind, details }),
    );
    if (verdict.kind === 'wait' || verdict.kind === 'aborted') throw new RunAbortedError(verdict.reason);
    if (verdict.state.type === 'RUNNING') return false;
    if (verdict.state.type !== 'PAUSED')
      throw new RunAbortedError(`the run cannot be paused, it is ${verdict.state.name}`);
    return true;
  }

  /** The form is there before anybody can be asked to fill it. */
  async #ask(input: StandardSchema): Promise<void> {
    const texts: [string, unknown][] = [[this.#keyset.schema, await parameterSchemaOf(input)]];
    if (this.options.description !== undefined)
      texts.push([this.#keyset.description, this.options.description]);
    for (const [key, value] of texts) {
      const body = { key, value: JSON.stringify(value) };
      const path = { id: this.flow.context.id };
      await this.plane.repeat('POST /flow_runs/{id}/input', { path, body }).catch((error: unknown) => {
        if (!String(error).includes('409')) throw error; // asked before, by an earlier try of this run
      });
    }
  }

  /** Waits for somebody to resume the run. */
  async untilResumed(): Promise<void> {
    const { signal, id } = this.flow.context;
    for (let seconds = 0.25; ; seconds = Math.min(POLL_SECONDS_MAX, seconds * 1.5)) {
      await sleepWithin(seconds, signal);
      const { state } = await new RemoteFlowRuns(this.plane).read(id);
      if (state?.type === 'RUNNING') return;
      if (state?.type === 'CANCELLING' || state?.type === 'CANCELLED')
        throw new CancelledError('the flow run was cancelled while it was paused');
      if (state?.type === 'FAILED')
        throw new RunFailedError(state.message ?? 'the flow run was never resumed');
    }
  }

  /** What was filled in, as the schema makes it. */
  async answer(): Promise<unknown> {
    const { input } = this.options;
    if (!input) return undefined;
    const path = { id: this.flow.context.id, key: this.#keyset.response };
    const given: unknown = await this.plane.repeat('GET /flow_runs/{id}/input/{key}', { path });
    const result = await validate(input, typeof given === 'string' ? JSON.parse(given) : given);
    if ('issues' in result) throw new InvalidInputError('what the run was resumed with', result.issues);
    return result.value;
  }
}

const pauseOf = (kind: 'Paused' | 'Suspended', options: PauseOptions<StandardSchema | undefined>): Pause => {
  const name = kind === 'Paused' ? 'pause()' : 'suspend()';
  const flow = currentFlow();
  if (!flow) throw new Error(`${name} works within a flow only`);
  return new Pause(requirePlane(name), flow, kind, options);
};

/**
 * Holds the flow here until somebody resumes it, in the UI or with `orch flow-run resume`. The process keeps running.
 * With `input` people fill in a form, and get asked again until it fits.
 */
export const pause = async <S extends StandardSchema | undefined = undefined>(
  options: PauseOptions<S> = {},
): Promise<Answer<S>> => {
  const held = pauseOf('Paused', options as PauseOptions<StandardSchema | undefined>);
  if (await held.begin()) await held.untilResumed();
  return (await held.answer()) as Answer<S>; // the schema's own output
};

/**
 * Ends the process here; when somebody resumes the run it starts anew from the beginning, and goes on after this call.
 * Only for runs of deployments. Keep results (`persistResult`, `cacheKey`) of what should not be done twice.
 */
export const suspend = async <S extends StandardSchema | undefined = undefined>(
  options: PauseOptions<S> = {},
): Promise<Answer<S>> => {
  const held = pauseOf('Suspended', options as PauseOptions<StandardSchema | undefined>);
  if (await held.begin()) throw new SuspendedError('the flow run is suspended until somebody resumes it');
  return (await held.answer()) as Answer<S>; // the schema's own output
};

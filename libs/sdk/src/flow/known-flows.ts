import type { State } from '../state/state.ts';
import type { FlowDescription } from './flow-types.ts';

/**
 * A property of every flow, under a name that all copies of the SDK share: a worker's engine runs a flow through the copy
 * that the flow was made with, whose contexts its tasks know.
 */
const KEY = Symbol.for('orch.flow.1');

/** What can be done with a flow without knowing which copy of the SDK made it. */
export interface KnownFlow {
  readonly describe: () => Promise<FlowDescription>;
  /** Runs a flow run that exists to its end. */
  readonly follow: (flowRunId: string) => Promise<State<unknown>>;
}

export const rememberFlow = (flow: object, known: KnownFlow): void => {
  Object.defineProperty(flow, KEY, { value: known });
};

/** Undefined for what is no flow. */
export const knownFlow = (value: unknown): KnownFlow | undefined =>
  typeof value === 'function' ? (Reflect.get(value, KEY) as KnownFlow | undefined) : undefined; // set above

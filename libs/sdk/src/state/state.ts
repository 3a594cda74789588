import { storableText, isFinalState } from '@orch/client';
import { UuidV7Ids } from '@orch/kernel';
import { nextWireTime } from './wire-time.ts';

/** What a state is, whatever its name. */
export type StateType =
  | 'SCHEDULED'
  | 'PENDING'
  | 'RUNNING'
  | 'COMPLETED'
  | 'FAILED'
  | 'CANCELLED'
  | 'CRASHED'
  | 'PAUSED'
  | 'CANCELLING';

const ids = new UuidV7Ids();
/** A new, time-ordered id. */
export const newId = (): string => ids.next();

/** A state as it travels. */
export interface WireState {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly timestamp: string;
  readonly message: string | null;
  readonly data: unknown;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Whether nothing follows a state by itself. */
export const isFinal = (type: StateType): boolean => isFinalState(type);

/** What people read of a state; the rest of a long error is in the logs. */
const MESSAGE_CHARS_MAX = 50_000;
const titleOf = (type: StateType): string => type[0] + type.slice(1).toLowerCase();

/** A new state; its name is that of its type unless given. */
export const newState = (
  type: StateType,
  given: {
    readonly name?: string;
    readonly message?: string | null;
    readonly data?: unknown;
    readonly details?: Readonly<Record<string, unknown>>;
  } = {},
): WireState => ({
  id: newId(),
  type,
  name: given.name ?? titleOf(type),
  timestamp: nextWireTime(),
  message: typeof given.message === 'string' ? storableText(given.message, MESSAGE_CHARS_MAX) : null,
  data: given.data ?? null,
  details: given.details ?? {},
});

/** How a run ended: what it returned, or why it has no value. */
export type Outcome<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'error'; readonly error: unknown }
  /** Another process ran it: the value has to be read from where that one put it. */
  | { readonly kind: 'elsewhere'; readonly read: () => Promise<T> };

/**
 * The end of a run, as `returnState` gives it: never thrown, so that what failed can be looked at.
 * `ok` is true for COMPLETED only.
 */
export class State<T> {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly message: string | null;
  readonly timestamp: string;
  /** What the control plane knows of the result: where it lies, never the value. */
  readonly data: unknown;
  readonly #outcome: Outcome<T>;

  constructor(
    wire: WireState,
    outcome: Outcome<T>,
    /** The run that came to this state. */
    readonly run: { readonly kind: 'flow_run' | 'task_run'; readonly id: string },
  ) {
    this.id = wire.id;
    this.type = wire.type;
    this.name = wire.name;
    this.message = wire.message;
    this.timestamp = wire.timestamp;
    this.data = wire.data;
    this.#outcome = outcome;
  }

  get ok(): boolean {
    return this.type === 'COMPLETED';
  }
  /** Why there is no value; undefined when there is one. */
  get error(): unknown {
    return this.#outcome.kind === 'error' ? this.#outcome.error : undefined;
  }
  /** The value. @throws what the run threw */
  async result(): Promise<T> {
    if (this.#outcome.kind === 'value') return this.#outcome.value;
    if (this.#outcome.kind === 'elsewhere') return this.#outcome.read();
    throw this.#outcome.error;
  }
}

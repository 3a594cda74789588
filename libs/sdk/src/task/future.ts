import type { State } from '../state/state.ts';

/** A run that was started. `await` gives its value; `state()` says how it ended and never throws. */
export class Future<T> implements PromiseLike<T> {
  readonly #state: Promise<State<T>>;

  constructor(
    /** Id of the run; of a flow's run, that of the task run that stands for it. */
    readonly runId: string,
    state: Promise<State<T>>,
  ) {
    this.#state = state;
    state.catch(() => {}); // seen by who asks
  }

  state(): Promise<State<T>> {
    return this.#state;
  }
  async result(): Promise<T> {
    return (await this.#state).result();
  }
  /** Resolves when the run has ended, however it did. */
  async wait(): Promise<void> {
    await this.#state.catch(() => undefined);
  }
  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.result().then(onValue, onError);
  }
}

/** The runs of `map`, in the order of the items. `await` gives all values, and throws the first failure. */
export class FutureList<T> implements PromiseLike<T[]> {
  constructor(readonly futures: readonly Future<T>[]) {}

  get length(): number {
    return this.futures.length;
  }
  [Symbol.iterator](): Iterator<Future<T>> {
    return this.futures[Symbol.iterator]();
  }
  states(): Promise<State<T>[]> {
    return Promise.all(this.futures.map((future) => future.state()));
  }
  /** All values; the first failure is thrown when all runs have ended. */
  async result(): Promise<T[]> {
    const states = await this.states();
    return Promise.all(states.map((state) => state.result()));
  }
  then<A = T[], B = never>(
    onValue?: ((value: T[]) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.result().then(onValue, onError);
  }
}

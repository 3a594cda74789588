import { OrchError } from '@orch/kernel';

/** What may wait for a reader before it counts as too slow. */
const WAITING_MAX = 10_000;

/**
 * Items that come by themselves, to be read one by one. Ending it (`return`) works while a reader waits, which an
 * async generator cannot do: a subscription that is stopped holds nothing.
 */
export class LiveItems<T> implements AsyncIterableIterator<T> {
  private waiting: T[] = [];
  private reader:
    { resolve: (result: IteratorResult<T>) => void; reject: (error: unknown) => void } | undefined;
  private isOver = false;
  private readonly stop: () => void;

  /** @param start begins to push items and returns how to stop it. */
  constructor(start: (push: (items: readonly T[]) => void) => () => void) {
    this.stop = start((items) => this.push(items));
  }

  /** @throws OrchError `request.limit` when the reader let more than 10,000 items wait */
  async next(): Promise<IteratorResult<T>> {
    if (this.waiting.length > WAITING_MAX) {
      await this.return();
      throw new OrchError('request.limit', {}, { max: WAITING_MAX });
    }
    const value = this.waiting.shift();
    if (value !== undefined) return { value, done: false };
    if (this.isOver) return { value: undefined, done: true };
    return new Promise((resolve, reject) => (this.reader = { resolve, reject }));
  }

  async return(): Promise<IteratorResult<T>> {
    this.isOver = true;
    this.waiting = [];
    this.stop();
    this.reader?.resolve({ value: undefined, done: true });
    this.reader = undefined;
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private push(items: readonly T[]): void {
    if (this.isOver || items.length === 0) return;
    // once it is too long its reader is told; until then it need not grow
    if (this.waiting.length <= WAITING_MAX) this.waiting.push(...items);
    if (!this.reader) return;
    const { resolve } = this.reader;
    this.reader = undefined;
    resolve({ value: this.waiting.shift() as T, done: false }); // it holds what was just pushed
  }
}

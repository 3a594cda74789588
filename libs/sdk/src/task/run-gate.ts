/** Lets so many run at a time; the others wait in the order in which they came. */
export class RunGate {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(slots: number = Number.POSITIVE_INFINITY) {
    if (!(slots >= 1)) throw new RangeError(`concurrency must be at least 1, not ${slots}`);
    this.#free = slots;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

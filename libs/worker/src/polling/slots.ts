/** How many runs this worker may have at once. */
export class Slots {
  readonly #held = new Set<string>();
  #wake: (() => void)[] = [];

  constructor(private readonly limit: number | null) {}

  get held(): number {
    return this.#held.size;
  }
  get free(): number {
    return this.limit === null ? Infinity : Math.max(0, this.limit - this.#held.size);
  }
  has(runId: string): boolean {
    return this.#held.has(runId);
  }

  /** @returns false when none is free, or the run has one */
  take(runId: string): boolean {
    if (this.#held.has(runId) || this.free === 0) return false;
    this.#held.add(runId);
    return true;
  }
  /** Takes a slot for a run that is here already, even if none is free. */
  occupy(runId: string): void {
    this.#held.add(runId);
  }
  release(runId: string): void {
    this.#held.delete(runId);
    const wake = this.#wake;
    this.#wake = [];
    for (const one of wake) one();
  }

  /** Until a slot is given back, or the signal comes. */
  async changed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => (signal.removeEventListener('abort', wake), resolve());
      this.#wake.push(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

import { pause } from '@orch/client';

const FIRST_MS = 500;
const MAX_MS = 30_000;

/** Waits that double from half a second to half a minute, each spread so that workers do not come back together. */
export class Backoff {
  #nextMs = FIRST_MS;

  constructor(
    private readonly random: () => number = Math.random,
    private readonly maxMs = MAX_MS,
  ) {}

  /** It worked again. */
  reset(): void {
    this.#nextMs = FIRST_MS;
  }

  /** The next wait, in milliseconds. */
  nextMs(): number {
    const waitMs = this.#nextMs * (0.5 + this.random() / 2);
    this.#nextMs = Math.min(this.maxMs, this.#nextMs * 2);
    return waitMs;
  }

  /** Waits. @throws the signal's reason when it ends the wait */
  async pause(signal: AbortSignal): Promise<void> {
    await pause(this.nextMs(), signal);
  }
}

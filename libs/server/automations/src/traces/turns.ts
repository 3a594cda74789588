import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work is cut into turns of this length: other requests come in between. */
const TURN_MS = 15;

/** Watches how long work has kept the process to itself. */
export class Turns {
  private readonly startedMs = performance.now();
  private turnMs = this.startedMs;

  /** @param budgetMs what the work may take in all */
  constructor(private readonly budgetMs: number) {}

  readonly isOver = (): boolean => performance.now() - this.turnMs >= TURN_MS;

  get isSpent(): boolean {
    return performance.now() - this.startedMs >= this.budgetMs;
  }

  /** Lets others go first, when the turn is over. */
  async pause(): Promise<void> {
    if (!this.isOver()) return;
    await nextTurn();
    this.turnMs = performance.now();
  }
}

/** A piece of work that is done again and again. */
export interface Loop {
  readonly name: string;
  readonly everyMs: number;
  /** Does one round; true when there is more to do at once. */
  readonly round: () => Promise<boolean>;
}

/** Runs loops until stopped. A round that fails is logged and tried again after a pause; rounds never overlap. */
export class LoopRunner {
  private stopped = false;
  private readonly running = new Map<string, Promise<void>>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly waiting = new Map<string, Loop>();
  /** Loops that were woken while a round was under way: what it was woken for may have come after the round looked. */
  private readonly woken = new Set<string>();

  constructor(private readonly onError: (loop: string, error: unknown) => void) {}

  start(loop: Loop): void {
    this.schedule(loop, Math.random() * Math.min(loop.everyMs, 1_000)); // processes that start together spread out
  }

  /** There is work for the loop: its next round is now, not when its pause is over. */
  wake(name: string): void {
    const loop = this.waiting.get(name);
    if (!loop) {
      this.woken.add(name);
      return;
    }
    clearTimeout(this.timers.get(name));
    this.schedule(loop, 0);
  }

  /** Waits for rounds that are under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.running.values());
  }

  private schedule(loop: Loop, delayMs: number): void {
    if (this.stopped) return;
    const timer = setTimeout(() => {
      this.waiting.delete(loop.name);
      this.woken.delete(loop.name);
      this.running.set(loop.name, this.runOnce(loop));
    }, delayMs);
    this.waiting.set(loop.name, loop);
    timer.unref();
    this.timers.set(loop.name, timer);
  }

  private async runOnce(loop: Loop): Promise<void> {
    let hasMore = false;
    try {
      hasMore = await loop.round();
    } catch (error) {
      this.onError(loop.name, error);
    }
    this.schedule(
      loop,
      hasMore || this.woken.has(loop.name) ? 0 : loop.everyMs * (0.9 + Math.random() * 0.2),
    );
  }
}

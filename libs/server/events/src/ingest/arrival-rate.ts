const WINDOW_MS = 100;
/** Below this many events a second a workspace counts as idle: nothing is gained by waiting. */
const BUSY_PER_SECOND = 100;
/** Events that a commit should hold when there is load. */
const BATCH_WANTED = 128;
const LINGER_MIN_MS = 10;
/** The longest that an event waits for company: a reader must see it within a quarter of a second. */
const LINGER_MAX_MS = 150;

/** How many events a second arrive, over the last tenth of a second; decides how long to collect them. */
export class ArrivalRate {
  private windowStartMs = 0;
  private current = 0;
  private previous = 0;

  add(events: number, nowMs: number): void {
    this.roll(nowMs);
    this.current += events;
  }

  perSecond(nowMs: number): number {
    this.roll(nowMs);
    const share = (nowMs - this.windowStartMs) / WINDOW_MS;
    return ((this.previous * (1 - share) + this.current) * 1_000) / WINDOW_MS;
  }

  /** Milliseconds to wait for more events before a commit; 0 when there is no load. */
  lingerMs(nowMs: number): number {
    const rate = this.perSecond(nowMs);
    if (rate < BUSY_PER_SECOND) return 0;
    return Math.min(LINGER_MAX_MS, Math.max(LINGER_MIN_MS, (BATCH_WANTED * 1_000) / rate));
  }

  private roll(nowMs: number): void {
    const passed = Math.floor((nowMs - this.windowStartMs) / WINDOW_MS);
    if (passed <= 0) return;
    this.previous = passed === 1 ? this.current : 0;
    this.current = 0;
    this.windowStartMs += passed * WINDOW_MS;
  }
}

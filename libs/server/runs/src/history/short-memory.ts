const KEPT_MAX = 500;

/** Remembers answers for a while; who asks while one is being found waits for it. What fails is forgotten. */
export class ShortMemory<T> {
  private readonly kept = new Map<string, { readonly untilMs: number; readonly answer: Promise<T> }>();

  /** @param nowMs a clock that only goes forward */
  constructor(
    private readonly ageMsMax: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  get(key: string, find: () => Promise<T>): Promise<T> {
    const known = this.kept.get(key);
    if (known && known.untilMs > this.nowMs()) return known.answer;
    const answer = find();
    this.kept.delete(key);
    this.kept.set(key, { untilMs: this.nowMs() + this.ageMsMax, answer });
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_MAX && oldest !== undefined) this.kept.delete(oldest);
    answer.catch(() => this.kept.delete(key));
    return answer;
  }
}

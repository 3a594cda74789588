/** Remembers the last ids, so that what is seen twice is told once. Bounded: the oldest are forgotten. */
export class RecentIds {
  private readonly ids = new Set<string>();

  constructor(private readonly max: number) {}

  /** Whether the id is new; it is known from now on. */
  add(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    if (this.ids.size > this.max) {
      const [oldest] = this.ids;
      this.ids.delete(oldest!);
    }
    return true;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }
}

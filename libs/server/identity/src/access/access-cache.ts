import { type Clock, type Micros, US_PER_SECOND } from '@orch/kernel';

interface Kept<V> {
  readonly value: V;
  readonly untilUs: Micros;
}

export interface AccessCacheOptions {
  readonly clock: Clock;
  /** False while changes may go unheard: then nothing is kept and nothing kept is used. */
  readonly isTrusted: () => boolean;
  readonly entriesMax: number;
}

const FOUND_US = 60 * US_PER_SECOND;
const MISSING_US = 5 * US_PER_SECOND;
const MISSING_MAX = 1_000;

/**
 * Answers of the database about keys and memberships. Found ones are kept for a minute, missing ones for five seconds
 * and apart, so that guesses push out nothing real. `drop` forgets everything, what is being loaded included.
 */
export class AccessCache<V extends object> {
  private readonly found = new Map<string, Kept<V>>();
  private readonly missing = new Map<string, Kept<null>>();
  private readonly loading = new Map<string, Promise<V | null>>();
  private generation = 0;

  constructor(private readonly options: AccessCacheOptions) {}

  /** The kept answer (`null`: known to be missing), or `undefined` when `load` must be asked. */
  kept(key: string): V | null | undefined {
    if (!this.options.isTrusted()) return undefined;
    const nowUs = this.options.clock.nowUs();
    const hit = this.found.get(key);
    if (hit !== undefined && nowUs < hit.untilUs) return hit.value;
    const miss = this.missing.get(key);
    return miss !== undefined && nowUs < miss.untilUs ? null : undefined;
  }

  /** Asks `load`, once for all who want the same key at the same time, and keeps the answer. */
  async load(key: string, load: () => Promise<V | null>): Promise<V | null> {
    if (!this.options.isTrusted()) return load();
    const running = this.loading.get(key);
    if (running) return running;
    const { generation } = this;
    const started = load();
    this.loading.set(key, started);
    try {
      const value = await started;
      // an answer that was read before a change must not outlive it
      if (generation === this.generation && this.options.isTrusted()) this.keep(key, value);
      return value;
    } finally {
      if (this.loading.get(key) === started) this.loading.delete(key);
    }
  }

  drop(): void {
    this.generation += 1;
    this.found.clear();
    this.missing.clear();
    this.loading.clear();
  }

  private keep(key: string, value: V | null): void {
    const nowUs = this.options.clock.nowUs();
    if (value === null) keepBounded(this.missing, key, { value, untilUs: nowUs + MISSING_US }, MISSING_MAX);
    else keepBounded(this.found, key, { value, untilUs: nowUs + FOUND_US }, this.options.entriesMax);
  }
}

/** Maps keep insertion order: the first key is the oldest. */
function keepBounded<T>(map: Map<string, T>, key: string, entry: T, max: number): void {
  map.delete(key);
  if (map.size >= max) map.delete(map.keys().next().value!);
  map.set(key, entry);
}

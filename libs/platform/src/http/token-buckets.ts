import { type Micros, US_PER_SECOND } from '@orch/kernel';

const SECONDS_PER_MINUTE = 60;
/** Buckets that are kept; then those that are full, which say nothing, are thrown away. */
const BUCKETS_MAX = 50_000;

interface Bucket {
  tokens: number;
  atUs: Micros;
}

/** One token a request; a minute's worth at most is saved up, and flows in evenly. Of this process only. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();
  private readonly perUs: number;

  constructor(readonly perMinute: number) {
    this.perUs = perMinute / SECONDS_PER_MINUTE / US_PER_SECOND;
  }

  /** Whether there is a limit at all. */
  get isOn(): boolean {
    return this.perMinute > 0;
  }

  /** Takes a token. Returns how many are left, or a negative number: none was there. */
  take(owner: string, nowUs: Micros): number {
    let bucket = this.buckets.get(owner);
    if (!bucket) {
      if (this.buckets.size >= BUCKETS_MAX) this.prune(nowUs);
      this.buckets.set(owner, (bucket = { tokens: this.perMinute, atUs: nowUs }));
    }
    this.fill(bucket, nowUs);
    if (bucket.tokens < 1) return -1;
    bucket.tokens -= 1;
    return Math.floor(bucket.tokens);
  }

  /** Gives back what was taken for a request that did not pass after all. */
  putBack(owner: string): void {
    const bucket = this.buckets.get(owner);
    if (bucket) bucket.tokens = Math.min(this.perMinute, bucket.tokens + 1);
  }

  /** Whole seconds until there is a token again, at least 1. */
  waitSeconds(owner: string, nowUs: Micros): number {
    const bucket = this.buckets.get(owner);
    if (!bucket) return 1;
    this.fill(bucket, nowUs);
    return Math.max(1, Math.ceil((1 - bucket.tokens) / this.perUs / US_PER_SECOND));
  }

  private fill(bucket: Bucket, nowUs: Micros): void {
    const gained = Math.max(0, nowUs - bucket.atUs) * this.perUs;
    bucket.tokens = Math.min(this.perMinute, bucket.tokens + gained);
    bucket.atUs = nowUs;
  }

  private prune(nowUs: Micros): void {
    for (const [owner, bucket] of this.buckets) {
      this.fill(bucket, nowUs);
      if (bucket.tokens >= this.perMinute) this.buckets.delete(owner);
    }
    // all in use: the oldest goes, or memory would grow with the number of keys
    if (this.buckets.size >= BUCKETS_MAX) this.buckets.delete(this.buckets.keys().next().value!);
  }
}

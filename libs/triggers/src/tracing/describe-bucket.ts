import type { Bucket } from '../evaluation/bucket.ts';
import type { WatchedEvents } from '../evaluation/trigger.ts';

/** What a bucket has counted and how it ends, in plain words. */
export function describeBucket(trigger: WatchedEvents, { key, count, endUs }: Bucket): string {
  const counted = `${Math.max(count, 0)} of ${trigger.threshold} so far${key.length === 0 ? '' : ` for ${key.join(', ')}`}`;
  const end = new Date(endUs / 1_000).toISOString();
  if (!trigger.isProactive) return trigger.withinUs === 0 ? counted : `${counted}, until ${end}`;
  return count >= trigger.threshold
    ? `${counted}: enough came`
    : `${counted}; fires at ${end} unless more come`;
}

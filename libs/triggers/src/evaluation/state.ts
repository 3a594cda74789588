import type { Bucket } from './bucket.ts';
import type { Firing } from './firing.ts';

/** What an automation remembers between events. Changes are noted, so that only they have to be written. */
export class TriggerState {
  private readonly buckets = new Map<string, Bucket>();
  private readonly firings = new Map<string, Firing>();
  /** Places that differ from what was read. */
  readonly changedBuckets = new Set<string>();
  readonly changedFirings = new Set<string>();

  /** Takes over what is stored. */
  load(triggerId: string, bucket: Bucket): void {
    this.buckets.set(place(triggerId, bucket.key), bucket);
  }

  loadFiring(groupId: string, firing: Firing): void {
    this.firings.set(place(groupId, [firing.triggerId]), firing);
  }

  bucket(triggerId: string, key: readonly string[]): Bucket | null {
    return this.buckets.get(place(triggerId, key)) ?? null;
  }

  bucketsOf(triggerId: string): Bucket[] {
    return [...this.buckets].filter(([at]) => at.startsWith(`${triggerId} `)).map(([, bucket]) => bucket);
  }

  setBucket(triggerId: string, key: readonly string[], bucket: Bucket | null): void {
    const at = place(triggerId, key);
    if (this.buckets.get(at) === bucket) return;
    if (bucket) this.buckets.set(at, bucket);
    else if (!this.buckets.delete(at)) return;
    this.changedBuckets.add(at);
  }

  firingsOf(groupId: string): Firing[] {
    return [...this.firings].filter(([at]) => at.startsWith(`${groupId} `)).map(([, firing]) => firing);
  }

  setFiring(groupId: string, childId: string, firing: Firing | null): void {
    const at = place(groupId, [childId]);
    if (firing) {
      this.firings.delete(at); // the youngest stands last
      this.firings.set(at, firing);
    } else if (!this.firings.delete(at)) return;
    this.changedFirings.add(at);
  }

  bucketAt(at: string): Bucket | undefined {
    return this.buckets.get(at);
  }

  firingAt(at: string): Firing | undefined {
    return this.firings.get(at);
  }
}

const place = (id: string, key: readonly string[]): string => `${id} ${JSON.stringify(key)}`;

/** The trigger and the key that a place stands for. */
export function readPlace(at: string): { triggerId: string; key: string[] } {
  const end = at.indexOf(' ');
  return { triggerId: at.slice(0, end), key: JSON.parse(at.slice(end + 1)) as string[] }; // written by `place`
}

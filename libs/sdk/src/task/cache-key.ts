import { createHash } from 'node:crypto';

/** What a cache key may be made of. */
export interface CacheKeyContext {
  readonly taskName: string;
  /** Changes with the name and the text of the task's function. */
  readonly taskKey: string;
  readonly flowRunId: string | null;
}
/** Gives the key under which a result is found again; undefined: do not look, do not keep. */
export type CacheKey<Args extends readonly unknown[]> = (
  context: CacheKeyContext,
  ...args: Args
) => string | undefined;

/** JSON with sorted members: equal values give equal texts. */
const stable = (value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map || value instanceof Set) return stable([...value]);
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(members.map(([name, member]) => [name, stable(member)]));
};

/** A short name of a value: equal for equal JSON. */
export const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(stable(value)) ?? 'undefined')
    .digest('hex')
    .slice(0, 32);

/** Equal arguments of the same task, within and across flow runs. `omit` leaves arguments out by their position. */
export const inputs =
  ({ omit = [] }: { readonly omit?: readonly number[] } = {}): CacheKey<readonly unknown[]> =>
  ({ taskKey }, ...args) =>
    hashOf([taskKey, args.filter((_, index) => !omit.includes(index))]);

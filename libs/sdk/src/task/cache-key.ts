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

/** A value that JSON does not know, apart from all that it knows. */
const tagged = (kind: string, value: unknown): unknown => ({ [`\0${kind}`]: value });
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};
const hasJson = (value: object): value is { toJSON: () => unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function';

/** Of other classes than the language's own only what JSON would say is known; one without any cannot be told apart. */
const stableObject = (value: object): unknown => {
  const kind = value.constructor?.name ?? '';
  if (value instanceof Map || value instanceof Set) return tagged(kind, stable([...value]));
  if (value instanceof RegExp) return tagged(kind, String(value));
  if (hasJson(value)) return tagged(kind, stable(value.toJSON()));
  if (ArrayBuffer.isView(value))
    return tagged(kind, Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'));
  if (Object.keys(value).length === 0)
    throw new TypeError(
      `arguments of class ${kind || 'unknown'} do not make a cache key: give a cacheKey of your own`,
    );
  return tagged(kind, stableMembers(value));
};
const stableMembers = (value: object): unknown => {
  const given = Object.entries(value).filter(([, member]) => member !== undefined);
  const members = given.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(members.map(([name, member]) => [name, stable(member)]));
};

/** JSON with sorted members: equal values give equal texts, others different ones. */
const stable = (value: unknown): unknown => {
  if (typeof value === 'bigint' || typeof value === 'undefined' || typeof value === 'symbol')
    return tagged(typeof value, String(value));
  if (typeof value === 'function') return tagged('function', value.toString());
  if (typeof value === 'number' && !Number.isFinite(value)) return tagged('number', String(value));
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  return isPlain(value) ? stableMembers(value) : stableObject(value);
};

/** A short name of a value: equal for equal JSON. */
export const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(stable(value)))
    .digest('hex')
    .slice(0, 32);

/** Equal arguments of the same task, within and across flow runs. `omit` leaves arguments out by their position. */
export const inputs =
  ({ omit = [] }: { readonly omit?: readonly number[] } = {}): CacheKey<readonly unknown[]> =>
  ({ taskKey }, ...args) =>
    hashOf([taskKey, args.filter((_, index) => !omit.includes(index))]);
